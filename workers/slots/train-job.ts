import type { CheckpointStore } from '../../activities/checkpoint-store.types.ts';
import { TrainAttemptError } from '../../activities/failures.ts';
import type { JobOutcome, SlotProgress, TrainJob } from '../../activities/train/slots.types.ts';
import { selectBackend, trainStage } from '../../hnet/index.ts';

/** Least time between two progress messages. */
const PROGRESS_MS = 250;

export interface JobHooks {
  readonly checkpoints: CheckpointStore;
  /** Folder of data sets; null for the cache. */
  readonly dataDir: string | null;
  readonly signal: AbortSignal;
  readonly onPrepared: (what: string) => void;
  readonly onProgress: (progress: SlotProgress) => void;
}

/**
 * One job in this process: announces the attempt, looks whether the stage is finished already (its completion may
 * never have been acknowledged), goes on from the newest whole mid-stage checkpoint, trains, stores.
 * @throws TrainAttemptError `missing-checkpoint` when the stage before left none
 */
export async function trainJob(job: TrainJob, hooks: JobHooks): Promise<JobOutcome> {
  const { key, fence } = job;
  const { checkpoints } = hooks;
  await checkpoints.openAttempt(key, fence);

  const done = await checkpoints.readFinal(key);
  if (done) return finished(done.final, done.final.result.iterations);

  const previous = job.previousKey === null ? null : await checkpoints.readFinal(job.previousKey);
  if (job.previousKey !== null && previous === null)
    throw new TrainAttemptError('missing-checkpoint', `no whole checkpoint of stage ${job.previousKey}`);
  const partial = await checkpoints.readNewestPartial(key);
  hooks.onPrepared('checkpoints read');

  const backend = await selectBackend(job.backend);
  hooks.onPrepared(`backend ${backend.name}`);

  let newest = partial?.checkpoint.name ?? null;
  let told = 0;
  const outcome = await trainStage(
    {
      spec: job.stage,
      previous: previous?.bytes ?? null,
      resume: partial?.bytes ?? null,
      dataDir: hooks.dataDir,
    },
    {
      backend: { name: backend.name, device: backend.device },
      checkpointEverySeconds: job.checkpointEverySeconds,
      signal: hooks.signal,
      onProgress(progress) {
        if (performance.now() - told < PROGRESS_MS) return;
        told = performance.now();
        hooks.onProgress({ ...progress, checkpoint: newest });
      },
      async saveCheckpoint(bytes, iteration) {
        const written = await checkpoints.writePartial(key, fence, iteration, bytes, job.checkpointKeep);
        newest = written.name;
        hooks.onPrepared(`checkpoint at ${iteration}`);
      },
    },
  );
  if (outcome.kind === 'interrupted') return outcome;

  const final = await checkpoints.writeFinal(key, fence, outcome.checkpoint, outcome.result);
  await checkpoints.clearPartials(key);
  return finished(final, partial?.checkpoint.iteration ?? 0);
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
