/**
 * The ways in which an activity fails, by name: the `type` of its Temporal failure. Activities produce them
 * (`activities/failures.ts`), workflows decide by them; the names are part of recorded histories and never change.
 */

/** What ended an attempt at training a stage. */
export const TRAIN_FAILURES = [
  'native-crash', // the child died by SIGSEGV, SIGABRT, an exit code nobody asked for
  'out-of-memory', // the kernel, V8 or the device had no memory left
  'killed', // somebody killed the child
  'hung', // the child made no progress and was killed for it
  'worker-shutdown', // the worker was asked to stop; the stage has checkpointed
  'missing-checkpoint', // the checkpoint of the stage before is gone or corrupt
] as const;
export type TrainFailure = (typeof TRAIN_FAILURES)[number];

/** Failures that trying again can't mend. */
export const FINAL_FAILURES = ['invalid-input', 'not-found', 'conflict', 'corrupt-data'] as const;

/** Why something ended, in a form that can be counted: equal signatures are failures of the same kind. */
export interface FailureAccount {
  readonly kind: string;
  readonly message: string;
}

/** Two failures with the same signature have the same cause, as far as can be told: digits and paths are ignored. */
export function failureSignature(failure: FailureAccount): string {
  const words = failure.message
    .split('\n')[0]!
    .replace(/[/\\][^\s'"]+/g, '/…')
    .replace(/\d+(\.\d+)?/g, '#');
  return `${failure.kind}: ${words.slice(0, 160)}`;
}
