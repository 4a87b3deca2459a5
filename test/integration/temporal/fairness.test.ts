import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectClient,
  findTemporal,
  startTemporalServer,
  temporalSettings,
} from '../../../workers/temporal/index.ts';
import type { TemporalServer } from '../../../workers/temporal/index.ts';

/** The settings of our server (`DYNAMIC_CONFIG`) must do what they are there for, not only be accepted. */
describe('a task queue of the embedded server', () => {
  let folder: string;
  let server: TemporalServer;
  let connection: Connection;
  let client: Client;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hnet-fairness-'));
    server = await startTemporalServer({
      cli: await findTemporal({ fetch: false }),
      dbFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
      port: 0,
    });
    connection = await connectClient(temporalSettings({ address: server.address, embedded: true }));
    client = new Client({ connection });
  });
  afterAll(async () => {
    await connection?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Takes what waits in a task queue, one at a time as a worker with one slot would. */
  async function take(taskQueue: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) {
      const { workflowExecution } = await connection.withDeadline(Date.now() + 30_000, () =>
        connection.workflowService.pollWorkflowTaskQueue({
          namespace: 'default',
          taskQueue: { name: taskQueue },
          identity: 'test',
        }),
      );
      ids.push(workflowExecution?.workflowId ?? 'none');
    }
    return ids;
  }

  /** The server acknowledges a task before it has put it in its place among those that wait; it says nothing of the latter. */
  const settled = (): Promise<void> => sleep(2000);

  it('lets a small sweep in between the tasks of a large one that came first', async () => {
    const taskQueue = 'fair';
    const start = (workflowId: string, fairnessKey: string) =>
      client.workflow.start('nothing', { taskQueue, workflowId, priority: { fairnessKey } });
    for (let i = 0; i < 20; i++) await start(`large-${i}`, 'large');
    for (let i = 0; i < 3; i++) await start(`small-${i}`, 'small');
    await settled();
    const order = await take(taskQueue, 23);
    const places = order.flatMap((id, place) => (id.startsWith('small') ? [place] : []));
    expect(places).toHaveLength(3);
    expect(Math.max(...places)).toBeLessThan(10); // in turn: 1, 3, 5; first come, first served: 20, 21, 22
  });

  it('gives out the more urgent first', async () => {
    const taskQueue = 'urgent';
    const start = (workflowId: string, priorityKey: number) =>
      client.workflow.start('nothing', { taskQueue, workflowId, priority: { priorityKey } });
    for (let i = 0; i < 6; i++) await start(`normal-${i}`, 3);
    for (let i = 0; i < 3; i++) await start(`later-${i}`, 5);
    for (let i = 0; i < 3; i++) await start(`urgent-${i}`, 1);
    await settled();
    const kinds = (await take(taskQueue, 12)).map((id) => id.split('-')[0]);
    const placesOf = (kind: string) => kinds.flatMap((one, place) => (one === kind ? [place] : []));
    // First come, first served: later 6 to 8, urgent 9 to 11. The server may have made up its mind about one task already.
    expect(Math.max(...placesOf('urgent'))).toBeLessThan(6);
    expect(Math.min(...placesOf('later'))).toBeGreaterThan(6);
  });
});
