import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { UserError } from '../../../common/errors.ts';
import { identify } from '../process.ts';
import { ipOf, reachable, uiUrl } from './address.ts';
import { launchServer } from './launch.ts';
import { prepareNamespace } from './namespace.ts';
import { assertPortFree, freePort } from './port.ts';
import { createRecord, removeRecord, writeRecord } from './record.ts';
import type { ServerRecord } from './record.ts';
import { useRunningServer } from './running.ts';

export interface TemporalServerOptions {
  /** The `temporal` program, as `findTemporal` gives it. */
  readonly cli: { readonly path: string };
  /** The SQLite file that holds everything; made when it is not there, with its folder. */
  readonly dbFile: string;
  /** The address listened on, an IP; only this machine unless said otherwise. */
  readonly host?: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Port of Temporal's own pages (0 for any free one); none without. */
  readonly uiPort?: number;
  readonly namespace?: string;
  /** How long closed workflows stay visible, in days. */
  readonly retentionDays?: number;
  /** Gets the server's words, appended. */
  readonly logFile: string;
  /** Called once when the server ends without having been closed, with why and its last words. */
  readonly onExit?: (reason: string) => void;
  /** Hears one line when something other than a plain start happens. */
  readonly onProgress?: (line: string) => void;
  /** The server must answer within this time. */
  readonly readySeconds?: number;
  /** The server has this long to end by itself when closed. */
  readonly stopSeconds?: number;
}

/** A server that answers. */
export interface TemporalServer {
  /** For clients and workers, e.g. `127.0.0.1:7233`. */
  readonly address: string;
  readonly namespace: string;
  /** Of Temporal's own pages; null where they were not asked for. */
  readonly uiUrl: string | null;
  readonly pid: number;
  /** False where another living process has started it, and will end it: then {@link close} leaves it running. */
  readonly ours: boolean;
  /** Ends it: asked first, killed if it does not. What it acknowledged is in the file. */
  close(): Promise<void>;
}

/**
 * Starts Temporal's development server on a database file, ready to be used. It ends with this process, even when
 * that is killed. A server that runs on this file already is used where the process that started it lives, and
 * replaced otherwise: two on one file never happen.
 *
 * @throws UserError `unavailable`: the port is taken, or the server ended early (with its last words)
 * @example
 * const server = await startTemporalServer({ cli, dbFile: 'state/temporal.db', port: 7233, logFile: 'state/temporal.log' });
 * const connection = await Connection.connect({ address: server.address });
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { namespace = 'default', readySeconds = 60, stopSeconds = 10 } = options;
  const host = ipOf(options.host ?? '127.0.0.1');
  const dbFile = resolve(options.dbFile);
  await mkdir(dirname(dbFile), { recursive: true });

  const claim = async (): Promise<ServerRecord | null> => {
    const port = options.port === 0 ? await freePort(host) : options.port;
    const uiPort = options.uiPort === 0 ? await freePort(host) : (options.uiPort ?? null);
    const record: ServerRecord = {
      owner: identify(process.pid),
      server: null,
      address: reachable(host, port),
      uiPort,
      startedAt: Date.now(),
    };
    if (!(await createRecord(dbFile, record))) return null;
    try {
      await assertPortFree(host, port);
      if (uiPort !== null) await assertPortFree(host, uiPort);
      return record;
    } catch (error) {
      await removeRecord(dbFile, null);
      throw error;
    }
  };

  let record: ServerRecord | null = null;
  while (record === null) {
    const running = await useRunningServer({
      ...options,
      dbFile,
      namespace,
      host,
      readySeconds,
      stopSeconds,
    });
    if (running) return running;
    record = await claim(); // null: another process was quicker
  }

  const port = Number(record.address.slice(record.address.lastIndexOf(':') + 1));
  let pid: number | null = null;
  const launched = await launchServer({
    ...{ cli: options.cli.path, dbFile, host, port, uiPort: record.uiPort, namespace },
    ...{ logFile: options.logFile, address: record.address, readySeconds },
    onPid: (started) => {
      pid = started;
      return writeRecord(dbFile, { ...record, server: identify(started) });
    },
  }).catch(async (error: unknown) => {
    await removeRecord(dbFile, pid);
    throw error;
  });

  let closing = false;
  void launched.exited.then(async (reason) => {
    await removeRecord(dbFile, launched.pid);
    if (!closing) options.onExit?.(reason);
  });
  const close = async (): Promise<void> => {
    closing = true;
    await launched.end(stopSeconds);
    await removeRecord(dbFile, launched.pid);
  };
  try {
    await prepareNamespace(record.address, { namespace, retentionDays: options.retentionDays ?? 7 });
  } catch (cause) {
    await close();
    throw new UserError('unavailable', `the Temporal server can't be set up: ${(cause as Error).message}`, {
      cause,
      hint: `Its log is ${options.logFile}.`,
    });
  }
  return {
    address: record.address,
    namespace,
    uiUrl: uiUrl(host, record.uiPort),
    pid: launched.pid,
    ours: true,
    close,
  };
}
