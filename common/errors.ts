/**
 * The errors that a person is meant to read. Everything else that is thrown is a bug.
 * One place turns them into exit codes (`cli/`), one into HTTP problem details (`dashboard/server/`),
 * one into Temporal failures (`activities/`).
 */

/** What kind of mistake or obstacle it is; stable, for scripts. */
export type ErrorCode =
  | 'invalid-input' // a sweep file, flag or request that can't be right
  | 'not-found' // no such sweep, trial, file
  | 'conflict' // exists already, or is in a state that forbids it
  | 'unavailable' // a server, database, device, file or network that is not there (now)
  | 'corrupt-data' // a file whose checksum or format is wrong
  | 'out-of-memory' // a training that does not fit its device
  | 'stale-attempt' // an older attempt tried to write after a newer one had begun
  | 'internal';

/** An error with everything its reader needs: what happened, and what to do about it. */
export class UserError extends Error {
  readonly code: ErrorCode;
  /** What to do next, one sentence; shown on a line of its own. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** One fault of an input: where it is, what was given, what is allowed. */
export interface InputIssue {
  /** Path inside the input, e.g. `parameters.chunk_size.max`. */
  readonly path: string;
  /** What was found there, already printable. */
  readonly given: string;
  /** What may stand there, already printable. */
  readonly allowed: string;
  /** 1-based line of the file it stands in; absent where there is no file. */
  readonly line?: number;
  /** 1-based column in that line, where a place is that exact: of faults in the file's syntax. */
  readonly column?: number;
}

/** An input refused before anything was scheduled; lists every fault found, not only the first. */
export class InvalidInputError extends UserError {
  readonly issues: readonly InputIssue[];

  constructor(subject: string, issues: readonly InputIssue[]) {
    const lines = issues.map((i) => `${placeText(i)}${i.path}: given ${i.given}; allowed: ${i.allowed}`);
    super(
      'invalid-input',
      issues.length === 1 ? `${subject}: ${lines[0]}` : `${subject}:\n  ${lines.join('\n  ')}`,
    );
    this.issues = issues;
  }
}

/** What `work` gives; null where it refuses its input. Whatever else goes wrong goes on. */
export function unlessRefused<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

/** `line 4, column 2, ` */
function placeText({ line, column }: InputIssue): string {
  if (line === undefined) return '';
  return column === undefined ? `line ${line}, ` : `line ${line}, column ${column}, `;
}
