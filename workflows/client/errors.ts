import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
} from '@temporalio/client';
import {
  ApplicationFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { UserError } from '../../common/errors.ts';
import type { ErrorCode } from '../../common/errors.ts';

/** How updates refuse; anything else is Temporal's own, as when the workflow ended before it answered. */
function refusalCode(type: string | null | undefined): ErrorCode {
  return type === 'invalid-input' ? type : 'conflict';
}

/** What a Temporal client throws, as an error that a person can read; `subject` names what was asked for. */
export function clientError(error: unknown, subject: string): Error {
  if (error instanceof UserError) return error;
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
    return new UserError(refusalCode(error.cause.type), `${subject}: ${error.cause.message}`, {
      cause: error,
    });
  if (error instanceof WorkflowNotFoundError)
    return new UserError('conflict', `${subject} has no running workflow`, {
      hint: 'It has ended, or its Temporal server is another one than at its start.',
      cause: error,
    });
  if (error instanceof WorkflowExecutionAlreadyStartedError)
    return new UserError('conflict', `${subject}: the Temporal server has a workflow of this name already`, {
      hint: 'The database is younger than the Temporal server; submit under another name.',
      cause: error,
    });
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error))
    return new UserError('unavailable', `${subject}: no control worker answered in time`, {
      hint: 'Is `hnet-sweep up` or `hnet-sweep server` running?',
      cause: error,
    });
  if (isGrpcServiceError(error))
    return new UserError(
      'unavailable',
      `${subject}: the Temporal server does not answer (${error.message})`,
      {
        hint: 'Start it with `hnet-sweep up`, or set TEMPORAL_ADDRESS.',
        cause: error,
      },
    );
  return error instanceof Error ? error : new Error(String(error));
}
