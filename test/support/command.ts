/** The command line as a process group of its own, as a person or a service manager starts it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Command {
  readonly pid: number;
  /** Everything that it has said so far. */
  output(): string;
  /** `kill -9` of the whole process group, as an out-of-memory killer or an operator would. */
  killGroup(): Promise<void>;
  /** SIGTERM, and its exit code once it has ended. */
  terminate(): Promise<number | null>;
}

/** Runs `hnet-sweep` with these arguments from the sources. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // leads a group
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (said += text));
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  running.add(child);
  void ended.then(() => running.delete(child));
  return {
    pid: child.pid!,
    output: () => said,
    async killGroup() {
      signalGroup(child, 'SIGKILL');
      await ended;
    },
    async terminate() {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

/** None may outlive the tests, whatever becomes of them. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid!, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
