/** What an attempt at training a stage came to, and whether it is worth another. Pure but for the failure classes. */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { FailureAccount } from '../failures.ts';
import type { Tuning } from '../tuning.ts';
import type { TrainHeartbeat } from '../types.ts';

const MAX_PAUSE_SECONDS = 60;

/** What is counted over the attempts of one stage. */
export interface AttemptCounts {
  readonly crashes: number;
  readonly outOfMemory: number;
  /** Workers lost in a row with the stage no further than `furthest`. */
  readonly lost: number;
  /** Furthest iteration that a lost worker had reported. */
  readonly furthest: number;
  /** Times in a row that something needed was not there: a data file, a disk. */
  readonly unavailable: number;
}

export const NO_ATTEMPTS: AttemptCounts = {
  crashes: 0,
  outOfMemory: 0,
  lost: 0,
  furthest: -1,
  unavailable: 0,
};

/** What to do after a failed attempt. */
export type AfterAttempt =
  | { readonly retry: true; readonly counts: AttemptCounts; readonly afterSeconds: number }
  | { readonly retry: false; readonly account: FailureAccount };

/** Names an activity's failure: its application type, `lost-worker` for a silent worker, `internal` for the unknown. */
export function accountOf(error: unknown): FailureAccount {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return { kind: 'lost-worker', message: 'the worker was not heard of any more' };
  if (cause instanceof ApplicationFailure) return { kind: cause.type ?? 'internal', message: cause.message };
  return { kind: 'internal', message: cause instanceof Error ? cause.message : String(cause) };
}

/** Decides after a failed attempt. A worker that shut down costs nothing; what can't get better is not tried again. */
export function afterAttempt(error: unknown, counts: AttemptCounts, tuning: Tuning): AfterAttempt {
  const account = accountOf(error);
  const again = (next: Partial<AttemptCounts>, seconds: number): AfterAttempt => ({
    retry: true,
    counts: { ...counts, unavailable: 0, ...next },
    afterSeconds: Math.min(seconds, MAX_PAUSE_SECONDS),
  });
  switch (account.kind) {
    case 'worker-shutdown':
      return again({}, 0);
    case 'unavailable': {
      // Another worker may have what this one lacks, and disks come back; but not for ever.
      const unavailable = counts.unavailable + 1;
      if (unavailable >= tuning.maxUnavailable)
        return { retry: false, account: afterAttempts(account, unavailable) };
      return again({ unavailable }, tuning.retrySeconds * 2 ** (unavailable - 1));
    }
    case 'lost-worker': {
      const reached = iterationReached(error);
      const lost = reached > counts.furthest ? 1 : counts.lost + 1;
      if (lost > tuning.maxLost)
        return {
          retry: false,
          account: { ...account, message: `${lost} workers in a row were lost training it` },
        };
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
      if (crashes >= tuning.maxCrashes) return { retry: false, account: afterAttempts(account, crashes) };
      return again({ crashes }, tuning.retrySeconds * 2 ** (crashes - 1));
    }
    default:
      return { retry: false, account };
  }
}

/** Says how often it was tried, on the line that says what happened: hints may follow. */
function afterAttempts({ kind, message }: FailureAccount, attempts: number): FailureAccount {
  const [what, ...hints] = message.split('\n');
  return {
    kind,
    message: [`${what} (${attempts} attempt${attempts === 1 ? '' : 's'})`, ...hints].join('\n'),
  };
}

function iterationReached(error: unknown): number {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const details =
    cause instanceof TimeoutFailure ? (cause.lastHeartbeatDetails as TrainHeartbeat | undefined) : undefined;
  return details?.iteration ?? -1;
}
