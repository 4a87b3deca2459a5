import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a program is run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ended after this long. */
  readonly timeoutSeconds?: number;
  /** Hears each line of its standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end and returns its standard output. Replaced in tests. */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<string>;

/** How many of the last lines a failure quotes. */
const QUOTED = 5;
/** A day, in seconds. */
const FOREVER = 86_400;

/** Fails with the program's last words, or with the code `ENOENT` where there is no such program. */
export const run: Run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Not spawn's own time-out: that goes on, and keeps this process, when there is no such program.
    const limit = setTimeout(() => child.kill(), (options.timeoutSeconds ?? FOREVER) * 1000);
    let output = '';
    const last: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    createInterface({ input: child.stderr }).on('line', (line) => {
      options.onLine?.(line);
      if (line.trim() !== '') last.push(line.trim());
      if (last.length > QUOTED) last.shift();
    });
    child.once('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve(output);
      else reject(new Error(last.join('; ') || `${program} ended with ${signal ?? `code ${code}`}`));
    });
  });
