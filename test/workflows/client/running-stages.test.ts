import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import { runningStages } from '../../../workflows/client/running-stages.ts';

const progress = { seed: 1, task: 2, iteration: 30, of: 100, loss: 0.5, checkpoint: null };
const activity = (name: string, state: number, heartbeat?: unknown) => ({
  activityType: { name },
  state,
  lastWorkerIdentity: 'gpu-1/7',
  heartbeatDetails:
    heartbeat === 'none' ? null : { payloads: [defaultPayloadConverter.toPayload(heartbeat)] },
});

/** A server that knows the pending activities of some trials, by their workflow ids. */
function clientOf(pending: Readonly<Record<string, unknown[]>>): Client {
  return {
    workflow: {
      getHandle: (id: string) => ({
        describe: () =>
          id in pending
            ? Promise.resolve({ raw: { pendingActivities: pending[id] } })
            : Promise.reject(new WorkflowNotFoundError('gone', id, undefined)),
      }),
    },
  } as unknown as Client;
}

test('what is trained now is told from heartbeats; what waits, and what has said nothing yet, has no progress', async () => {
  const client = clientOf({
    'trial/s-1/a': [activity('trainStage', 2, progress), activity('recordStage', 2, 'none')],
    'trial/s-1/b': [activity('trainStage', 1, 'none'), activity('trainStage', 2, undefined)],
  });
  const trials = [
    { number: 0, hash: 'a' },
    { number: 1, hash: 'b' },
    { number: 2, hash: 'ended' },
  ];
  expect(await runningStages(client, 's-1', trials)).toEqual([
    { trial: 0, state: 'training', progress, worker: 'gpu-1/7' },
    { trial: 1, state: 'queued', progress: null, worker: null },
    { trial: 1, state: 'training', progress: null, worker: 'gpu-1/7' },
  ]);
});
