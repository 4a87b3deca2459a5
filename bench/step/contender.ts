import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../hnet/types.ts';
import type { Job, Line } from './child.ts';

/** Something that takes the step, in a process of its own: what it crashes is only itself. */
export interface Contender {
  readonly name: string;
  /** Runs one round; a line for each number of previous tasks as it is known. @throws with the reason when it fails */
  run(job: Omit<Job, 'backend'>, onLine: (line: Line) => void): Promise<void>;
}

/** Longest round of one contender. */
const ROUND_MS = 15 * 60_000;

/** One of our backends. */
export function backendContender(backend: BackendName): Contender {
  const child = fileURLToPath(new URL('child.ts', import.meta.url));
  return {
    name: backend,
    run: (job, onLine) =>
      lines(
        process.execPath,
        ['--import', 'tsx', child, JSON.stringify({ ...job, backend } satisfies Job)],
        (line) => onLine(JSON.parse(line) as Line),
      ),
  };
}

/** Runs the yardstick with the processor's time for its clock. */
export const CPU_CLOCK =
  'import runpy, sys, time; time.perf_counter = time.process_time; sys.argv = sys.argv[1:]; ' +
  "runpy.run_path(sys.argv[0], run_name='__main__')";

/** The yardstick in PyTorch. */
export function torchContender(python: string, script: string): Contender {
  return {
    name: 'pytorch',
    run: ({ net, previous, steps, threads, clock }, onLine) =>
      lines(
        python,
        [
          ...(clock === 'cpu' ? ['-c', CPU_CLOCK] : []),
          ...[script, '--net', net, '--threads', String(threads), '--steps', String(steps)],
          ...['--previous', ...previous.map(String)],
        ],
        (line) => {
          const { torch, ...rest } = JSON.parse(line) as Line & { torch: string };
          onLine({ ...rest, device: `CPU, ${threads} threads, PyTorch ${torch}` });
        },
      ),
  };
}

/** Runs a program and hands on what it prints, line by line. */
export function lines(program: string, args: string[], onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    // The timeout of `spawn` itself would keep this process waiting where there is no such program.
    const overdue = setTimeout(() => child.kill(), ROUND_MS);
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
