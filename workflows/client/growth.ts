/** More for a sweep to do: by an update where its workflow runs, by a new run of it where it has ended. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { UserError } from '../../common/errors.ts';
import type { SweepRow, SweepStore, TrialRow } from '../../prisma/store/types.ts';
import type { Assignment } from '../../search/types.ts';
import type { EndedTrialState, Revival } from '../activities.types.ts';
import { fairnessKey, sweepWorkflowId } from '../ids.ts';
import * as messages from '../messages.ts';
import type { Extension } from '../messages.ts';
import { extendedLimits, extensionFault } from '../sweep/growth.ts';
import { initialCarry } from '../sweep/state.ts';
import type { SearchLimits, SweepCarry } from '../sweep/state.ts';
import type { sweep } from '../sweep/sweep.ts';
import type { Tuning } from '../tuning.ts';
import { CONTROL_QUEUE, TERMINAL_SWEEP_STATES, TERMINAL_TRIAL_STATES } from '../types.ts';
import { clientError } from './errors.ts';

/** What a sweep is to do beside what it was going to. */
export interface Growth {
  readonly extension?: Extension;
  readonly enqueue?: readonly Assignment[];
  readonly revivals?: readonly Revival[];
}

export interface GrowthDependencies {
  readonly client: Client;
  readonly store: Pick<
    SweepStore,
    'sweep' | 'trialTotals' | 'setSweepLimits' | 'setSweepState' | 'reopenSweep'
  >;
  readonly tuning: Tuning;
  readonly indexed: () => Promise<boolean>;
  /** Asks something that a control worker must answer. */
  readonly ask: <T>(sweepId: string, question: () => Promise<T>) => Promise<T>;
}

/** A workflow that has shown its end in the database closes within this time. */
const CLOSING_MS = 10_000;

/**
 * Gives a sweep more to do. One that has ended, however it did, is taken up again: its trials stay, the numbers go on,
 * its time starts anew, and its device time goes on counting.
 * @throws UserError `not-found`, `conflict`, `invalid-input`
 */
export async function growSweep(
  { client, store, tuning, indexed, ask }: GrowthDependencies,
  sweepId: string,
  growth: Growth,
): Promise<void> {
  const row = await store.sweep(sweepId);
  if (row === null) throw new UserError('not-found', `no sweep ${sweepId}`);
  if (!(TERMINAL_SWEEP_STATES as readonly string[]).includes(row.state)) {
    const handle = client.workflow.getHandle<typeof sweep>(sweepWorkflowId(sweepId));
    const limits = await ask(sweepId, () => update(handle, growth));
    if (limits !== null) await store.setSweepLimits(sweepId, limits);
    return;
  }
  if (growth.extension !== undefined) {
    const fault = extensionFault(initialCarry(row.spec).limits, false, growth.extension);
    if (fault !== null) throw new UserError('invalid-input', `sweep ${sweepId}: ${fault}`);
  }
  const carry = carryOf(row, await store.trialTotals(sweepId), growth);
  const spec = { ...row.spec, ...carry.limits };
  const start = async (): Promise<void> => {
    await client.workflow.start<typeof sweep>('sweep', {
      workflowId: sweepWorkflowId(sweepId),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      taskQueue: CONTROL_QUEUE,
      staticSummary: `${spec.strategy} on ${spec.benchmark.name}, ${spec.method}, taken up again`,
      priority: { priorityKey: spec.priority, fairnessKey: fairnessKey(sweepId) },
      args: [{ sweepId, spec, tuning, indexed: await indexed(), carry }],
    });
  };
  // Before the start: what ends at once, its budget spent, must find the sweep open.
  await store.setSweepLimits(sweepId, carry.limits);
  await store.reopenSweep(sweepId);
  const until = Date.now() + CLOSING_MS;
  for (;;) {
    try {
      await start();
      break;
    } catch (error) {
      const closing = error instanceof WorkflowExecutionAlreadyStartedError && Date.now() < until;
      if (!closing) {
        await store.setSweepLimits(sweepId, initialCarry(row.spec).limits);
        await store.setSweepState(sweepId, row.state, row.reason);
        throw clientError(error, `sweep ${sweepId}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function update(
  handle: WorkflowHandle<typeof sweep>,
  { extension, enqueue, revivals }: Growth,
): Promise<SearchLimits | null> {
  let limits: SearchLimits | null = null;
  if (extension !== undefined)
    limits = await handle.executeUpdate(messages.extendUpdate, { args: [extension] });
  if (enqueue !== undefined) limits = await handle.executeUpdate(messages.enqueueUpdate, { args: [enqueue] });
  if (revivals !== undefined) await handle.executeUpdate(messages.reviveUpdate, { args: [revivals] });
  return limits;
}

/** What the workflow of a sweep that ended goes on from, put together from the database. */
function carryOf(
  row: SweepRow,
  totals: Awaited<ReturnType<SweepStore['trialTotals']>>,
  { extension, enqueue = [], revivals = [] }: Growth,
): SweepCarry {
  const carry = initialCarry(row.spec);
  const { complete, pruned, diverged, failed, cancelled } = row.counts;
  const trials = (extension?.trials ?? 0) + enqueue.length;
  const raised = extendedLimits(carry.limits, { ...extension, ...(trials > 0 && { trials }) });
  return {
    ...carry,
    limits: raised,
    nextNumber: totals.lastNumber + 1,
    started: totals.trials,
    enqueued: totals.enqueued,
    queue: enqueue,
    revivals,
    ended: { complete, pruned, diverged, failed, cancelled },
    best: row.bestValue,
    reference: row.bestValue === null ? null : { value: row.bestValue, standardError: null },
    // Without more of anything only what was asked for is done: one that was stopped does not go on searching.
    exhausted: extension === undefined,
    reopened: true,
    // Marks of earlier runs are in the audit log under smaller numbers.
    marks: Date.now(),
  };
}

/**
 * What it takes to take trials up again.
 * @param judged whether pruners and races judge them again
 * @throws UserError `conflict` for a trial that has not ended, or is complete
 */
export function revivalsOf(trials: readonly TrialRow[], judged: boolean): readonly Revival[] {
  return trials.map(({ number, sweepId, state, generation }) => {
    if (!(TERMINAL_TRIAL_STATES as readonly string[]).includes(state))
      throw new UserError('conflict', `trial ${number} of ${sweepId} is ${state}: it goes on anyway`);
    if (state === 'complete' || state === 'diverged')
      throw new UserError(
        'conflict',
        `trial ${number} of ${sweepId} is ${state}: there is nothing left to train`,
      );
    return { number, generation: generation + 1, from: state as EndedTrialState, judged };
  });
}
