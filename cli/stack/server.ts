/** The control plane in this process: control worker, and API with its page. */
import type { Client, Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { openCheckpointFolder } from '../../activities/checkpoints/stage-files.ts';
import { startApi } from '../../dashboard/server/index.ts';
import { prepareBenchmark } from '../../hnet/index.ts';
import type { Store } from '../../prisma/store/types.ts';
import { parseSweepFile } from '../../sweepfile/index.ts';
import { runControlWorker } from '../../workers/control-worker.ts';
import { createFigureDrawer } from '../../workers/figures/figure-drawer.ts';
import { keepRunning } from '../../workers/keep-running.ts';
import { knowledge } from '../../workers/knowledge.ts';
import { createSweepClient } from '../../workflows/client/sweep-client.ts';
import { DEFAULT_TUNING } from '../../workflows/tuning.ts';
import type { Tuning } from '../../workflows/tuning.ts';

/** Connections to one Temporal namespace, for clients and for workers. */
export interface TemporalConnections {
  readonly client: Client;
  readonly connection: Connection;
  readonly native: NativeConnection;
  readonly namespace: string;
}

export interface ServerOptions {
  readonly temporal: TemporalConnections;
  /** Stays the caller's to close. */
  readonly store: Store;
  readonly host: string;
  readonly port: number;
  readonly token: string | null;
  /** Whether a sweep's data must be had on this machine when it is submitted: where training runs elsewhere it need not. */
  readonly checkData: boolean;
  /** Where figures of trained networks are drawn from. */
  readonly checkpoints: string;
  readonly log: Logger;
  readonly tuning?: Tuning;
  /** Ends the control worker. */
  readonly signal: AbortSignal;
}

export interface RunningControlPlane {
  /** Address of API and page. */
  readonly url: string;
  /** Fulfilled once the control worker has ended after `signal`. */
  readonly ended: Promise<void>;
  /** Ends the API; after `ended`. */
  close(): Promise<void>;
}

/** @throws UserError when the port is taken; nothing is left running then */
export async function startControlPlane(options: ServerOptions): Promise<RunningControlPlane> {
  const { temporal, store, log, signal } = options;
  const { client, connection, native, namespace } = temporal;
  const api = await startApi({
    dependencies: {
      store,
      control: createSweepClient({
        connection,
        namespace,
        store,
        tuning: options.tuning ?? DEFAULT_TUNING,
      }),
      async readSweepFile(text) {
        const { spec } = parseSweepFile(text);
        if (options.checkData) await prepareBenchmark(spec.benchmark, { dataDir: null });
        return spec;
      },
      log,
      drawFigure: createFigureDrawer({ checkpointDir: options.checkpoints, dataDir: null }),
      checkpoints: openCheckpointFolder(options.checkpoints),
      checks: { temporal: () => connection.workflowService.getSystemInfo({}) },
    },
    host: options.host,
    port: options.port,
    token: options.token,
  });

  const ended = keepRunning(
    () =>
      runControlWorker({
        connection: native,
        client,
        namespace,
        store,
        knowledge,
        signal,
        onRepair: (line) => log.warn({}, line),
      }),
    {
      signal,
      onFailure: (err, seconds) =>
        log.error({ err }, `the control worker ended; starting again in ${seconds} s`),
    },
  );
  return { url: api.url, ended, close: () => api.close() };
}
