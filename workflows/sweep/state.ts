/** What a sweep knows, carried from run to run when it continues as new; and its transitions. Pure and small. */
import type { Objective } from '../../search/types.ts';
import type { EndedSweepState, RunningTrial, TrialEnd, TrialOrder } from '../activities.types.ts';
import type { Tuning } from '../tuning.ts';
import type { SweepSpec, SweepState } from '../types.ts';
import { countQuickFailure } from './breaker.ts';
import type { QuickFailures } from './breaker.ts';

/** What a sweep is about: going on, paused, or on its way to one of its ends. */
export type SweepMode = 'running' | 'paused' | 'stopping' | 'cancelling' | 'failing';

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
}

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
  };
}

/** Whether another trial should be started now. */
export function mayStart(state: SweepCarry, spec: SweepSpec): boolean {
  return state.mode === 'running' && !nothingLeft(state, spec) && state.running.length < state.concurrency;
}

/** Whether the sweep's end has been reached. */
export function atEnd(state: SweepCarry, spec: SweepSpec): boolean {
  const wantsMore = (state.mode === 'running' || state.mode === 'paused') && !nothingLeft(state, spec);
  return state.running.length === 0 && !wantsMore;
}

function nothingLeft(state: SweepCarry, spec: SweepSpec): boolean {
  return state.exhausted || (spec.runCap !== null && state.started >= spec.runCap);
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

/** What running trials should be doing. */
export function trialOrder(state: SweepCarry): TrialOrder {
  if (state.mode === 'cancelling') return 'cancel';
  return state.mode === 'paused' && state.pausedNow ? 'pause' : 'run';
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
  const trial = state.running.find((t) => t.number === end.number);
  if (!trial) return;
  state.running = state.running.filter((t) => t !== trial);
  state.ended[end.state] += 1;
  if (end.state === 'complete' && end.value !== null)
    state.best = better(context.spec.objective, state.best, end.value);

  const { tuning, spec } = context;
  const seconds = (context.now - trial.startedAt) / 1000;
  state.quickFailures = countQuickFailure(state.quickFailures, end, seconds, tuning.breakerSeconds);
  if (state.mode !== 'running' && state.mode !== 'paused') return;
  if (spec.maxFailedTrials !== null && state.ended.failed > spec.maxFailedTrials) {
    state.mode = 'failing';
    state.reason = `${state.ended.failed} trials failed, more than max_failed_trials: ${spec.maxFailedTrials}; the last: ${end.reason}`;
  } else if (state.quickFailures && state.quickFailures.count >= tuning.breakerCount) {
    state.mode = 'paused';
    state.pausedNow = false;
    state.reason = `${state.quickFailures.count} trials in a row failed quickly in the same way: ${end.reason}`;
  }
}

function better(objective: Objective, a: number | null, b: number): number {
  if (a === null) return b;
  return objective.goal === 'maximize' ? Math.max(a, b) : Math.min(a, b);
}
