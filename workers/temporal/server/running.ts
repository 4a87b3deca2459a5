import { setTimeout as sleep } from 'node:timers/promises';

import { UserError } from '../../../common/errors.ts';
import { endProcess, isRunning } from '../process.ts';
import { uiUrl } from './address.ts';
import { prepareNamespace } from './namespace.ts';
import { answers } from './ready.ts';
import { readRecord, removeStaleRecord, stateOf } from './record.ts';
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
  const deadline = Date.now() + readySeconds * 1000;
  for (;;) {
    const record = await readRecord(dbFile);
    if (record === null) return null;
    const { owner, server, address } = record;
    const state = stateOf(record);
    if (state === 'stale') {
      await removeStaleRecord(dbFile, record);
    } else if (state === 'orphaned' && server !== null) {
      onProgress?.(`ending the Temporal server that a killed process left (process ${server.pid})`);
      await endProcess(server.pid, stopSeconds);
    } else if (server !== null && (await answers(address, namespace))) {
      onProgress?.(`using the Temporal server of process ${owner.pid} at ${address}`);
      return adopt(record, server.pid, options);
    } else if (Date.now() > deadline) {
      throw new UserError(
        'unavailable',
        `process ${owner.pid} runs a Temporal server on ${dbFile}, which does not answer`,
        {
          hint: `End process ${server?.pid ?? owner.pid} and start again.`,
        },
      );
    } else await sleep(100);
  }
}

/** Watches a server that another process has started, and leaves its end to that process. */
async function adopt(record: ServerRecord, pid: number, options: Options): Promise<TemporalServer> {
  const { namespace, host, onExit, retentionDays = 7 } = options;
  await prepareNamespace(record.address, { namespace, retentionDays });
  const watch = setInterval(() => {
    if (isRunning(pid)) return;
    clearInterval(watch);
    onExit?.(`process ${record.owner.pid}, which had started it, ended it or it ended by itself`);
  }, WATCH_SECONDS * 1000);
  watch.unref();
  const close = (): Promise<void> => {
    clearInterval(watch);
    return Promise.resolve();
  };
  const url = uiUrl(host, record.uiPort);
  return { address: record.address, namespace, uiUrl: url, pid, ours: false, close };
}
