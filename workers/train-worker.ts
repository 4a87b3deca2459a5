import { hostname } from 'node:os';
import { Worker } from '@temporalio/worker';
import type { NativeConnection, WorkerTuner } from '@temporalio/worker';
import { createTrainActivities } from '../activities/train/train-stage.ts';
import type { TrainDependencies } from '../activities/train/train-stage.ts';
import type { PackSetting } from '../hnet/packed/pack-limit.ts';
import { TRAIN_QUEUE } from '../workflows/types.ts';
import { activityPermits } from './activity-permits.ts';
import { runUntil } from './run-until.ts';
import { createSlotPool } from './slots/pool.ts';
import type { SlotPool } from './slots/pool.ts';

export interface TrainWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Processes that train at once on this machine. */
  readonly slots: number;
  /** Whether a slot trains stages of the same shapes together; `off` unless given. */
  readonly packing?: PackSetting;
  readonly checkpointDir: string;
  /** Folder of data sets; null for the cache. */
  readonly dataDir: string | null;
  /** A training that shows no progress for this long is hung. */
  readonly hangSeconds?: number;
  /** Options of each slot's node process, e.g. a heap limit. */
  readonly execArgv?: readonly string[];
  /** Environment of each slot's process, e.g. its device. */
  readonly envOf?: (slot: number) => Readonly<Record<string, string>>;
  /** What a slot trains on and how that is doing, for who looks on. */
  readonly deviceOf?: (slot: number) => string;
  /** Told of each stage: for the log. */
  readonly onStage?: TrainDependencies['onStage'];
  /** Called with the slots once they exist: for health pages and tests. */
  readonly onSlots?: (slots: SlotPool) => void;
  /** Ends the worker; a signal to the process does too. */
  readonly signal?: AbortSignal;
}

/** Time in which a running stage checkpoints when the worker is told to end. */
const INTERRUPT_SECONDS = 20;

/** Trains stages in this machine's slots until told to end. Needs Temporal and the checkpoints, nothing else. */
export async function runTrainWorker(options: TrainWorkerOptions): Promise<void> {
  const packing = options.packing ?? 'off';
  const slots = createSlotPool(
    options.slots,
    (index) => ({
      checkpointDir: options.checkpointDir,
      dataDir: options.dataDir,
      hangSeconds: options.hangSeconds ?? 120,
      interruptSeconds: INTERRUPT_SECONDS,
      execArgv: options.execArgv ?? [],
      env: options.envOf?.(index) ?? {},
      ...(options.deviceOf && { device: () => options.deviceOf!(index) }),
    }),
    { setting: packing },
  );
  options.onSlots?.(slots);
  const identity = `${hostname()}/${process.pid}`;
  try {
    const worker = await Worker.create({
      connection: options.connection,
      namespace: options.namespace,
      identity,
      taskQueue: TRAIN_QUEUE,
      activities: createTrainActivities({
        slots,
        worker: identity,
        ...(options.onStage && { onStage: options.onStage }),
      }),
      ...(packing === 'off'
        ? { maxConcurrentActivityTaskExecutions: options.slots }
        : { tuner: tunerOf(slots) }),
      // A cancellation is heard in the answer to a heartbeat: often enough that it takes seconds.
      maxHeartbeatThrottleInterval: '2s',
      defaultHeartbeatThrottleInterval: '2s',
      // At once: stages checkpoint and go to another worker, they are not waited for.
      shutdownGraceTime: 0,
      shutdownForceTime: `${INTERRUPT_SECONDS + 10}s`,
    });
    await runUntil(worker, options.signal);
  } finally {
    slots.close();
  }
}

/** The worker runs nothing but activities; the other kinds only have to be named. */
function tunerOf(slots: SlotPool): WorkerTuner {
  const unused = { type: 'fixed-size', numSlots: 5 } as const;
  return {
    activityTaskSlotSupplier: activityPermits(slots),
    workflowTaskSlotSupplier: unused,
    localActivityTaskSlotSupplier: unused,
    nexusTaskSlotSupplier: unused,
  };
}
