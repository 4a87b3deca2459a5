import type { CheckpointStore } from '../../activities/checkpoint-store.types.ts';
import { TrainAttemptError } from '../../activities/failures.ts';
import type { JobOutcome, SlotProgress, TrainJob } from '../../activities/train/slots.types.ts';
import { UserError } from '../../common/errors.ts';
import { packLimit, stageKey, trainStage, TRAINING_VERSION } from '../../hnet/index.ts';
import type { BackendName, PackSetting, StageHooks, StageInput } from '../../hnet/index.ts';
import { createBackends } from './shared.ts';
import type { OpenBackends, Packs } from './shared.ts';

/** Least time between two progress messages of a stage by itself, and of one of many. */
const PROGRESS_MS = 250;
const PACKED_PROGRESS_MS = 1000;

export interface JobHooks {
  readonly checkpoints: CheckpointStore;
  /** Folder of data sets; null for the cache. */
  readonly dataDir: string | null;
  readonly signal: AbortSignal;
  readonly onPrepared: (what: string) => void;
  readonly onProgress: (progress: SlotProgress) => void;
  /** Whether the stage may be trained together with others, and those that are; by itself unless given. */
  readonly packing?: PackSetting;
  readonly packs?: Packs;
  /** Opens backends; one that this process has open stays so. */
  readonly open?: OpenBackends;
  /** Told how many stages like this one would be trained together here. */
  readonly onLimit?: (limit: number) => void;
}

/**
 * One job in this process: announces the attempt, looks whether the stage is finished already (its completion may
 * never have been acknowledged), goes on from the newest whole mid-stage checkpoint, trains, stores.
 * @throws TrainAttemptError `missing-checkpoint` when the stage before left none
 * @throws UserError `unavailable` when the stage is meant for code of another training version
 */
export async function trainJob(job: TrainJob, hooks: JobHooks): Promise<JobOutcome> {
  const { key, fence } = job;
  const { checkpoints } = hooks;
  // A key that this code would not give comes from code that trains otherwise: under it nothing of this may be stored.
  if (stageKey(job.stage, job.backend) !== key)
    throw new UserError(
      'unavailable',
      `this worker trains by version ${TRAINING_VERSION}, the sweep by another`,
      {
        hint: 'Let the control plane and all workers run the same release.',
      },
    );
  await checkpoints.openAttempt(key, fence);

  const done = await checkpoints.readFinal(key);
  if (done) {
    // Whoever finished it may not have come to this.
    await checkpoints.clearPartials(key);
    return finished(done.final, done.final.result.iterations);
  }

  const previous = job.previousKey === null ? null : await checkpoints.readFinal(job.previousKey);
  if (job.previousKey !== null && previous === null)
    throw new TrainAttemptError('missing-checkpoint', `no whole checkpoint of stage ${job.previousKey}`);
  const partial = await checkpoints.readNewestPartial(key);
  hooks.onPrepared('checkpoints read');

  const backend = await (hooks.open ?? createBackends())(job.backend);
  hooks.onPrepared(`backend ${backend.name}`);
  const limit = packLimit(job.stage, backend.name, hooks.packing ?? 'off', deviceMemory(backend.name));
  hooks.onLimit?.(limit);

  let newest = partial?.checkpoint.name ?? null;
  let told = 0;
  const input: StageInput = {
    spec: job.stage,
    previous: previous?.bytes ?? null,
    resume: partial?.bytes ?? null,
    dataDir: hooks.dataDir,
  };
  const stageHooks: StageHooks = {
    backend: { name: backend.name, device: backend.device },
    checkpointEverySeconds: job.checkpointEverySeconds,
    signal: hooks.signal,
    onProgress(progress) {
      const every = (progress.packed ?? 1) > 1 ? PACKED_PROGRESS_MS : PROGRESS_MS;
      if (performance.now() - told < every) return;
      told = performance.now();
      hooks.onProgress({ ...progress, checkpoint: newest });
    },
    onDownload({ file }) {
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      hooks.onPrepared(`downloading ${file}`);
    },
    async saveCheckpoint(bytes, iteration) {
      const written = await checkpoints.writePartial(key, fence, iteration, bytes, job.checkpointKeep);
      newest = written.name;
      hooks.onPrepared(`checkpoint at ${iteration}`);
    },
  };
  const outcome =
    limit > 1 && hooks.packs !== undefined
      ? await hooks.packs(input, stageHooks, job.backend)
      : await trainStage(input, stageHooks);
  if (outcome.kind === 'interrupted') return outcome;

  const final = await checkpoints.writeFinal(key, fence, outcome.checkpoint, outcome.result);
  await checkpoints.clearPartials(key);
  return finished(final, partial?.checkpoint.iteration ?? 0);
}

/** Bytes of the GPU that this process may use, as its worker has it; null if it does not say, or none computes. */
function deviceMemory(backend: BackendName): number | null {
  if (backend !== 'tensorflow-gpu' && backend !== 'webgpu') return null;
  const mebibytes = Number(process.env.HNET_SLOT_MEMORY_MIB);
  return mebibytes > 0 ? mebibytes * 2 ** 20 : null;
}

function finished(
  final: {
    readonly digest: string;
    readonly bytes: number;
    readonly result: Extract<JobOutcome, { kind: 'finished' }>['result'];
  },
  resumedFrom: number,
): JobOutcome {
  return {
    kind: 'finished',
    result: final.result,
    checkpointDigest: final.digest,
    checkpointBytes: final.bytes,
    resumedFrom,
  };
}
