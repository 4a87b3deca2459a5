/** Whether a search still gets anywhere: improvements that are more than noise. Pure. */
import type { Objective } from '../../search/types.ts';
import type { TrialEnd } from '../activities.types.ts';
import type { SweepSpec } from '../types.ts';
import type { SweepCarry } from './state.ts';

/** The value that an improvement is measured against. */
export interface Reference {
  readonly value: number;
  readonly standardError: number | null;
}

/** One-sided normal quantile of 0.95: an improvement is beyond noise if it is more than so many standard errors. */
const BEYOND = 1.645;

/** The better of two values. */
export function better(goal: Objective['goal'], a: number | null, b: number): number {
  if (a === null) return b;
  return goal === 'maximize' ? Math.max(a, b) : Math.min(a, b);
}

/**
 * Whether a value is better than the reference by more than noise. The standard error of the difference is that of
 * independent means, so that pairs are judged a little too strictly; with one seed nothing is known of noise, and any
 * improvement counts.
 */
export function improves(goal: Objective['goal'], reference: Reference | null, value: Reference): boolean {
  if (reference === null) return true;
  const gain = (goal === 'maximize' ? 1 : -1) * (value.value - reference.value);
  return gain > BEYOND * Math.hypot(reference.standardError ?? 0, value.standardError ?? 0);
}

/**
 * Counts the trials since the last improvement. Small steps are held against the same reference until together they are
 * more than noise. Trials that failed or were cancelled say nothing about the search.
 */
export function takeValue(
  state: Pick<SweepCarry, 'reference' | 'sinceImprovement' | 'mode' | 'reason'>,
  { state: ended, value, standardError = null }: TrialEnd,
  { objective, stopWhen }: SweepSpec,
): void {
  if (ended === 'failed' || ended === 'cancelled') return;
  const measured = ended === 'complete' && value !== null ? { value, standardError } : null;
  if (measured !== null && improves(objective.goal, state.reference, measured)) {
    state.reference = measured;
    state.sinceImprovement = 0;
    return;
  }
  // Before there is anything to improve on, nothing is counted.
  if (state.reference === null) return;
  state.sinceImprovement += 1;
  const most = stopWhen?.noImprovement ?? null;
  if (most === null || state.sinceImprovement < most || state.mode !== 'running') return;
  state.mode = 'finishing';
  state.reason = `no improvement beyond noise in ${state.sinceImprovement} trials (stop_when.no_improvement: ${most})`;
}
