import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { TrainAttemptError, toFailure } from '../../activities/failures.ts';
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
    const failure = (attempt: number) => toFailure(new TypeError('x is not a function'), attempt);
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
