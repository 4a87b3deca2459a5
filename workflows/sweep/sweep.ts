import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { ControlActivities, TrialOrder } from '../activities.types.ts';
import { trialWorkflowId } from '../ids.ts';
import * as messages from '../messages.ts';
import { HNET_BEST_VALUE, searchAttributes } from '../search-attributes.ts';
import { trial } from '../trial/trial.ts';
import type { Tuning } from '../tuning.ts';
import type { SweepSpec, SweepState, Suggestion } from '../types.ts';
import { controlOptions } from '../options.ts';
import { handleSteering } from './steering.ts';
import { atEnd, endState, initialCarry, mayStart, shownState, takeEnd, trialOrder } from './state.ts';
import type { SweepCarry } from './state.ts';

/** Proposals in a row that can't be tried, after which the sampler counts as exhausted. */
const MAX_SKIPPED = 1000;

/** What a sweep starts with. */
export interface SweepInput {
  readonly sweepId: string;
  readonly spec: SweepSpec;
  readonly tuning: Tuning;
  /** Whether the server knows our search attributes; a server that does not would refuse them. */
  readonly indexed: boolean;
  /** From the run before, when it continued as new. */
  readonly carry?: SweepCarry;
}

/** How a sweep ended. */
export interface SweepEnd {
  readonly state: SweepState;
  readonly reason: string | null;
  readonly started: number;
  readonly best: number | null;
}

const control = wf.proxyActivities<ControlActivities>(controlOptions);

/**
 * One search. Keeps at most `concurrency` trials in flight, each a workflow of its own that outlives a run of this one
 * and reports its end by signal; continues as new before its history grows long, without waiting for them.
 * A request to cancel the workflow itself is the same as the update `cancel`.
 */
export async function sweep(input: SweepInput): Promise<SweepEnd> {
  const { spec, tuning, sweepId } = input;
  const state = input.carry ?? initialCarry(spec);
  const news = { count: 0 };
  const shown = { as: input.carry ? shownAs(state) : '' };
  let inspectSeconds = tuning.inspectSeconds;
  let indexedBest = input.carry?.best ?? null;

  wf.setHandler(messages.trialEndedSignal, (end) => {
    takeEnd(state, end, { spec, tuning, now: Date.now() });
    inspectSeconds = tuning.inspectSeconds;
    news.count += 1;
  });
  handleSteering(state, {
    changed: () => (news.count += 1),
    shown: () => wf.condition(() => shown.as === shownAs(state)),
  });
  wf.CancellationScope.current().cancelRequested.catch(() => {
    state.mode = 'cancelling';
    news.count += 1;
  });

  return await wf.CancellationScope.nonCancellable(async () => {
    for (;;) {
      const seen = news.count;
      await show();
      indexBest();
      await tellTrials();
      if (atEnd(state, spec) || mustRoll()) {
        await wf.condition(() => wf.allHandlersFinished() || news.count !== seen);
        if (news.count !== seen) continue;
        if (atEnd(state, spec)) return await end();
        await wf.continueAsNew<typeof sweep>({
          ...input,
          carry: { ...state, continued: state.continued + 1 },
        });
      }
      if (mayStart(state, spec)) {
        await startNext();
        continue;
      }
      const heard = await wf.condition(() => news.count !== seen, `${inspectSeconds}s`);
      if (!heard) await inspect();
    }
  });

  /** Brings the database up to the present mode; updates answer once it shows there. */
  async function show(): Promise<void> {
    const as = shownAs(state);
    if (shown.as === as) return;
    state.marks += 1;
    await control.markSweep({
      sweepId,
      state: shownState(state.mode),
      reason: state.reason,
      mark: String(state.marks),
    });
    shown.as = as;
  }

  /** Keeps the sweep's best value where lists of workflows can sort by it. */
  function indexBest(): void {
    if (!input.indexed || state.best === indexedBest || state.best === null) return;
    wf.upsertSearchAttributes([{ key: HNET_BEST_VALUE, value: state.best }]);
    indexedBest = state.best;
  }

  /** Tells running trials what they should do, where that has changed. */
  async function tellTrials(): Promise<void> {
    const order = trialOrder(state);
    const others = state.running.filter((t) => t.told !== order);
    state.running = state.running.map((t) => (t.told === order ? t : { ...t, told: order }));
    await Promise.all(others.map((t) => tell(t.workflowId, order)));
  }

  async function end(): Promise<SweepEnd> {
    const ended = endState(state.mode);
    await control.endSweep({ sweepId, state: ended, reason: state.reason });
    return { state: ended, reason: state.reason, started: state.started, best: state.best };
  }

  async function startNext(): Promise<void> {
    let suggestion: Suggestion;
    try {
      suggestion = await control.suggest({ sweepId, number: state.nextNumber });
    } catch (error) {
      state.mode = 'failing';
      state.reason = wf.rootCause(error) ?? String(error);
      return;
    }
    if (suggestion.kind === 'exhausted') {
      state.exhausted = true;
    } else if (suggestion.kind === 'skipped') {
      state.nextNumber += 1;
      state.skippedInRow += 1;
      state.exhausted = state.skippedInRow >= MAX_SKIPPED;
    } else if (mayStart(state, spec)) {
      // Had the sweep been paused meanwhile, the same number would be asked for again and get the same answer.
      state.nextNumber += 1;
      state.skippedInRow = 0;
      state.started += 1;
      await startTrial(suggestion);
    }
  }

  async function startTrial(suggestion: Extract<Suggestion, { kind: 'trial' }>): Promise<void> {
    const { number, trialId, hash } = suggestion;
    const workflowId = trialWorkflowId(sweepId, hash);
    // Before the start, because its end may be heard before its start is confirmed.
    state.running.push({ number, trialId, workflowId, startedAt: Date.now(), told: 'run' });
    try {
      await wf.startChild(trial, {
        workflowId,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        parentClosePolicy: 'ABANDON',
        staticSummary: `trial ${number}`,
        ...(input.indexed && {
          typedSearchAttributes: searchAttributes({
            sweepId,
            benchmark: spec.benchmark.name,
            strategy: spec.strategy,
          }),
        }),
        args: [
          {
            sweepId,
            sweepWorkflowId: wf.workflowInfo().workflowId,
            trialId,
            number,
            spec: suggestion.spec,
            seeds: spec.seeds,
            backend: spec.backend,
            checkpointEverySeconds: spec.checkpointEverySeconds,
            checkpointKeep: spec.checkpointKeep,
            maxTrialSeconds: spec.maxTrialSeconds,
            tuning,
          },
        ],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      // The server refused a second one: whoever started the first, inspection finds out how it ends.
      await inspect();
    }
  }

  /** Asks after the trials that are silent; a quiet sweep asks more and more seldom. */
  async function inspect(): Promise<void> {
    inspectSeconds = Math.min(inspectSeconds * 2, tuning.inspectMaxSeconds);
    if (state.running.length === 0) return;
    const ends = await control.inspectTrials({ trials: state.running });
    for (const end of ends) takeEnd(state, end, { spec, tuning, now: Date.now() });
    news.count += ends.length;
  }

  function mustRoll(): boolean {
    const info = wf.workflowInfo();
    return info.continueAsNewSuggested || info.historyLength >= tuning.historyBound;
  }
}

function shownAs(state: SweepCarry): string {
  return `${state.mode} ${state.reason ?? ''}`;
}

async function tell(workflowId: string, order: TrialOrder): Promise<void> {
  const handle = wf.getExternalWorkflowHandle(workflowId);
  try {
    if (order === 'cancel') await handle.cancel();
    else await handle.signal(order === 'pause' ? messages.pauseTrialSignal : messages.resumeTrialSignal);
  } catch {
    // It has ended meanwhile; its own signal or the next inspection says how.
  }
}
