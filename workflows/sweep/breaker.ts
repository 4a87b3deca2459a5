/** The breaker: a run of failures of the same kind that came to nothing means that the next ones will fail too. Pure. */
import type { TrialEnd } from '../activities.types.ts';

/** How many failures that came to nothing had this signature in a row. */
export interface QuickFailures {
  readonly signature: string;
  readonly count: number;
}

/**
 * Counts on: the same signature adds up, another starts anew, anything that is not such a failure clears it. What counts
 * are quick failures and those that trained no stage to its end, however long they tried: data that no worker has is
 * asked after for minutes.
 */
export function countQuickFailure(
  before: QuickFailures | null,
  end: TrialEnd,
  seconds: number,
  quickSeconds: number,
): QuickFailures | null {
  if (end.state === 'cancelled') return before;
  const forNothing = end.untrained === true || seconds <= quickSeconds;
  if (end.state !== 'failed' || end.signature === null || !forNothing) return null;
  return {
    signature: end.signature,
    count: before?.signature === end.signature ? before.count + 1 : 1,
  };
}
