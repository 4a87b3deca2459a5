/** The workflows that a sweep starts, and what it tells them. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { Leader, Revival, TrialOrder } from '../activities.types.ts';
import { confirmationWorkflowId, trialWorkflowId } from '../ids.ts';
import * as messages from '../messages.ts';
import { searchAttributes } from '../search-attributes.ts';
import { trial } from '../trial/trial.ts';
import type { TrialInput } from '../trial/trial.types.ts';
import type { Suggestion, SweepSpec } from '../types.ts';
import type { SweepCarry } from './state.ts';
import type { SweepInput } from './sweep.ts';

/** A trial whose row waits for its workflow. */
export type TrialStart = Extract<Suggestion, { kind: 'trial' }>;

/**
 * Starts a trial's workflow. The server refuses a second one under the same id; only a trial that ended and is taken up
 * again gets a new run.
 * @returns whether it was started
 */
export async function startTrial(
  state: SweepCarry,
  sweep: SweepInput,
  { number, trialId, hash, spec }: TrialStart,
  revival?: Revival,
): Promise<boolean> {
  return await startChild(state, sweep, {
    workflowId: trialWorkflowId(sweep.sweepId, hash),
    again: revival !== undefined,
    summary: `trial ${number}`,
    input: {
      ...common(sweep),
      trialId,
      number,
      spec,
      seeds: sweep.spec.seeds,
      ...(revival?.judged === false ? {} : judging(sweep.spec)),
      ...(revival !== undefined && { generation: revival.generation }),
    },
  });
}

/** Starts the evaluation of a leader with fresh seeds. */
export async function startConfirmation(
  state: SweepCarry,
  sweep: SweepInput,
  { number, trialId, hash, spec, seeds }: Leader,
): Promise<boolean> {
  return await startChild(state, sweep, {
    workflowId: confirmationWorkflowId(sweep.sweepId, hash),
    // A sweep that was extended confirms its leaders again: what was trained is found, not trained.
    again: true,
    summary: `trial ${number}, confirmation`,
    input: { ...common(sweep), trialId, number, spec, seeds, purpose: 'confirm' },
  });
}

function common({ sweepId, spec, tuning }: SweepInput) {
  const { backend, checkpointEverySeconds, checkpointKeep, maxTrialSeconds } = spec;
  return {
    sweepId,
    sweepWorkflowId: wf.workflowInfo().workflowId,
    backend,
    checkpointEverySeconds,
    checkpointKeep,
    maxTrialSeconds,
    tuning,
  };
}

function judging({ earlyTerminate, racing, seeds }: SweepSpec): Pick<TrialInput, 'judged'> {
  const pruner = (earlyTerminate ?? null) !== null;
  const firstSeeds = racing?.minSeeds ?? seeds.length;
  return pruner || firstSeeds < seeds.length ? { judged: { pruner, firstSeeds } } : {};
}

interface Child {
  readonly workflowId: string;
  /** Whether one that has ended may be followed by another. */
  readonly again: boolean;
  readonly summary: string;
  readonly input: TrialInput;
}

async function startChild(state: SweepCarry, sweep: SweepInput, child: Child): Promise<boolean> {
  const { workflowId, input } = child;
  const { number, trialId, purpose } = input;
  // Before the start, because its end may be heard before its start is confirmed.
  state.running.push({
    number,
    trialId,
    workflowId,
    startedAt: Date.now(),
    told: 'run',
    ...(purpose !== undefined && { purpose }),
  });
  try {
    await wf.startChild(trial, {
      workflowId,
      workflowIdReusePolicy: child.again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      staticSummary: child.summary,
      ...(sweep.indexed && {
        typedSearchAttributes: searchAttributes({
          sweepId: sweep.sweepId,
          benchmark: sweep.spec.benchmark.name,
          strategy: sweep.spec.strategy,
        }),
      }),
      args: [input],
    });
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return false;
  }
}

/** Tells a trial what to do. */
export async function tell(workflowId: string, order: TrialOrder, reason: string | null): Promise<void> {
  const handle = wf.getExternalWorkflowHandle(workflowId);
  try {
    if (order === 'cancel') await handle.cancel();
    else if (order === 'prune')
      await handle.signal(messages.pruneTrialSignal, reason ?? 'its sweep has ended');
    else await handle.signal(order === 'pause' ? messages.pauseTrialSignal : messages.resumeTrialSignal);
  } catch {
    // It has ended meanwhile; its own signal or the next inspection says how.
  }
}
