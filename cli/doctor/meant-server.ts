import { temporalSettings } from '../../workers/temporal/index.ts';
import type { TemporalSettings } from '../../workers/temporal/index.ts';
import { runningServer, stateFolder } from '../local/folder.ts';

/** The Temporal server that commands here would use: the one named, else the one in use by the state folder; null without. */
export function meantTemporalServer(): TemporalSettings | null {
  if (process.env.TEMPORAL_ADDRESS) return temporalSettings();
  const embedded = runningServer(stateFolder())?.temporalAddress;
  return embedded === undefined ? null : temporalSettings({ address: embedded, embedded: true });
}
