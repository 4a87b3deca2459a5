import * as wf from '@temporalio/workflow';
import type { ControlActivities, EndedTrialState, TrialEnd } from '../activities.types.ts';
import { failureSignature } from '../failures.ts';
import { trialEndedSignal } from '../messages.ts';
import { controlOptions } from '../options.ts';
import { accountOf } from './attempts.ts';
import { createGate } from './gate.ts';
import type { Gate } from './gate.ts';
import { runReplicate } from './replicate.ts';
import type { ReplicatePosition, TrialInput } from './trial.types.ts';

const control = wf.proxyActivities<ControlActivities>(controlOptions);

/** What the work of a trial came to. `rolled`: not ended, the workflow continues as new from these positions. */
type Outcome =
  | { readonly kind: 'rolled'; readonly positions: readonly ReplicatePosition[] }
  | {
      readonly kind: 'ended';
      readonly state: EndedTrialState;
      readonly reason: string | null;
      readonly signature: string | null;
    };

/**
 * One configuration under evaluation: its replicates side by side, each task after task. Ends its row in the database,
 * then tells its sweep. Cancelled, it ends with its stages checkpointed; paused, it waits with its devices free.
 */
export async function trial(input: TrialInput): Promise<TrialEnd> {
  const gate = createGate(input.carry?.paused ?? false);
  const clock = { seconds: input.carry?.secondsSpent ?? 0 };
  const outcome = await work(input, gate, clock);
  if (outcome.kind === 'rolled')
    return await wf.continueAsNew<typeof trial>({
      ...input,
      carry: { positions: outcome.positions, secondsSpent: clock.seconds, paused: gate.closed() },
    });

  const { state, reason, signature } = outcome;
  return await wf.CancellationScope.nonCancellable(async () => {
    const { trialId, number } = input;
    const end = await control.finishTrial({ trialId, number, state, reason, signature });
    try {
      await wf.getExternalWorkflowHandle(input.sweepWorkflowId).signal(trialEndedSignal, end);
    } catch {
      // The sweep is gone (terminated): nobody waits for the news.
    }
    return end;
  });
}

async function work(input: TrialInput, gate: Gate, clock: { seconds: number }): Promise<Outcome> {
  const scope = new wf.CancellationScope();
  let overtime = false;
  try {
    return await scope.run(async () => {
      if (!input.carry) await control.markTrial({ trialId: input.trialId, state: 'running' });
      const watchers = new wf.CancellationScope();
      const watching = watchers.run(() =>
        Promise.all([
          showPauses(input.trialId, gate),
          watchDuration(input.maxTrialSeconds, gate, clock, () => {
            overtime = true;
            scope.cancel();
          }),
        ]),
      );
      watching.catch(() => undefined);
      try {
        return await runReplicates(input, gate);
      } finally {
        watchers.cancel();
        // The watchers' last write must not come after the trial's end.
        await watching.catch(() => undefined);
      }
    });
  } catch (error) {
    if (overtime) {
      const reason = `took longer than max_trial_duration: ${input.maxTrialSeconds} s`;
      return { kind: 'ended', state: 'failed', reason, signature: 'max_trial_duration' };
    }
    if (wf.isCancellation(error))
      return { kind: 'ended', state: 'cancelled', reason: 'cancelled by request', signature: null };
    const account = accountOf(error);
    return {
      kind: 'ended',
      state: 'failed',
      reason: account.message,
      signature: failureSignature(account),
    };
  }
}

/** All replicates at once. One that fails ends the others, checkpointed; one that diverged decides the trial. */
async function runReplicates(input: TrialInput, gate: Gate): Promise<Outcome> {
  let decided = false;
  const starts = input.carry?.positions ?? input.seeds.map(atStart);
  const scope = new wf.CancellationScope();
  const positions = await scope.run(() =>
    Promise.all(
      starts.map(async (start) => {
        try {
          const reached = await runReplicate(input, start, gate, () => decided || mustRoll(input));
          if (reached.ended !== null && start.ended === null) {
            if (reached.ended === 'diverged') decided = true;
            await control.finishReplicate({ trialId: input.trialId, seed: start.seed, state: reached.ended });
          }
          return reached;
        } catch (error) {
          scope.cancel();
          throw error;
        }
      }),
    ),
  );
  if (positions.some((p) => p.ended === 'diverged'))
    return { kind: 'ended', state: 'diverged', reason: 'the loss left its bounds', signature: null };
  if (positions.every((p) => p.ended === 'complete'))
    return { kind: 'ended', state: 'complete', reason: null, signature: null };
  return { kind: 'rolled', positions };
}

function atStart(seed: number): ReplicatePosition {
  return { seed, keys: [], retrain: false, ended: null };
}

function mustRoll(input: TrialInput): boolean {
  const info = wf.workflowInfo();
  return info.continueAsNewSuggested || info.historyLength >= input.tuning.historyBound;
}

/** Shows `paused` once all work has ended after a pause, `running` after the resume. */
async function showPauses(trialId: string, gate: Gate): Promise<void> {
  for (;;) {
    await wf.condition(() => gate.closed() && !gate.busy());
    await control.markTrial({ trialId, state: 'paused' });
    await wf.condition(() => !gate.closed());
    await control.markTrial({ trialId, state: 'running' });
  }
}

/** Counts the seconds that the trial is not paused; calls `over` when they are more than `limit`. */
async function watchDuration(
  limit: number | null,
  gate: Gate,
  clock: { seconds: number },
  over: () => void,
): Promise<void> {
  if (limit === null) return;
  for (;;) {
    await wf.condition(() => !gate.closed());
    const since = Date.now();
    const left = Math.max(0, limit - clock.seconds);
    try {
      const pausedInTime = await wf.condition(() => gate.closed(), `${Math.ceil(left * 1000)}ms`);
      if (!pausedInTime) return over();
    } finally {
      clock.seconds += (Date.now() - since) / 1000;
    }
  }
}
