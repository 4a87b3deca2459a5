/** Whether a search still gets anywhere: improvements that are more than noise. */
import type { Objective } from './types.ts';

/** The value that an improvement is measured against. */
export interface Reference {
  readonly value: number;
  readonly standardError: number | null;
}

/** How a trial ended, as far as an improvement is concerned. */
export interface Ended {
  readonly state: string;
  readonly value: number | null;
  readonly standardError?: number | null;
}

/** What is kept of the trials that have ended: the reference, and how many have ended since the last improvement. */
export interface ImprovementCount {
  reference: Reference | null;
  sinceImprovement: number;
}

/** One-sided normal quantile of 0.95: an improvement is beyond noise if it is more than so many standard errors. */
const BEYOND = 1.645;

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
 * @param most `stop_when.no_improvement`; null: never
 * @returns why the search is to end; null where it goes on
 */
export function countTrial(
  count: ImprovementCount,
  { state, value, standardError = null }: Ended,
  goal: Objective['goal'],
  most: number | null,
): string | null {
  if (state === 'failed' || state === 'cancelled') return null;
  const measured = state === 'complete' && value !== null ? { value, standardError } : null;
  if (measured !== null && improves(goal, count.reference, measured)) {
    count.reference = measured;
    count.sinceImprovement = 0;
    return null;
  }
  // Before there is anything to improve on, nothing is counted.
  if (count.reference === null) return null;
  count.sinceImprovement += 1;
  if (most === null || count.sinceImprovement < most) return null;
  return `no improvement beyond noise in ${count.sinceImprovement} trials (stop_when.no_improvement: ${most})`;
}
