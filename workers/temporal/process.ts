import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process as a file can name it: numbers are given out again, a number with its start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system counts; empty where that can't be asked (not Linux). */
  readonly started: string;
}

/** Names a living process. */
export function identify(pid: number): ProcessIdentity {
  return { pid, started: statOf(pid)?.started ?? '' };
}

/** Whether the very process that was named still runs. */
export function stillRuns({ pid, started }: ProcessIdentity): boolean {
  return isRunning(pid) && (started === '' || statOf(pid)?.started === started);
}

/** Whether a process with this number runs, ours to signal or not. One that has ended but was not buried does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // In a container without an init nobody buries the children of a killed process.
  return statOf(pid)?.state !== 'Z';
}

/** What Linux tells about a process, see proc_pid_stat(5); undefined elsewhere. */
function statOf(pid: number): { state: string; started: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in brackets, may hold blanks and brackets of its own.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that has ended since is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks a process to end (SIGTERM), and ends it (SIGKILL) when it has not after `patienceSeconds`. */
export async function endProcess(pid: number, patienceSeconds: number): Promise<void> {
  signalProcess(pid, 'SIGTERM');
  if (await endsWithin(pid, patienceSeconds)) return;
  signalProcess(pid, 'SIGKILL');
  await endsWithin(pid, 5);
}

async function endsWithin(pid: number, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (isRunning(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}
