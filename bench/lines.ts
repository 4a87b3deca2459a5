/** A contender's process, read line by line: what each measurement runs others by. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Longest round of one contender. */
const ROUND_MS = 15 * 60_000;

/**
 * Runs a program and hands on what it prints, line by line.
 * @param options.env its environment; default this process's
 * @param options.limitMs when it is ended; Infinity for never
 * @throws Error with the line of its error output that says most, when it fails
 */
export function lines(
  program: string,
  args: readonly string[],
  onLine: (line: string) => void,
  { env = process.env, limitMs = ROUND_MS }: { env?: NodeJS.ProcessEnv; limitMs?: number } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    // The timeout of `spawn` itself would keep this process waiting where there is no such program.
    const overdue = Number.isFinite(limitMs) ? setTimeout(() => child.kill(), limitMs) : undefined;
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-4000)));
    createInterface({ input: child.stdout }).on('line', onLine);
    child.on('error', (error) => {
      clearTimeout(overdue);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(overdue);
      if (code === 0) resolve();
      else reject(new Error(`${signal ?? `exit ${code}`}: ${reasonIn(errors)}`));
    });
  });
}

/** The line of an error output that says most: a named error, else the last one. */
function reasonIn(errors: string): string {
  const said = errors.split('\n').filter((line) => line.trim() !== '');
  return said.findLast((line) => /^\w*Error\b/.test(line)) ?? said.at(-1) ?? 'no message';
}
