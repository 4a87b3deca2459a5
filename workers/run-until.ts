import type { Worker } from '@temporalio/worker';

/** Runs a worker until it has been shut down: by a signal to the process, or by `signal`. */
export async function runUntil(worker: Worker, signal?: AbortSignal): Promise<void> {
  const shutDown = () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  signal?.addEventListener('abort', shutDown, { once: true });
  try {
    const running = worker.run();
    if (signal?.aborted) shutDown();
    await running;
  } finally {
    signal?.removeEventListener('abort', shutDown);
  }
}
