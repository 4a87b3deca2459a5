import { CancelledFailure, Context } from '@temporalio/activity';
import type { TrainActivities } from '../../workflows/activities.types.ts';
import type { TrainHeartbeat, TrainStageInput, TrainStageOutput } from '../../workflows/types.ts';
import { TrainAttemptError, withFailures } from '../failures.ts';
import type { Slots, TrainJob } from './slots.types.ts';

/** Attempts are numbered below this within one claim: the claim's token counts first, then the attempt. */
const ATTEMPTS_PER_CLAIM = 1000;

export interface TrainDependencies {
  readonly slots: Slots;
  /** Identity of the worker, `host/pid`. */
  readonly worker: string;
  /** Told when a stage begins and how it ended: for the worker's log. */
  readonly onStage?: (what: 'begun' | 'trained' | 'interrupted' | 'failed', stage: StageNews) => void;
}

/** A stage as a worker's log names it. */
export interface StageNews {
  readonly trialId: string;
  readonly seed: number;
  readonly task: number;
  readonly attempt: number;
  /** Of training, once it is trained. */
  readonly seconds?: number;
  /** Iteration that this attempt went on from, once it is trained. */
  readonly resumedFrom?: number;
  /** What it was trained on, and in what company, once it is trained. */
  readonly device?: string;
  readonly error?: string;
}

/** Everything that workflows call on the train queue. */
export function createTrainActivities({ slots, worker, onStage }: TrainDependencies): TrainActivities {
  return withFailures<TrainActivities>({
    async trainStage(input): Promise<TrainStageOutput> {
      const { cancellationSignal } = Context.current();
      const beat = startHeartbeat();
      const { trialId, attempt } = input;
      const news = { trialId, seed: input.stage.seed, task: input.stage.task, attempt };
      let interrupted = false;
      onStage?.('begun', news);
      try {
        const outcome = await slots.train(jobOf(input), {
          signal: cancellationSignal,
          onProgress: (progress) => beat.say({ seed: input.stage.seed, task: input.stage.task, ...progress }),
        });
        if (outcome.kind === 'interrupted') {
          interrupted = true;
          onStage?.('interrupted', news);
          throw interruption();
        }
        const { result, checkpointDigest, checkpointBytes, resumedFrom } = outcome;
        onStage?.('trained', { ...news, seconds: result.trainSeconds, resumedFrom, device: result.device });
        return { result, checkpointDigest, checkpointBytes, resumedFrom, attempt, worker };
      } catch (error) {
        if (!interrupted) onStage?.('failed', { ...news, error: String(error) });
        throw error;
      } finally {
        beat.stop();
      }
    },
  });
}

function jobOf(input: TrainStageInput): TrainJob {
  const { stage, key, previousKey, token, attempt, backend, checkpointEverySeconds, checkpointKeep } = input;
  const fence = token * ATTEMPTS_PER_CLAIM + attempt;
  return { stage, key, previousKey, fence, backend, checkpointEverySeconds, checkpointKeep };
}

/** Why the stage was interrupted, as a failure: a worker that shuts down wants it tried elsewhere at once. */
function interruption(): Error {
  const details = Context.current().cancellationDetails;
  if (details?.workerShutdown && !details.cancelRequested)
    return new TrainAttemptError('worker-shutdown', 'the worker shut down; the stage has checkpointed');
  return new CancelledFailure('interrupted; the stage has checkpointed');
}

/**
 * Heartbeats for as long as the slot works. A slot that makes no progress is killed by its own watchdog and ends the
 * activity, so the beat can go on between two signs of progress: a lost worker is noticed within one heartbeat
 * timeout, however long a single step or an evaluation takes.
 */
function startHeartbeat(): { say(details: TrainHeartbeat): void; stop(): void } {
  const context = Context.current();
  let details: TrainHeartbeat | null = null;
  const everyMs = Math.min((context.info.heartbeatTimeoutMs ?? 30_000) / 4, 5000);
  const timer = setInterval(() => context.heartbeat(details ?? undefined), everyMs);
  context.heartbeat();
  return {
    say(next) {
      const changed = next.checkpoint !== (details?.checkpoint ?? null);
      details = next;
      // A new checkpoint is news worth telling at once; the rest rides on the timer.
      if (changed) context.heartbeat(details);
    },
    stop: () => clearInterval(timer),
  };
}
