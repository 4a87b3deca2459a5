/** All replicates of a trial: side by side, or one after another as they are earned. */
import * as wf from '@temporalio/workflow';
import type { ControlActivities, EndedTrialState } from '../activities.types.ts';
import { controlOptions } from '../options.ts';
import type { Gate } from './gate.ts';
import type { Halt } from './halt.ts';
import { runReplicate } from './replicate.ts';
import type { ReplicatePosition, TrialInput } from './trial.types.ts';

const control = wf.proxyActivities<ControlActivities>(controlOptions);

/** What the work of a trial came to. `rolled`: not ended, the workflow continues as new from these positions. */
export type Outcome =
  | { readonly kind: 'rolled'; readonly positions: readonly ReplicatePosition[] }
  | {
      readonly kind: 'ended';
      readonly state: EndedTrialState;
      readonly reason: string | null;
      readonly signature: string | null;
    };

/**
 * Round after round: the first seeds at once, with the pruner's verdict after each task that all of them have learnt;
 * then, where seeds are earned, as many more as the race gives. One that fails ends the others, checkpointed; one that
 * diverged decides the trial.
 */
export async function runReplicates(input: TrialInput, gate: Gate, halt: Halt): Promise<Outcome> {
  const positions = [...(input.carry?.positions ?? input.seeds.map(atStart))];
  const first = Math.min(input.judged?.firstSeeds ?? positions.length, positions.length);
  let next = first;
  for (let done = 0; done < positions.length;) {
    const round = positions.slice(done, done + next);
    const reached = await runRound(input, round, gate, halt);
    positions.splice(done, round.length, ...reached);
    if (reached.some((p) => p.ended === 'diverged'))
      return { kind: 'ended', state: 'diverged', reason: 'the loss left its bounds', signature: null };
    if (halt.reason() !== null)
      return { kind: 'ended', state: 'pruned', reason: halt.reason(), signature: null };
    if (!reached.every((p) => p.ended === 'complete')) return { kind: 'rolled', positions };
    done += round.length;
    if (done < positions.length) next = await race(input, positions.slice(0, done), halt);
  }
  return { kind: 'ended', state: 'complete', reason: null, signature: null };
}

/** Runs some replicates at once until each has ended, or until the trial is decided or must continue as new. */
async function runRound(
  input: TrialInput,
  starts: readonly ReplicatePosition[],
  gate: Gate,
  halt: Halt,
): Promise<readonly ReplicatePosition[]> {
  let decided = false;
  const judge = createJudge(input, starts, halt);
  return await halt.during(() => {
    const scope = new wf.CancellationScope();
    return scope.run(() =>
      Promise.all(
        starts.map(async (start) => {
          try {
            const shouldHalt = (): boolean => decided || halt.reason() !== null || mustRoll(input);
            const reached = await runReplicate(input, start, gate, shouldHalt, judge);
            if (reached.ended !== null && start.ended === null) {
              if (reached.ended === 'diverged') decided = true;
              await control.finishReplicate({
                trialId: input.trialId,
                seed: start.seed,
                state: reached.ended,
              });
            }
            return reached;
          } catch (error) {
            // Interrupted by a pruning: it stands wherever its checkpoints are.
            if (halt.reason() !== null && wf.isCancellation(error)) return start;
            scope.cancel();
            throw error;
          }
        }),
      ),
    );
  });
}

/** Asks for the pruner's verdict on each rung once all replicates of a round have come there. */
function createJudge(
  { trialId, judged }: TrialInput,
  starts: readonly ReplicatePosition[],
  halt: Halt,
): ((at: ReplicatePosition) => Promise<void>) | undefined {
  if (judged?.pruner !== true) return undefined;
  const seeds = starts.map(({ seed }) => seed);
  const reached = new Map(starts.map(({ seed, keys }) => [seed, keys.length]));
  let asked = 0;
  return async ({ seed, keys }) => {
    reached.set(seed, keys.length);
    const rung = Math.min(...reached.values());
    if (rung <= asked) return;
    asked = rung;
    const verdict = await control.judge({ trialId, rung, seeds });
    if (verdict.prune) halt.prune(verdict.reason);
  };
}

/** Between two rounds: how many more seeds the trial has earned. */
async function race(
  { trialId }: TrialInput,
  done: readonly ReplicatePosition[],
  halt: Halt,
): Promise<number> {
  const verdict = await control.race({ trialId, seeds: done.map(({ seed }) => seed) });
  if (verdict.prune) halt.prune(verdict.reason);
  return verdict.prune ? 1 : (verdict.next ?? 1);
}

function atStart(seed: number): ReplicatePosition {
  return { seed, keys: [], retrain: false, ended: null };
}

function mustRoll(input: TrialInput): boolean {
  const info = wf.workflowInfo();
  return info.continueAsNewSuggested || info.historyLength >= input.tuning.historyBound;
}
