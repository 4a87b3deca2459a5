import { TrainAttemptError } from '../../activities/failures.ts';
import { UserError } from '../../common/errors.ts';
import { speaksOfMemory } from './exit-kind.ts';
import type { ChildFailure } from './messages.ts';

/** An error in a form that crosses from child to parent; errors about memory are told by their words. */
export function childFailure(error: unknown): ChildFailure {
  if (error instanceof TrainAttemptError) return { code: error.kind, message: error.message, hint: null };
  if (error instanceof UserError)
    return { code: error.code, message: error.message, hint: error.hint ?? null };
  const message = error instanceof Error ? error.message : String(error);
  if (speaksOfMemory(message)) return { code: 'out-of-memory', message, hint: null };
  return {
    code: 'internal',
    message: error instanceof Error ? (error.stack ?? message) : message,
    hint: null,
  };
}
