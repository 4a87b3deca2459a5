/** Starts a slot's process, from the sources or from what was compiled, whichever is running now. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sourceLoader } from '../../common/source-loader.ts';

export interface ForkOptions {
  /** Added to the environment, e.g. `CUDA_VISIBLE_DEVICES`. */
  readonly env: Readonly<Record<string, string>>;
  /** Options of the node process, e.g. a heap limit. */
  readonly execArgv: readonly string[];
}

/** The child is in this process's group, so that a signal to the group ends both; without its parent it ends itself. */
export function forkChild({ env, execArgv }: ForkOptions): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(fromSource ? './child.ts' : './child.js', import.meta.url));
  return fork(entry, [], {
    execArgv: [...sourceLoader(entry), ...execArgv],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Keeps NaN, which JSON would lose: a diverged loss must arrive as one.
    serialization: 'advanced',
  });
}
