import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../hnet/types.ts';
import { lines } from '../lines.ts';
import type { Job, Line } from './child.ts';

/** Something that takes the step, in a process of its own: what it crashes is only itself. */
export interface Contender {
  readonly name: string;
  /** Runs one round; a line for each number of previous tasks as it is known. @throws with the reason when it fails */
  run(job: Omit<Job, 'backend'>, onLine: (line: Line) => void): Promise<void>;
}

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
