import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import { createControlActivities } from '../activities/control/index.ts';
import { createLookup } from '../activities/control/lookup.ts';
import type { ClaimWaiting, Knowledge } from '../activities/control/control.types.ts';
import { repair } from '../activities/control/reconcile.ts';
import type { Store } from '../prisma/store/types.ts';
import { CONTROL_QUEUE } from '../workflows/types.ts';
import { runUntil } from './run-until.ts';
import { workflowBundle } from './workflow-bundle.ts';

export interface ControlWorkerOptions {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly namespace: string;
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly waiting?: ClaimWaiting;
  /** How often database and Temporal are compared and differences repaired. */
  readonly reconcileSeconds?: number;
  /** Called with what the reconciler did, one line each. */
  readonly onRepair?: (line: string) => void;
  /** Ends the worker; a signal to the process does too. */
  readonly signal?: AbortSignal;
}

/** Hosts workflows and the activities beside the database, until told to end. Any number of these may run. */
export async function runControlWorker(options: ControlWorkerOptions): Promise<void> {
  const { connection, client, namespace, store, knowledge, waiting } = options;
  const lookup = createLookup(client);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: CONTROL_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: createControlActivities({ store, knowledge, lookup, ...(waiting && { waiting }) }),
    maxConcurrentActivityTaskExecutions: 100,
    // A trial that waits for another's stage hears of a pause or a cancellation in the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    shutdownGraceTime: '5s',
    shutdownForceTime: '20s',
  });

  const reconcile = () =>
    repair({ store, lookup, cancel: (id) => client.workflow.getHandle(id).cancel() }).then(
      (lines) => lines.forEach((line) => options.onRepair?.(line)),
      // A server or database that is away now is asked again next time.
      (error: unknown) => options.onRepair?.(`not reconciled: ${String(error)}`),
    );
  void reconcile();
  const timer = setInterval(() => void reconcile(), (options.reconcileSeconds ?? 300) * 1000);
  try {
    await runUntil(worker, options.signal);
  } finally {
    clearInterval(timer);
  }
}
