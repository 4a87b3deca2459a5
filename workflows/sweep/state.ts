/** What a sweep knows, carried from run to run when it continues as new; and its transitions. Pure and small. */
import type { Assignment } from '../../search/types.ts';
import type {
  EndedSweepState,
  Leader,
  Revival,
  RunningTrial,
  TrialEnd,
  TrialOrder,
} from '../activities.types.ts';
import type { Tuning } from '../tuning.ts';
import type { SweepSpec, SweepState } from '../types.ts';
import { countQuickFailure } from './breaker.ts';
import type { QuickFailures } from './breaker.ts';
import type { Reference } from '../../search/improvement.ts';
import { better, takeValue } from './improvement.ts';

/**
 * What a sweep is about: going on, paused, or on its way to one of its ends. `finishing`: its budget is spent or it has
 * stopped improving; no new trials, and then it ends well.
 */
export type SweepMode = 'running' | 'paused' | 'finishing' | 'stopping' | 'cancelling' | 'failing';

/** What bounds a search; null for no bound. */
export interface SearchLimits {
  readonly runCap: number | null;
  readonly maxDeviceSeconds: number | null;
  /** From `startedAt` on. */
  readonly maxSeconds: number | null;
}

/** The state of a sweep. Plain data: it is the input of the next run. Its size grows only with the running trials. */
export interface SweepCarry {
  mode: SweepMode;
  reason: string | null;
  /** While paused: whether running trials are to free their devices. */
  pausedNow: boolean;
  concurrency: number;
  /** The next number to ask the sampler for. */
  nextNumber: number;
  started: number;
  skippedInRow: number;
  exhausted: boolean;
  running: RunningTrial[];
  ended: Record<TrialEnd['state'], number>;
  quickFailures: QuickFailures | null;
  best: number | null;
  /** Runs before this one. */
  continued: number;
  /** How often the shown state changed; names each change in the audit log. */
  marks: number;
  limits: SearchLimits;
  /** Workflow time at which it began, in milliseconds; null until it has. */
  startedAt: number | null;
  /** Configurations of the user's own that wait, and how many numbers such ones have had. */
  queue: readonly Assignment[];
  enqueued: number;
  /** Whether the next number has been drawn from the sampler already, and its trial could not be started yet. */
  drawn: boolean;
  /** Trials to be taken up again. */
  revivals: readonly Revival[];
  /** What an improvement is measured against, and how many trials have ended since the last one. */
  reference: Reference | null;
  sinceImprovement: number;
  /** Leaders that wait for their confirmation; null before they have been chosen. */
  leaders: readonly Leader[] | null;
  /** Taken up again after an end: its marks begin elsewhere. */
  reopened: boolean;
}

/** A sweep at its beginning. */
export function initialCarry(spec: SweepSpec): SweepCarry {
  return {
    mode: 'running',
    reason: null,
    pausedNow: false,
    concurrency: spec.maxConcurrentTrials,
    nextNumber: 0,
    started: 0,
    skippedInRow: 0,
    exhausted: false,
    running: [],
    ended: { complete: 0, pruned: 0, diverged: 0, failed: 0, cancelled: 0 },
    quickFailures: null,
    best: null,
    continued: 0,
    marks: 0,
    limits: {
      runCap: spec.runCap,
      maxDeviceSeconds: spec.maxDeviceSeconds ?? null,
      maxSeconds: spec.maxSeconds ?? null,
    },
    startedAt: null,
    queue: spec.enqueue ?? [],
    enqueued: 0,
    drawn: false,
    revivals: [],
    reference: null,
    sinceImprovement: 0,
    leaders: null,
    reopened: false,
  };
}

/** Whether another trial should be started now. */
export function mayStart(state: SweepCarry): boolean {
  return state.mode === 'running' && !nothingLeft(state) && state.running.length < state.concurrency;
}

/** Whether the search has ended and its leaders are to be chosen now. */
export function mustChooseLeaders(state: SweepCarry, spec: SweepSpec): boolean {
  const searchOver = state.mode === 'finishing' || (state.mode === 'running' && nothingLeft(state));
  return searchOver && state.running.length === 0 && confirms(spec) && state.leaders === null;
}

/** Whether the confirmation of a leader should be started now. */
export function mayConfirm(state: SweepCarry): boolean {
  const going = state.mode === 'running' || state.mode === 'finishing';
  return going && (state.leaders?.length ?? 0) > 0 && state.running.length < state.concurrency;
}

/** Whether the sweep's end has been reached. */
export function atEnd(state: SweepCarry, spec: SweepSpec): boolean {
  if (state.running.length > 0) return false;
  const open = state.mode === 'running' || state.mode === 'paused';
  if (open && !nothingLeft(state)) return false;
  const unconfirmed = confirms(spec) && (state.leaders === null || state.leaders.length > 0);
  return !(unconfirmed && (open || state.mode === 'finishing'));
}

function confirms(spec: SweepSpec): boolean {
  return (spec.confirm ?? null) !== null;
}

function nothingLeft({ queue, revivals, exhausted, started, limits }: SweepCarry): boolean {
  if (revivals.length > 0) return false;
  if (limits.runCap !== null && started >= limits.runCap) return true;
  return exhausted && queue.length === 0;
}

/** The state in which a sweep in this mode ends. */
export function endState(mode: SweepMode): EndedSweepState {
  if (mode === 'stopping') return 'stopped';
  if (mode === 'cancelling') return 'cancelled';
  return mode === 'failing' ? 'failed' : 'finished';
}

/** How a mode is shown in the database while the sweep lives. */
export function shownState(mode: SweepMode): SweepState {
  return mode === 'paused' ? 'paused' : 'running';
}

/** Why it is so, for the database while the sweep lives: what is asked for is only done once the last trial has ended. */
export function shownReason({ mode, reason }: Pick<SweepCarry, 'mode' | 'reason'>): string | null {
  if (mode === 'cancelling') return 'cancelling: running stages write a checkpoint and end';
  if (mode === 'stopping') return 'stopping: running trials finish, no new ones start';
  return reason;
}

/** What a running trial should be doing. */
export function trialOrder(
  state: SweepCarry,
  spec: SweepSpec,
  trial: Pick<RunningTrial, 'purpose'>,
): TrialOrder {
  if (state.mode === 'cancelling') return 'cancel';
  if (state.mode === 'finishing' && spec.whenSpent === 'prune' && trial.purpose === undefined) return 'prune';
  return state.mode === 'paused' && state.pausedNow ? 'pause' : 'run';
}

/** Ends the search well: its budget is spent, or it has stopped improving. Only a search that goes on can end. */
export function finish(state: SweepCarry, reason: string): void {
  if (state.mode !== 'running') return;
  state.mode = 'finishing';
  state.reason = reason;
}

/**
 * Takes note of a trial's end: counts it, keeps the best value, and decides whether the sweep must pause (the breaker)
 * or fail (too many failures). A second word about the same trial changes nothing.
 */
export function takeEnd(
  state: SweepCarry,
  end: TrialEnd,
  context: { readonly spec: SweepSpec; readonly tuning: Tuning; readonly now: number },
): void {
  const trial = state.running.find((t) => t.number === end.number && t.purpose === end.purpose);
  if (!trial) return;
  state.running = state.running.filter((t) => t !== trial);
  if (end.purpose === 'confirm') return;
  state.ended[end.state] += 1;
  const { tuning, spec } = context;
  if (end.state === 'complete' && end.value !== null)
    state.best = better(spec.objective.goal, state.best, end.value);
  takeValue(state, end, spec);

  const seconds = (context.now - trial.startedAt) / 1000;
  state.quickFailures = countQuickFailure(state.quickFailures, end, seconds, tuning.breakerSeconds);
  if (state.mode !== 'running' && state.mode !== 'paused') return;
  if (spec.maxFailedTrials !== null && state.ended.failed > spec.maxFailedTrials) {
    state.mode = 'failing';
    state.reason = `${state.ended.failed} trials failed, more than max_failed_trials: ${spec.maxFailedTrials}; the last: ${end.reason}`;
  } else if (state.quickFailures && state.quickFailures.count >= tuning.breakerCount) {
    // `pausedNow` stays: a pause that keeps the devices free already is not to give them back.
    state.mode = 'paused';
    state.reason = `${state.quickFailures.count} trials in a row failed in the same way: ${end.reason}`;
  }
}
