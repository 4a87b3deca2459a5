import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { TrainAttemptError, toFailure, withFailures } from '../../activities/failures.ts';
import { UserError } from '../../common/errors.ts';

describe('errors of activities as Temporal failures', () => {
  it('carry the code as their type, and the hint for the reader', () => {
    expect(toFailure(new UserError('unavailable', 'no disk', { hint: 'mount it' }))).toMatchObject({
      type: 'unavailable',
      message: 'no disk\nmount it',
      nonRetryable: false,
    });
    expect(toFailure(new TrainAttemptError('hung', 'no progress'))).toMatchObject({ type: 'hung' });
  });

  it.each(['invalid-input', 'not-found', 'conflict', 'corrupt-data'] as const)('%s is final', (code) => {
    expect(toFailure(new UserError(code, 'no'))).toMatchObject({ type: code, nonRetryable: true });
  });

  it('an unknown error may pass, until it has come back for about a minute', () => {
    const failure = (inARow: number) => toFailure(new TypeError('x is not a function'), inARow);
    expect(failure(1)).toMatchObject({ type: 'internal', nonRetryable: false });
    expect(failure(7)).toMatchObject({ nonRetryable: false });
    expect(failure(8)).toMatchObject({
      type: 'internal',
      message: 'x is not a function',
      nonRetryable: true,
    });
    // A database that is away is waited for without end: it comes back.
    expect(toFailure(new UserError('unavailable', 'away'), 1000)).toMatchObject({ nonRetryable: false });
  });

  it('leave Temporal’s own and aborts as they are', () => {
    const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });
    for (const error of [ApplicationFailure.nonRetryable('x'), new CancelledFailure('y'), abort])
      expect(toFailure(error)).toBe(error);
  });
});

describe('unknown errors of an activity', () => {
  const bug = new TypeError('x is not a function');
  const away = new UserError('unavailable', 'the database is away');
  /** What the attempts of one activity end in, the first being number 1. */
  async function attempts(activityId: string, errors: readonly (Error | null)[]): Promise<unknown[]> {
    let next = 0;
    const { act } = withFailures({
      act: () => {
        const error = errors[next++] ?? null;
        return error === null ? Promise.resolve('done') : Promise.reject(error);
      },
    });
    const ends: unknown[] = [];
    for (let attempt = 1; attempt <= errors.length; attempt += 1) {
      const info = { attempt, activityId };
      const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
      ends.push(await environment.run(act).catch((failure: unknown) => failure));
    }
    return ends;
  }
  const times = (error: Error, count: number) => Array<Error>(count).fill(error);
  const finality = (ends: readonly unknown[]) => ends.map((end) => (end as ApplicationFailure).nonRetryable);

  it('are final the eighth time in a row', async () => {
    const ends = await attempts('plain', times(bug, 8));
    expect(finality(ends)).toEqual([...Array<boolean>(7).fill(false), true]);
    expect(ends[7]).toMatchObject({ type: 'internal' });
  });

  it('are not while a database comes back, however long it was waited for', async () => {
    const ends = await attempts('waited', [...times(away, 20), bug, away, ...times(bug, 8)]);
    expect(ends[20]).toMatchObject({ type: 'internal' });
    expect(finality(ends)).toEqual([...Array<boolean>(29).fill(false), true]);
  });

  it('are counted for each activity by itself, and anew once it has worked', async () => {
    await attempts('first', times(bug, 7));
    expect(await attempts('second', [bug])).toMatchObject([{ nonRetryable: false }]);
    expect(await attempts('first', [null, bug])).toMatchObject(['done', { nonRetryable: false }]);
  });
});
