import * as wf from '@temporalio/workflow';
import type { ControlActivities, Leader, Revival } from '../activities.types.ts';
import * as messages from '../messages.ts';
import { HNET_BEST_VALUE } from '../search-attributes.ts';
import type { Tuning } from '../tuning.ts';
import type { SweepSpec, SweepState, Suggestion } from '../types.ts';
import { controlOptions } from '../options.ts';
import { checkSpent, checkTime, secondsLeft } from './budget.ts';
import { startConfirmation, startTrial, tell } from './children.ts';
import type { TrialStart } from './children.ts';
import { handleGrowth } from './growth.ts';
import { handleSteering } from './steering.ts';
import {
  atEnd,
  endState,
  initialCarry,
  mayConfirm,
  mayStart,
  mustChooseLeaders,
  shownReason,
  shownState,
  takeEnd,
  trialOrder,
} from './state.ts';
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
  // What an older version carried lacks what has been added since.
  const state: SweepCarry = { ...initialCarry(spec), ...input.carry };
  state.startedAt ??= Date.now();
  const news = { count: 0 };
  const shown = { as: state.continued > 0 ? shownAs(state) : '' };
  let spentAt = -1;
  let inspectSeconds = tuning.inspectSeconds;
  let indexedBest = input.carry?.best ?? null;

  wf.setHandler(messages.trialEndedSignal, (end) => {
    takeEnd(state, end, { spec, tuning, now: Date.now() });
    inspectSeconds = tuning.inspectSeconds;
    news.count += 1;
  });
  const self = {
    changed: () => (news.count += 1),
    shown: () => wf.condition(() => shown.as === shownAs(state)),
  };
  handleSteering(state, self);
  handleGrowth(state, self);
  wf.CancellationScope.current().cancelRequested.catch(() => {
    state.mode = 'cancelling';
    news.count += 1;
  });

  return await wf.CancellationScope.nonCancellable(async () => {
    for (;;) {
      const seen = news.count;
      await checkBudgets(seen);
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
      if (mustChooseLeaders(state, spec)) {
        await chooseLeaders();
        continue;
      }
      if (mayStart(state)) {
        // A trial that ended while the budget was asked after may have spent the rest of it.
        if (budgeted() && spentAt !== news.count) continue;
        await startNext();
        continue;
      }
      if (mayConfirm(state)) {
        const [leader, ...others] = state.leaders!;
        state.leaders = others;
        await startConfirmation(state, input, leader!);
        continue;
      }
      const heard = await wf.condition(() => news.count !== seen, patience());
      if (!heard) {
        await inspect();
        spentAt = -1;
      }
    }
  });

  /** How long to wait for news: until silent trials are asked after, or until the sweep's time is over. */
  function patience(): `${number}s` {
    const left = state.mode === 'running' ? secondsLeft(state, Date.now()) : null;
    return `${left === null ? inspectSeconds : Math.min(inspectSeconds, Math.ceil(left))}s`;
  }

  function budgeted(): boolean {
    return state.limits.maxDeviceSeconds !== null;
  }

  /** Ends the search where its budget is spent; asks what is spent once for each piece of news. */
  async function checkBudgets(seen: number): Promise<void> {
    checkTime(state, Date.now());
    if (!budgeted() || state.mode !== 'running' || spentAt === seen) return;
    const { deviceSeconds } = await control.spent({ sweepId });
    spentAt = seen;
    checkSpent(state, deviceSeconds);
  }

  /** Brings the database up to the present mode; updates answer once it shows there. */
  async function show(): Promise<void> {
    const as = shownAs(state);
    if (shown.as === as) return;
    state.marks += 1;
    await control.markSweep({
      sweepId,
      state: shownState(state.mode),
      reason: shownReason(state),
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
    const told = state.running.filter((t) => t.told !== trialOrder(state, spec, t));
    state.running = state.running.map((t) => ({ ...t, told: trialOrder(state, spec, t) }));
    await Promise.all(told.map((t) => tell(t.workflowId, trialOrder(state, spec, t), state.reason)));
  }

  async function end(): Promise<SweepEnd> {
    const ended = endState(state.mode);
    const mark = state.reopened ? { mark: String(state.marks) } : {};
    await control.endSweep({ sweepId, state: ended, reason: state.reason, ...mark });
    return { state: ended, reason: state.reason, started: state.started, best: state.best };
  }

  async function chooseLeaders(): Promise<void> {
    const none: readonly Leader[] = [];
    state.leaders = none;
    const leaders = await control.leaders({ sweepId });
    // Whoever asked for more meanwhile has set them back: there is more to search before they are chosen.
    if (state.leaders === none) state.leaders = leaders;
  }

  /** What was asked for comes before what the sampler proposes. */
  async function startNext(): Promise<void> {
    const [revival] = state.revivals;
    if (revival !== undefined) {
      const answer = await ask(() => control.revive({ sweepId, ...revival }));
      if (answer === null || !mayStart(state)) return;
      // Not what was there before: more may have been asked for while the answer was on its way.
      state.revivals = state.revivals.filter((one) => one !== revival);
      if (answer.kind !== 'trial') return;
      state.ended[revival.from] -= 1;
      await start(answer, revival);
      return;
    }
    // A number that the sampler has answered has its row: whatever is enqueued since comes after it.
    const enqueued = state.drawn ? undefined : state.queue[0];
    const draw = state.nextNumber - state.enqueued;
    const answer = await ask(() =>
      control.suggest({
        sweepId,
        number: state.nextNumber,
        ...(draw !== state.nextNumber && { draw }),
        ...(enqueued !== undefined && { enqueued }),
      }),
    );
    if (answer === null) return;
    if (answer.kind === 'exhausted') {
      state.exhausted = true;
    } else if (answer.kind === 'skipped' && enqueued !== undefined) {
      // It takes no number from the sampler: the same number is asked for again.
      state.queue = state.queue.slice(1);
    } else if (answer.kind === 'skipped') {
      state.nextNumber += 1;
      state.skippedInRow += 1;
      state.exhausted = state.skippedInRow >= MAX_SKIPPED;
    } else if (!mayStart(state)) {
      // Paused meanwhile: the same number is asked for again, and gets the same answer.
      state.drawn = enqueued === undefined;
    } else {
      state.drawn = false;
      state.nextNumber += 1;
      state.skippedInRow = 0;
      state.started += 1;
      if (enqueued !== undefined) {
        state.queue = state.queue.slice(1);
        state.enqueued += 1;
      }
      await start(answer);
    }
  }

  /** The answer of an activity; null where it failed, which fails the sweep. */
  async function ask(question: () => Promise<Suggestion>): Promise<Suggestion | null> {
    try {
      return await question();
    } catch (error) {
      state.mode = 'failing';
      state.reason = wf.rootCause(error) ?? String(error);
      return null;
    }
  }

  async function start(suggestion: TrialStart, revival?: Revival): Promise<void> {
    // The server refused a second one: whoever started the first, inspection finds out how it ends.
    if (!(await startTrial(state, input, suggestion, revival))) await inspect();
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
