/** More for a sweep to do: by an update where its workflow runs, by a new run of it where it has ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
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

/** A workflow that has shown its end in the database closes within this time; one that is being started runs by then. */
const CHANGING_MS = 10_000;
/** How often it is asked in that time. */
const ASK_MS = 200;

/**
 * Gives a sweep more to do. One that has ended, however it did, is taken up again: its trials stay, the numbers go on,
 * its time starts anew, and its device time goes on counting.
 * @throws UserError `not-found`, `conflict`, `invalid-input`
 */
export async function growSweep(
  dependencies: GrowthDependencies,
  sweepId: string,
  growth: Growth,
): Promise<void> {
  const { store } = dependencies;
  const until = Date.now() + CHANGING_MS;
  for (;;) {
    const row = await store.sweep(sweepId);
    if (row === null) throw new UserError('not-found', `no sweep ${sweepId}`);
    if ((TERMINAL_SWEEP_STATES as readonly string[]).includes(row.state)) {
      const fault =
        growth.extension && extensionFault(initialCarry(row.spec).limits, false, growth.extension);
      if (fault) throw new UserError('invalid-input', `sweep ${sweepId}: ${fault}`);
      // Of several calls at once one takes it up; the others find its workflow running, or about to.
      if (await store.reopenSweep(sweepId)) return await takeUp(dependencies, row, growth);
    }
    const gone = await growRunning(dependencies, sweepId, growth);
    if (gone === null) return;
    // Between two runs: another call is starting one this moment, or one has just ended.
    if (Date.now() >= until) throw clientError(gone, `sweep ${sweepId}`);
    await sleep(ASK_MS);
  }
}

/** Goes on with a sweep that had ended as this row says and that this call has reopened; if it can't, all is as before. */
async function takeUp(dependencies: GrowthDependencies, before: SweepRow, growth: Growth): Promise<void> {
  const { store } = dependencies;
  const { id, spec, state, reason } = before;
  try {
    if (await startAgain(dependencies, id, growth)) return;
    // It does not close, it runs: the database was wrong about its end.
    const gone = await growRunning(dependencies, id, growth);
    if (gone !== null) throw gone;
  } catch (error) {
    await store.setSweepLimits(id, initialCarry(spec).limits);
    await store.setSweepState(id, state, reason);
    throw clientError(error, `sweep ${id}`);
  }
}

/** @returns whether a new run was started: not where one runs that does not close */
async function startAgain(
  { client, store, tuning, indexed }: GrowthDependencies,
  sweepId: string,
  growth: Growth,
): Promise<boolean> {
  // Read again now that nobody else takes it up: another run may have come and gone since.
  const row = (await store.sweep(sweepId))!;
  const carry = carryOf(row, await store.trialTotals(sweepId), growth);
  const spec = { ...row.spec, ...carry.limits };
  // Before the start: what ends at once, its budget spent, must find the sweep open.
  await store.setSweepLimits(sweepId, carry.limits);
  const until = Date.now() + CHANGING_MS;
  do {
    try {
      await client.workflow.start<typeof sweep>('sweep', {
        workflowId: sweepWorkflowId(sweepId),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        taskQueue: CONTROL_QUEUE,
        staticSummary: `${spec.strategy} on ${spec.benchmark.name}, ${spec.method}, taken up again`,
        priority: { priorityKey: spec.priority, fairnessKey: fairnessKey(sweepId) },
        args: [{ sweepId, spec, tuning, indexed: await indexed(), carry }],
      });
      return true;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await sleep(ASK_MS);
    }
  } while (Date.now() < until);
  return false;
}

/** Tells the running workflow of a sweep; gives the error that says so where none runs. */
async function growRunning(
  { client, store, ask }: GrowthDependencies,
  sweepId: string,
  { extension, enqueue, revivals }: Growth,
): Promise<WorkflowNotFoundError | null> {
  const handle = client.workflow.getHandle<typeof sweep>(sweepWorkflowId(sweepId));
  const { extendUpdate, enqueueUpdate, reviveUpdate } = messages;
  const { limits, gone } = await ask(sweepId, async () => {
    let raised: SearchLimits | null = null;
    try {
      if (extension !== undefined) raised = await handle.executeUpdate(extendUpdate, { args: [extension] });
      if (enqueue !== undefined) raised = await handle.executeUpdate(enqueueUpdate, { args: [enqueue] });
      if (revivals !== undefined) await handle.executeUpdate(reviveUpdate, { args: [revivals] });
      return { limits: raised, gone: null };
    } catch (error) {
      // What has been told in part is not to be told again.
      if (raised !== null || !(error instanceof WorkflowNotFoundError)) throw error;
      return { limits: null, gone: error };
    }
  });
  if (limits !== null) await store.setSweepLimits(sweepId, limits);
  return gone;
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
