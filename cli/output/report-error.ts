import { CommanderError } from 'commander';
import pc from 'picocolors';
import { InvalidInputError, UserError } from '../../common/errors.ts';

/** 0 done, 1 failed, 2 bad usage: a flag or a file that can't be right. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UserError && error.code === 'invalid-input' ? 2 : 1;
}

/** Says an error once, on standard error: for people as text, for scripts (`--json`) as one JSON line. */
export function reportError(error: unknown, { json }: { json: boolean }): void {
  // Commander has already printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return;
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: plainError(error) })}\n`);
    return;
  }
  if (!(error instanceof UserError)) {
    process.stderr.write(
      `${pc.red('unexpected error')} ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return;
  }
  process.stderr.write(`${pc.red('error')} ${error.message}\n`);
  if (error.hint) process.stderr.write(`${pc.dim('  ' + error.hint)}\n`);
  if (process.env.HNET_DEBUG && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`);
}

function plainError(error: unknown): Record<string, unknown> {
  if (!(error instanceof UserError)) return { code: 'internal', message: String(error) };
  return {
    code: error.code,
    message: error.message,
    ...(error.hint ? { hint: error.hint } : {}),
    ...(error instanceof InvalidInputError ? { issues: error.issues } : {}),
  };
}
