import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process with this number lives, ours to signal or not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
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
