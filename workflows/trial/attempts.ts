/** What an attempt at training a stage came to, and whether it is worth another. Pure but for the failure classes. */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { FailureAccount } from '../failures.ts';
import type { Tuning } from '../tuning.ts';
import type { TrainHeartbeat } from '../types.ts';

/** What is counted over the attempts of one stage. */
export interface AttemptCounts {
  readonly crashes: number;
  readonly outOfMemory: number;
  /** Workers lost in a row with the stage no further than `furthest`. */
  readonly lost: number;
  /** Furthest iteration that a lost worker had reported. */
  readonly furthest: number;
}

export const NO_ATTEMPTS: AttemptCounts = { crashes: 0, outOfMemory: 0, lost: 0, furthest: -1 };

/** What to do after a failed attempt. */
export type AfterAttempt =
  | { readonly retry: true; readonly counts: AttemptCounts; readonly afterSeconds: number }
  | { readonly retry: false; readonly account: FailureAccount };

/** Names an activity's failure: its application type, `lost-worker` for a silent worker, `internal` for the unknown. */
export function accountOf(error: unknown): FailureAccount {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return { kind: 'lost-worker', message: 'the worker was not heard of any more' };
  if (cause instanceof ApplicationFailure)
    return { kind: cause.type ?? 'internal', message: cause.message };
  return { kind: 'internal', message: cause instanceof Error ? cause.message : String(cause) };
}

/** Decides after a failed attempt. A worker that shut down costs nothing; what can't get better is not tried again. */
export function afterAttempt(error: unknown, counts: AttemptCounts, tuning: Tuning): AfterAttempt {
  const account = accountOf(error);
  const again = (next: Partial<AttemptCounts>, seconds: number): AfterAttempt => ({
    retry: true,
    counts: { ...counts, ...next },
    afterSeconds: Math.min(seconds, 60),
  });
  switch (account.kind) {
    case 'worker-shutdown':
    case 'unavailable':
      return again({}, account.kind === 'unavailable' ? 5 * tuning.retrySeconds : 0);
    case 'lost-worker': {
      const reached = iterationReached(error);
      const lost = reached > counts.furthest ? 1 : counts.lost + 1;
      if (lost > tuning.maxLost)
        return { retry: false, account: { ...account, message: `${lost} workers in a row were lost training it` } };
      return again({ lost, furthest: Math.max(reached, counts.furthest) }, 0);
    }
    case 'out-of-memory': {
      const outOfMemory = counts.outOfMemory + 1;
      if (outOfMemory >= tuning.maxOutOfMemory) return { retry: false, account };
      return again({ outOfMemory }, tuning.retrySeconds);
    }
    case 'native-crash':
    case 'killed':
    case 'hung': {
      const crashes = counts.crashes + 1;
      if (crashes >= tuning.maxCrashes)
        return { retry: false, account: { ...account, message: `${account.message} (${crashes} attempts)` } };
      return again({ crashes }, tuning.retrySeconds * 2 ** (crashes - 1));
    }
    default:
      return { retry: false, account };
  }
}

function iterationReached(error: unknown): number {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const details = cause instanceof TimeoutFailure ? (cause.lastHeartbeatDetails as TrainHeartbeat | undefined) : undefined;
  return details?.iteration ?? -1;
}
