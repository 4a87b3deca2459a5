/** Starts a process of its own for what must not stop or crash this one: training, drawing. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sourceLoader } from '../common/source-loader.ts';

export interface ForkOptions {
  /** Added to the environment, e.g. `CUDA_VISIBLE_DEVICES`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of the node process, e.g. a heap limit. */
  readonly execArgv?: readonly string[];
  /** Milliseconds after which it is ended; left out: it may take as long as it likes. */
  readonly timeout?: number;
}

/**
 * Runs `child.ts` of a folder, from the sources or from what was compiled, whichever is running now. The child is in this
 * process's group, so that a signal to the group ends both; without its parent it ends itself.
 * @param neighbour `import.meta.url` of a module in that folder
 */
export function forkChild(
  neighbour: string,
  { env = {}, execArgv = [], timeout }: ForkOptions = {},
): ChildProcess {
  const fromSource = neighbour.endsWith('.ts');
  const entry = fileURLToPath(new URL(fromSource ? './child.ts' : './child.js', neighbour));
  return fork(entry, [], {
    execArgv: [...sourceLoader(entry), ...execArgv],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Keeps NaN, which JSON would lose: a diverged loss must arrive as one.
    serialization: 'advanced',
    ...(timeout === undefined ? {} : { timeout }),
  });
}
