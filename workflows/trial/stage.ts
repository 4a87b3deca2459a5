/** One stage of a replicate: claim its content address, train it or take it as it is, record it. */
import * as wf from '@temporalio/workflow';
import type { StageResult } from '../../hnet/types.ts';
import type { ClaimStageAnswer, ControlActivities, TrainActivities } from '../activities.types.ts';
import { claimOptions, controlOptions, trainOptions } from '../options.ts';
import type { TrainStageOutput } from '../types.ts';
import { NO_ATTEMPTS, accountOf, afterAttempt } from './attempts.ts';
import type { ReplicatePosition, TrialInput } from './trial.types.ts';

const control = wf.proxyActivities<ControlActivities>(controlOptions);
const claiming = wf.proxyActivities<Pick<ControlActivities, 'claimStage'>>(claimOptions);

/** Seconds between two questions after a stage that another trial trains; it grows to this. */
const MAX_BUSY_SECONDS = 60;
/** Times a claim may be lost to another owner before the trial gives up. */
const MAX_LOST_CLAIMS = 5;

/** How a stage ended for its replicate. */
export interface StageEnd {
  readonly key: string;
  readonly outcome: StageResult['outcome'];
}

/**
 * Brings one stage about. Cancelled, it gives its claim back; its checkpoints stay for whoever comes next.
 * @returns null where it was still waiting for another trial's training when `shouldHalt` said so
 */
export async function bringAboutStage(
  trial: TrialInput,
  at: ReplicatePosition,
  shouldHalt: () => boolean,
): Promise<StageEnd | null> {
  for (let lostClaims = 0; ; lostClaims += 1) {
    const claim = await claimStage(trial, at, shouldHalt);
    if (claim === null || claim.kind === 'reused') return claim;
    try {
      const output = await trainWithRetries(trial, at, claim);
      await wf.CancellationScope.nonCancellable(() =>
        control.recordStage({
          trialId: trial.trialId,
          seed: at.seed,
          key: claim.key,
          token: claim.token,
          output,
        }),
      );
      return { key: claim.key, outcome: output.result.outcome };
    } catch (error) {
      const stale = accountOf(error).kind === 'stale-attempt';
      await wf.CancellationScope.nonCancellable(() =>
        control.releaseStage({ key: claim.key, owner: wf.workflowInfo().workflowId }),
      );
      // Somebody took the claim over, believing this trial dead: ask again, the stage may be done by now.
      if (!stale || lostClaims >= MAX_LOST_CLAIMS) throw error;
    }
  }
}

async function claimStage(
  trial: TrialInput,
  at: ReplicatePosition,
  shouldHalt: () => boolean,
): Promise<Exclude<ClaimStageAnswer, { kind: 'busy' }> | null> {
  for (let seconds = 5; ; seconds = Math.min(2 * seconds, MAX_BUSY_SECONDS)) {
    const answer = await claiming.claimStage({
      trialId: trial.trialId,
      stage: { trial: trial.spec, seed: at.seed, task: at.keys.length },
      backend: trial.backend,
      previousKey: at.keys.at(-1) ?? null,
      retrain: at.retrain,
      owner: wf.workflowInfo().workflowId,
    });
    if (answer.kind !== 'busy') return answer;
    await wf.sleep(`${seconds}s`);
    // A wait of days must not outgrow the history; after the sleep, so that runs don't follow each other at once.
    if (shouldHalt() && wf.patched('halt-while-waiting')) return null;
  }
}

async function trainWithRetries(
  trial: TrialInput,
  at: ReplicatePosition,
  claim: { readonly key: string; readonly token: number },
): Promise<TrainStageOutput> {
  const { trainStage } = wf.proxyActivities<TrainActivities>(trainOptions(trial.tuning));
  let counts = NO_ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await trainStage({
        sweepId: trial.sweepId,
        trialId: trial.trialId,
        stage: { trial: trial.spec, seed: at.seed, task: at.keys.length },
        key: claim.key,
        previousKey: at.keys.at(-1) ?? null,
        token: claim.token,
        attempt,
        backend: trial.backend,
        checkpointEverySeconds: trial.checkpointEverySeconds,
        checkpointKeep: trial.checkpointKeep,
      });
    } catch (error) {
      if (wf.isCancellation(error)) throw error;
      const next = afterAttempt(error, counts, trial.tuning);
      if (!next.retry) throw await explained(trial, at, next.account);
      counts = next.counts;
      if (next.afterSeconds > 0) await wf.sleep(`${next.afterSeconds}s`);
    }
  }
}

/** The failure that ends the trial, saying where it happened and, for memory, how large the configuration is. */
async function explained(
  trial: TrialInput,
  at: ReplicatePosition,
  account: { readonly kind: string; readonly message: string },
): Promise<Error> {
  const where = `task ${at.keys.length + 1} of ${trial.spec.benchmark.tasks}, seed ${at.seed}`;
  const size =
    account.kind === 'out-of-memory' ? `; ${await control.describeSize({ trial: trial.spec })}` : '';
  return wf.ApplicationFailure.nonRetryable(`${where}: ${account.message}${size}`, account.kind);
}
