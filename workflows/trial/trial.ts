import * as wf from '@temporalio/workflow';
import type { ControlActivities, TrialEnd } from '../activities.types.ts';
import { failureSignature } from '../failures.ts';
import { trialEndedSignal } from '../messages.ts';
import { controlOptions } from '../options.ts';
import { accountOf } from './attempts.ts';
import { createGate } from './gate.ts';
import type { Gate } from './gate.ts';
import { createHalt } from './halt.ts';
import type { Halt } from './halt.ts';
import { runReplicates } from './replicates.ts';
import type { Outcome } from './replicates.ts';
import type { TrialInput } from './trial.types.ts';

const control = wf.proxyActivities<ControlActivities>(controlOptions);

/**
 * One configuration under evaluation: its replicates side by side, or as they are earned, each task after task. Ends its
 * row in the database, then tells its sweep. Cancelled or pruned, it ends with its stages checkpointed; paused, it waits
 * with its devices free. Taken up again, it finds the stages it has recorded and goes on after them.
 */
export async function trial(input: TrialInput): Promise<TrialEnd> {
  const gate = createGate(input.carry?.paused ?? false);
  const halt = createHalt();
  const clock = { seconds: input.carry?.secondsSpent ?? 0 };
  const outcome = await work(input, gate, halt, clock);
  if (outcome.kind === 'rolled')
    return await wf.continueAsNew<typeof trial>({
      ...input,
      carry: { positions: outcome.positions, secondsSpent: clock.seconds, paused: gate.closed() },
    });

  const { state, reason, signature } = outcome;
  return await wf.CancellationScope.nonCancellable(async () => {
    const { trialId, number, generation, purpose } = input;
    const end = await control.finishTrial({
      trialId,
      number,
      state,
      reason,
      signature,
      ...(generation !== undefined && { generation }),
      ...(purpose !== undefined && { purpose }),
    });
    try {
      await wf.getExternalWorkflowHandle(input.sweepWorkflowId).signal(trialEndedSignal, end);
    } catch {
      // The sweep is gone (terminated): nobody waits for the news.
    }
    return end;
  });
}

async function work(input: TrialInput, gate: Gate, halt: Halt, clock: { seconds: number }): Promise<Outcome> {
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
        return await runReplicates(input, gate, halt);
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
