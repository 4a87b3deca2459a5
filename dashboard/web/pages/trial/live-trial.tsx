import { useLiveSweep } from '../../hooks/use-live.ts';

/** Keeps a trial as it is, by its sweep's stream; shows nothing. */
export function LiveTrial({ sweepId }: { readonly sweepId: string }) {
  useLiveSweep(sweepId);
  return null;
}
