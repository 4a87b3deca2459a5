/** The train worker in this process: its slots are processes of their own. */
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';
import { findDevices, IDLE_HINT } from '../../workers/devices/machine.ts';
import { trustedMachine } from '../../workers/devices/trust.ts';
import { watchGpus } from '../../workers/devices/watch.ts';
import { planSlots } from '../../workers/devices/plan-slots.ts';
import type { SlotPlan } from '../../workers/devices/plan-slots.ts';
import { keepRunning } from '../../workers/keep-running.ts';
import { runTrainWorker } from '../../workers/train-worker.ts';

export interface TrainerOptions {
  readonly native: NativeConnection;
  readonly namespace: string;
  /** Slots a device; null for the usual number. */
  readonly slots: number | null;
  readonly packing: PackSetting;
  readonly checkpoints: string;
  /** Folder of data sets; null for `HNET_DATA_DIR`, then the cache. */
  readonly dataDir: string | null;
  readonly log: Logger;
  /** Ends it: running stages checkpoint. */
  readonly signal: AbortSignal;
}

export interface RunningTrainer {
  readonly slots: readonly SlotPlan[];
  readonly ended: Promise<void>;
}

export async function startTrainer(options: TrainerOptions): Promise<RunningTrainer> {
  const { native, namespace, checkpoints, dataDir, log, signal } = options;
  const { gpus, adapters, idle, auto, distrust } = await trustedMachine(await findDevices());
  if (distrust !== null) log.error(`GPUs are not used, they do not compute as they should: ${distrust}`);
  else if (idle.length > 0) log.warn({ gpus: idle.map(({ name }) => name) }, `GPUs are idle: ${IDLE_HINT}`);
  const slots = planSlots(gpus, options.slots, { adapters, auto });
  const readings = watchGpus(gpus, { log: (fields, line) => log.info(fields, line), signal });
  const ended = keepRunning(
    () =>
      runTrainWorker({
        connection: native,
        namespace,
        slots: slots.length,
        packing: options.packing,
        envOf: (index) => slots[index]!.env,
        deviceOf: (index) => readings.of(slots[index]!.uuid) ?? slots[index]!.device,
        checkpointDir: checkpoints,
        dataDir,
        onStage: (what, stage) => log[what === 'failed' ? 'warn' : 'info'](stage, `stage ${what}`),
        signal,
      }),
    {
      signal,
      onFailure: (err, seconds) =>
        log.error({ err }, `the train worker ended; starting again in ${seconds} s`),
    },
  );
  return { slots, ended };
}
