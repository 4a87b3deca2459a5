import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sourceLoader } from '../../common/source-loader.ts';
import type { BackendName } from '../types.ts';
import { backendNames } from './index.ts';
import type { BackendProbe } from './probe.types.ts';

/** What the child found; the rest is known here. */
export type ProbeFinding = Pick<BackendProbe, 'state' | 'device' | 'reason' | 'error'>;

/** Software GPUs compile shaders for a while. */
const PATIENCE_MS = 60_000;

const fromSources = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(fromSources ? 'probe-child.ts' : 'probe-child.js', import.meta.url));

/** For tests: another program in the child's place, and less patience. */
export interface ProbeOptions {
  readonly child?: string;
  readonly patienceMs?: number;
}

/**
 * Tries backends one after another, each in a process of its own, so that a driver that crashes takes only that with it.
 * Opens each, checks its arithmetic and a short training against the cpu backend (`self-check.ts`).
 */
export async function probeBackends(
  names: readonly BackendName[] = backendNames,
  options: ProbeOptions = {},
): Promise<BackendProbe[]> {
  const probes: BackendProbe[] = [];
  for (const name of names) probes.push(await probe(name, options));
  return probes;
}

function probe(
  name: BackendName,
  { child = CHILD, patienceMs = PATIENCE_MS }: ProbeOptions,
): Promise<BackendProbe> {
  const started = performance.now();
  return new Promise((resolve) => {
    let finding: ProbeFinding | null = null;
    const running = fork(child, [name], {
      execArgv: [...sourceLoader(child)],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let patient = true;
    const timer = setTimeout(() => {
      patient = false;
      running.kill('SIGKILL');
      // What hangs in a driver may not even end so.
      setTimeout(() => end('nothing'), 5000).unref();
    }, patienceMs);
    running.on('message', (message) => (finding = message as ProbeFinding));
    const end = (how: string): void => {
      clearTimeout(timer);
      const reason = patient ? `its process ended with ${how}` : `no answer within ${patienceMs / 1000} s`;
      const crashed: ProbeFinding = { state: 'crashed', device: null, reason, error: null };
      resolve({ name, ...(finding ?? crashed), seconds: (performance.now() - started) / 1000 });
    };
    running.on('error', (error) => end(error.message));
    running.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  });
}
