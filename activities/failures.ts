import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { UserError } from '../common/errors.ts';
import type { ErrorCode } from '../common/errors.ts';
import { FINAL_FAILURES } from '../workflows/failures.ts';
import type { TrainFailure } from '../workflows/failures.ts';
import { createRowCounter } from './in-a-row.ts';

/** An attempt at training that ended badly, by what ended it. */
export class TrainAttemptError extends Error {
  readonly kind: TrainFailure;

  constructor(kind: TrainFailure, message: string) {
    super(message);
    this.name = 'TrainAttemptError';
    this.kind = kind;
  }
}

/** Unknown errors in a row after which one is taken for a bug, which trying again can't mend: about a minute. */
const MOST_INTERNAL = 8;

/**
 * Unknown errors in a row, by activity. Temporal's number of the attempt won't do: it counts the hours that were spent
 * waiting for a database too. Lost with the process, which gives the activity another minute.
 */
const unknownErrors = createRowCounter(10_000);

/**
 * The one place where errors become Temporal failures: the failure's type is the error's code, and what trying again
 * can't mend says so. Temporal's own failures and cancellations pass unchanged; an unknown error is `internal`, and
 * final once it has come back often enough.
 * @param inARow how many in a row this one makes, should it be unknown
 */
export function toFailure(error: unknown, inARow = 1): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof TrainAttemptError)
    return ApplicationFailure.create({ message: error.message, type: error.kind, cause: error });
  if (error instanceof UserError)
    return ApplicationFailure.create({
      message: error.hint === undefined ? error.message : `${error.message}\n${error.hint}`,
      type: error.code,
      nonRetryable: (FINAL_FAILURES as readonly ErrorCode[]).includes(error.code),
      cause: error,
    });
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause.name === 'AbortError') return cause;
  const nonRetryable = inARow >= MOST_INTERNAL;
  return ApplicationFailure.create({ message: cause.message, type: 'internal', nonRetryable, cause });
}

/** The same activities, their errors turned into Temporal failures. */
export function withFailures<T extends object>(activities: T): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      const { workflowExecution, activityId } = Context.current().info;
      const id = `${workflowExecution?.runId ?? ''}/${activityId}`;
      try {
        const result = await (activity as (...args: unknown[]) => Promise<unknown>)(...args);
        unknownErrors.end(id);
        return result;
      } catch (error) {
        const failure = toFailure(error, unknownErrors.again(id));
        if ((failure as ApplicationFailure).type !== 'internal') unknownErrors.end(id);
        throw failure;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
