import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { NO_ATTEMPTS, accountOf, afterAttempt } from '../../../workflows/trial/attempts.ts';
import type { AttemptCounts } from '../../../workflows/trial/attempts.ts';
import { DEFAULT_TUNING } from '../../../workflows/tuning.ts';

const tuning = DEFAULT_TUNING;

/** An activity's failure as the workflow sees it. */
function activityFailure(cause: Error): Error {
  return new ActivityFailure(
    'activity failed',
    'trainStage',
    '1',
    RetryState.MAXIMUM_ATTEMPTS_REACHED,
    'w',
    cause,
  );
}

const failed = (type: string, message = type) =>
  activityFailure(ApplicationFailure.create({ type, message }));
const silent = (iteration?: number) =>
  activityFailure(
    new TimeoutFailure('silent', iteration === undefined ? undefined : { iteration }, 'HEARTBEAT'),
  );

/** Fails with one error after another; gives the pauses before each retry and why it ended, if it did. */
function endure(errors: readonly Error[]): { pauses: number[]; counts: AttemptCounts; end: string | null } {
  let counts = NO_ATTEMPTS;
  const pauses: number[] = [];
  for (const error of errors) {
    const next = afterAttempt(error, counts, tuning);
    if (!next.retry) return { pauses, counts, end: `${next.account.kind}: ${next.account.message}` };
    counts = next.counts;
    pauses.push(next.afterSeconds);
  }
  return { pauses, counts, end: null };
}

const times = (count: number, error: Error): Error[] => Array.from({ length: count }, () => error);

describe('the account of a failure', () => {
  it('names what the activity said, a silent worker, and the unknown', () => {
    expect(accountOf(failed('hung', 'no progress'))).toEqual({ kind: 'hung', message: 'no progress' });
    expect(accountOf(silent()).kind).toBe('lost-worker');
    expect(accountOf(new Error('odd'))).toEqual({ kind: 'internal', message: 'odd' });
    expect(accountOf('odd')).toEqual({ kind: 'internal', message: 'odd' });
  });
});

describe('after a failed attempt', () => {
  it.each(['native-crash', 'killed', 'hung'])(
    '%s is tried again with growing pauses, up to a limit',
    (kind) => {
      const { pauses, end } = endure(times(9, failed(kind)));
      expect(pauses).toEqual([2, 4, 8, 16]);
      expect(end).toBe(`${kind}: ${kind} (5 attempts)`);
    },
  );

  it('crashes of different kinds count together', () => {
    const kinds = ['native-crash', 'killed', 'hung', 'killed', 'hung'];
    expect(endure(kinds.map((kind) => failed(kind))).end).toBe('hung: hung (5 attempts)');
  });

  it('out-of-memory is tried once more, since another device may be larger', () => {
    const { pauses, end } = endure(times(5, failed('out-of-memory', 'no memory')));
    expect(pauses).toEqual([2]);
    expect(end).toBe('out-of-memory: no memory');
  });

  it('what is missing is tried again for minutes, then ends the trial with the reason', () => {
    const { pauses, end } = endure(times(20, failed('unavailable', 'no such file\nget it first')));
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60]);
    expect(end).toBe('unavailable: no such file (10 attempts)\nget it first');
  });

  it('what was missing only now and then does not add up', () => {
    const mixed = Array.from({ length: 30 }, (_, i) =>
      failed(i % 5 === 4 ? 'worker-shutdown' : 'unavailable'),
    );
    expect(endure(mixed).end).toBeNull();
  });

  it('a worker that shuts down costs nothing, however often', () => {
    const { pauses, counts, end } = endure(times(100, failed('worker-shutdown')));
    expect(end).toBeNull();
    expect(counts).toEqual(NO_ATTEMPTS);
    expect(new Set(pauses)).toEqual(new Set([0]));
  });

  it('lost workers are endured while the stage gets further, and ten times where it does not', () => {
    const further = Array.from({ length: 100 }, (_, i) => silent(i * 10));
    expect(endure(further).end).toBeNull();
    expect(endure(times(11, silent(50))).end).toBe('lost-worker: 11 workers in a row were lost training it');
    expect(endure(times(10, silent())).end).toBeNull();
    expect(endure(times(11, silent())).end).not.toBeNull();
  });

  it.each(['invalid-input', 'not-found', 'corrupt-data', 'missing-checkpoint', 'stale-attempt', 'internal'])(
    '%s is not tried again',
    (kind) => {
      expect(endure([failed(kind, 'why')])).toMatchObject({ pauses: [], end: `${kind}: why` });
    },
  );
});
