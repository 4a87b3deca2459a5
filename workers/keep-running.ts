import { setTimeout as sleep } from 'node:timers/promises';

/** How a task is kept running. */
export interface KeepRunningOptions {
  /** Ends it for good. */
  readonly signal: AbortSignal;
  /** Told each time it ended although nobody asked it to. */
  readonly onFailure: (error: unknown, againInSeconds: number) => void;
  /** Pause before the second start; doubles up to a minute, and starts over after a quiet minute. */
  readonly firstPauseSeconds?: number;
}

/**
 * Runs a task until `signal`, starting it again whenever it ends by itself: a worker whose server was away for long
 * gives up with an error, and the machine it runs on is to come back without anybody's help.
 */
export async function keepRunning(
  task: () => Promise<void>,
  { signal, onFailure, firstPauseSeconds = 2 }: KeepRunningOptions,
): Promise<void> {
  let pause = firstPauseSeconds;
  while (!signal.aborted) {
    const started = Date.now();
    try {
      await task();
      if (signal.aborted) return;
      throw new Error('ended by itself');
    } catch (error) {
      if (signal.aborted) return;
      if (Date.now() - started > 60_000) pause = firstPauseSeconds;
      onFailure(error, pause);
      await sleep(pause * 1000, undefined, { signal }).catch(() => undefined);
      pause = Math.min(2 * pause, 60);
    }
  }
}
