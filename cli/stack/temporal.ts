/** Temporal for the processes of the command line: an existing server, or one of our own on a file. */
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { installRuntime } from '../../workers/runtime.ts';
import {
  connectClient,
  connectWorker,
  findTemporal,
  startTemporalServer,
  temporalSettings,
} from '../../workers/temporal/index.ts';
import type { TemporalServer, TemporalSettings } from '../../workers/temporal/index.ts';
import type { StateFolder } from '../local/folder.ts';
import type { TemporalConnections } from './server.ts';

/** Connections, and how they are ended. */
export interface OpenTemporal extends TemporalConnections {
  readonly address: string;
  /** Whether the server is ours and ends with us. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

/** Connects to the server that `TEMPORAL_ADDRESS` and its companions name. @throws UserError `unavailable` */
export async function openTemporal(log: Logger, address?: string): Promise<OpenTemporal> {
  return await connect(temporalSettings({ address }), log);
}

export interface EmbeddedOptions {
  readonly folder: StateFolder;
  readonly port: number;
  /** Port of Temporal's own pages; null for none. */
  readonly uiPort: number | null;
  readonly log: Logger;
  readonly onProgress: (line: string) => void;
}

/**
 * Starts a server of our own, getting its program first if need be, and starts it again should it die: workers and
 * clients reconnect by themselves, and nothing that it acknowledged is lost.
 */
export async function openEmbeddedTemporal(options: EmbeddedOptions): Promise<OpenTemporal> {
  const { folder, port, uiPort, log, onProgress } = options;
  const cli = await findTemporal({ onProgress });
  let server: TemporalServer | null = null;
  let closing = false;
  const start = (): Promise<TemporalServer> =>
    startTemporalServer({
      cli,
      dbFile: folder.temporalDb,
      // Started again it must be where clients and workers reconnect to.
      port: server === null ? port : portOf(server.address),
      ...(uiPort !== null && { uiPort }),
      logFile: join(folder.logs, 'temporal.log'),
      onProgress,
      onExit(reason) {
        if (closing) return;
        onProgress(`the Temporal server ended (${reason.split('\n')[0]}); starting it again`);
        void startAgain();
      },
    });
  const startAgain = async (): Promise<void> => {
    try {
      server = await start();
    } catch (err) {
      log.error({ err }, 'the Temporal server does not start again; trying once more in 5 s');
      if (!closing) setTimeout(() => void startAgain(), 5000);
    }
  };
  server = await start();
  const connections = await connect(temporalSettings({ address: server.address, embedded: true }), log);
  return {
    ...connections,
    embedded: true,
    async close() {
      closing = true;
      await connections.close();
      await server?.close();
    },
  };
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

async function connect(settings: TemporalSettings, log: Logger): Promise<OpenTemporal> {
  installRuntime(log);
  const connection = await connectClient(settings);
  const native = await connectWorker(settings).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return {
    client: new Client({ connection, namespace: settings.namespace }),
    connection,
    native,
    namespace: settings.namespace,
    address: settings.address,
    embedded: false,
    async close() {
      await connection.close();
      await native.close();
    },
  };
}
