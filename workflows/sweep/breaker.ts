/** The breaker: a run of quick failures of the same kind means that the next ones will fail too. Pure. */
import type { TrialEnd } from '../activities.types.ts';

/** How many quick failures with this signature came in a row. */
export interface QuickFailures {
  readonly signature: string;
  readonly count: number;
}

/** Counts on: the same signature adds up, another starts anew, anything that is not a quick failure clears it. */
export function countQuickFailure(
  before: QuickFailures | null,
  end: TrialEnd,
  seconds: number,
  quickSeconds: number,
): QuickFailures | null {
  if (end.state === 'cancelled') return before;
  if (end.state !== 'failed' || end.signature === null || seconds > quickSeconds) return null;
  return {
    signature: end.signature,
    count: before?.signature === end.signature ? before.count + 1 : 1,
  };
}
