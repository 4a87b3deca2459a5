/**
 * The real parts on this machine in a temporary folder: an embedded Temporal server, SQLite, control and train workers
 * in this process with real slot processes. Where Temporal can't be had the start fails: durability is never assumed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { createLog } from '../../cli/local/log.ts';
import { openStore } from '../../prisma/store/open-store.ts';
import type { Store } from '../../prisma/store/types.ts';
import { runControlWorker } from '../../workers/control-worker.ts';
import type { ControlWorkerOptions } from '../../workers/control-worker.ts';
import { knowledge } from '../../workers/knowledge.ts';
import { installRuntime } from '../../workers/runtime.ts';
import type { SlotPool } from '../../workers/slots/pool.ts';
import {
  connectClient,
  connectWorker,
  findTemporal,
  startTemporalServer,
  temporalSettings,
} from '../../workers/temporal/index.ts';
import { runTrainWorker } from '../../workers/train-worker.ts';
import type { TrainWorkerOptions } from '../../workers/train-worker.ts';
import { createSweepClient } from '../../workflows/client/sweep-client.ts';
import type { SweepClient } from '../../workflows/client/sweep-client.ts';
import { DEFAULT_TUNING } from '../../workflows/tuning.ts';
import type { Tuning } from '../../workflows/tuning.ts';

/** Patience for tests: what takes a minute in an installation takes seconds. */
export const IMPATIENT: Tuning = {
  ...DEFAULT_TUNING,
  heartbeatSeconds: 8,
  retrySeconds: 0.1,
  inspectSeconds: 2,
  inspectMaxSeconds: 5,
  breakerSeconds: 3600,
};

/** A worker in this process. */
export interface RunningWorker {
  /** Ends it in order, as SIGTERM would. */
  stop(): Promise<void>;
}

/** A train worker in this process; its slots are processes of their own. */
export interface RunningTrainWorker extends RunningWorker {
  readonly slots: SlotPool;
}

export interface Stack {
  readonly folder: string;
  readonly checkpoints: string;
  readonly databaseUrl: string;
  /** Of the Temporal server, for other processes. */
  readonly address: string;
  readonly store: Store;
  readonly client: Client;
  readonly sweeps: SweepClient;
  startControl(options?: Partial<ControlWorkerOptions>): RunningWorker;
  startTrainer(options?: Partial<TrainWorkerOptions>): RunningTrainWorker;
  /** A client under another tuning; `sweeps` has {@link IMPATIENT}. */
  sweepsUnder(tuning: Partial<Tuning>): SweepClient;
  /** Ends every worker and the server, and removes the folder. */
  close(): Promise<void>;
}

/** Server, store and clients; workers are started by who needs them. */
export async function startStack(): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'hnet-stack-'));
  const server = await startTemporalServer({
    cli: await findTemporal(),
    dbFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: 0,
  });
  installRuntime(createLog(join(folder, 'workers.log')));
  const settings = temporalSettings({ address: server.address, embedded: true });
  const connection = await connectClient(settings);
  const native = await connectWorker(settings);
  const { namespace } = settings;
  const client = new Client({ connection, namespace });
  const databaseUrl = `file:${join(folder, 'hnet.db')}`;
  const store = await openStore(databaseUrl);
  const checkpoints = join(folder, 'checkpoints');
  const workers = new Set<RunningWorker>();

  const run = (start: (signal: AbortSignal) => Promise<void>): RunningWorker => {
    const ending = new AbortController();
    const ended = start(ending.signal);
    // A worker that fails by itself must not go unnoticed, nor end the process before its test says why.
    ended.catch((error: unknown) => console.error('a worker failed:', error));
    const worker: RunningWorker = {
      async stop() {
        workers.delete(worker);
        ending.abort();
        await ended;
      },
    };
    workers.add(worker);
    return worker;
  };

  const sweepsUnder = (tuning: Partial<Tuning>) =>
    createSweepClient({ connection, namespace, store, tuning: { ...IMPATIENT, ...tuning } });

  return {
    folder,
    checkpoints,
    databaseUrl,
    address: server.address,
    store,
    client,
    sweeps: sweepsUnder({}),
    sweepsUnder,
    startControl: (options = {}) =>
      run((signal) =>
        runControlWorker({
          connection: native,
          client,
          namespace,
          store,
          knowledge,
          waiting: { pollMs: 100, lookMs: 500, longestMs: 60_000, mostWaiting: 64 },
          signal,
          ...options,
        }),
      ),
    startTrainer(options = {}) {
      let slots: SlotPool | null = null;
      const worker = run((signal) =>
        runTrainWorker({
          connection: native,
          namespace,
          slots: 1,
          checkpointDir: checkpoints,
          dataDir: null,
          onSlots: (pool) => (slots = pool),
          signal,
          ...options,
        }),
      );
      // The slots are made before anything that takes time.
      return { slots: slots!, stop: () => worker.stop() };
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await store.close();
      await connection.close();
      await native.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
