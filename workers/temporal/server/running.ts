import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { UserError } from '../../../common/errors.ts';
import { endProcess, isRunning } from '../process.ts';
import { uiUrl } from './address.ts';
import { prepareNamespace } from './namespace.ts';
import { waitUntilReady } from './ready.ts';
import { readRecord, recordPath, stateOf } from './record.ts';
import type { ServerRecord } from './record.ts';
import type { TemporalServer, TemporalServerOptions } from './start.ts';

/** A server of another process is looked at this often. */
const WATCH_SECONDS = 1;

type Options = TemporalServerOptions &
  Required<Pick<TemporalServerOptions, 'host' | 'namespace' | 'readySeconds' | 'stopSeconds'>>;

/**
 * The server that runs on the database file already, if its owner lives; null when none runs (any more). One whose
 * owner is gone is ended: it may be about to, and it may be of another version or have other settings.
 */
export async function useRunningServer(options: Options): Promise<TemporalServer | null> {
  const { dbFile, namespace, readySeconds, stopSeconds, onProgress } = options;
  for (;;) {
    const record = await readRecord(dbFile);
    if (record === null) return null;
    const state = await stateOf(record, dbFile);
    if (state === 'starting') await sleep(200);
    else if (state === 'stale') {
      await rm(recordPath(dbFile), { force: true });
      return null;
    } else if (state === 'orphaned' && record.pid !== null) {
      onProgress?.(`ending the Temporal server that a killed process left (process ${record.pid})`);
      await endProcess(record.pid, stopSeconds);
    } else if (record.pid !== null) {
      onProgress?.(`using the Temporal server of process ${record.owner} at ${record.address}`);
      if (await waitUntilReady(record.address, namespace, { seconds: readySeconds })) {
        return adopt(record, record.pid, options);
      }
      throw new UserError('unavailable', `the Temporal server at ${record.address} does not answer`, {
        hint: `It is process ${record.pid}, of process ${record.owner}: end that and start again.`,
      });
    }
  }
}

/** Watches a server that another process has started, and leaves its end to that process. */
async function adopt(record: ServerRecord, pid: number, options: Options): Promise<TemporalServer> {
  const { namespace, host, onExit, retentionDays = 7 } = options;
  await prepareNamespace(record.address, { namespace, retentionDays });
  const watch = setInterval(() => {
    if (isRunning(pid)) return;
    clearInterval(watch);
    onExit?.(`process ${record.owner}, which had started it, ended it or it ended by itself`);
  }, WATCH_SECONDS * 1000);
  watch.unref();
  const close = (): Promise<void> => {
    clearInterval(watch);
    return Promise.resolve();
  };
  const url = uiUrl(host, record.uiPort);
  return { address: record.address, namespace, uiUrl: url, pid, ours: false, close };
}
