/** How workflows call activities: queues, timeouts, retries. */
import type { ActivityOptions } from '@temporalio/workflow';
import { FINAL_FAILURES } from './failures.ts';
import { CONTROL_QUEUE, TRAIN_QUEUE } from './types.ts';
import type { Tuning } from './tuning.ts';

/** Quick work beside the database: tried until it works, since a database that is away comes back. */
export const controlOptions: ActivityOptions = {
  taskQueue: CONTROL_QUEUE,
  startToCloseTimeout: '20s',
  retry: {
    initialInterval: '500ms',
    maximumInterval: '30s',
    nonRetryableErrorTypes: [...FINAL_FAILURES, 'stale-attempt', 'missing-checkpoint'],
  },
};

/** Claiming a stage may wait for another trial that trains it. */
export const claimOptions: ActivityOptions = {
  ...controlOptions,
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15s',
};

/**
 * Training. One attempt each: the trial decides itself what is tried again, because a lost worker, a crash and an
 * out-of-memory are counted apart and a worker that shuts down is not counted at all.
 */
export function trainOptions(tuning: Tuning): ActivityOptions {
  return {
    taskQueue: TRAIN_QUEUE,
    startToCloseTimeout: '30 days',
    heartbeatTimeout: `${tuning.heartbeatSeconds}s`,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { maximumAttempts: 1 },
  };
}
