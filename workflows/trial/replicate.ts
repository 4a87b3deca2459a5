/** One replicate of a trial: its tasks in order, one stage each; a lost checkpoint is trained again. */
import type { ReplicatePosition, TrialInput } from './trial.types.ts';
import type { Gate } from './gate.ts';
import { accountOf } from './attempts.ts';
import { bringAboutStage } from './stage.ts';

/**
 * Trains task after task from a position on, until the last one, a divergence, or until `shouldHalt` says between two
 * stages, or while another trial trains the next one, that the workflow has to continue as new or that the trial is
 * decided. Gives the position reached.
 * @param afterStage hears of each position between two stages
 */
export async function runReplicate(
  trial: TrialInput,
  start: ReplicatePosition,
  gate: Gate,
  shouldHalt: () => boolean,
  afterStage?: (at: ReplicatePosition) => Promise<void>,
): Promise<ReplicatePosition> {
  let at = start;
  while (at.ended === null && !shouldHalt()) {
    const here = at;
    try {
      const stage = await gate.pass(() => bringAboutStage(trial, here, shouldHalt));
      if (stage === null) return here;
      const keys = [...here.keys, stage.key];
      const last = keys.length >= trial.spec.benchmark.tasks;
      const ended = stage.outcome === 'diverged' ? 'diverged' : last ? 'complete' : null;
      at = { seed: here.seed, keys, retrain: false, ended };
      if (ended === null) await afterStage?.(at);
    } catch (error) {
      if (accountOf(error).kind !== 'missing-checkpoint' || here.keys.length === 0) throw error;
      // One task back. Its own start may be lost too, and then it goes back further, at most to the first task.
      at = { ...here, keys: here.keys.slice(0, -1), retrain: true };
    }
  }
  return at;
}
