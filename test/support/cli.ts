/** Runs the real command, from the sources, as a user would. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
/** No command of a test takes longer; one that hangs is killed, and its exit code is null. */
const PATIENCE_MS = 120_000;

export interface CommandOptions {
  /** The folder it runs in. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command and gives its process. Settings of the machine that tests run on do not reach it. */
export function startCommand(args: readonly string[], { cwd, env }: CommandOptions): ChildProcess {
  const {
    TEMPORAL_ADDRESS: _a,
    DATABASE_URL: _d,
    HNET_STATE_DIR: _s,
    HNET_SWEEP_SERVER: _u,
    ...inherited
  } = process.env;
  const tsx = import.meta.resolve('tsx');
  return spawn(process.execPath, ['--import', tsx, MAIN, ...args], {
    cwd,
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandEnd> {
  const child = startCommand(args, options);
  child.stdin!.end(options.input ?? '');
  return endOf(child);
}

/** What a process says until it ends. */
export function endOf(child: ChildProcess): Promise<CommandEnd> {
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
