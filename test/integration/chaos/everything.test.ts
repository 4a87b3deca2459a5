import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../prisma/store/open-store.ts';
import type { Store } from '../../../prisma/store/types.ts';
import { isRunning } from '../../../workers/temporal/process.ts';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import { startCommand } from '../../support/command.ts';
import type { Command } from '../../support/command.ts';
import { eventually } from '../../support/eventually.ts';
import { isPartial, paths } from '../../support/files.ts';
import { attemptsOf } from '../../support/history.ts';
import { allTrials, ended, stagesOf } from '../../support/outcome.ts';
import { LONG, freshSeed } from '../../support/tiny-sweep.ts';
import { recorded, undisturbed, withoutTimes } from '../../support/undisturbed.ts';

const SWEEP = {
  name: 'survivor',
  benchmark: 'polynomials',
  method: 'grid',
  metric: { name: 'val_average_mse', goal: 'minimize' },
  parameters: { ...LONG, beta: { values: [0.01, 0.1] } },
  seeds: [freshSeed()],
  max_concurrent_trials: 2,
  backend: 'cpu',
  checkpoint: { every: 0.1, keep: 2 },
};

describe('`hnet-sweep up`, everything of which is killed in the middle of a sweep', () => {
  let folder: string;
  let store: Store;
  let up: Command;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hnet-up-'));
    up = start();
    await serving();
    store = await openStore(`file:${join(folder, 'hnet-sweep.db')}`);
  });
  afterAll(async () => {
    await store?.close();
    await up?.killGroup();
    const server = temporalServer();
    if (server !== null && isRunning(server)) process.kill(server, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (): Command =>
    startCommand(['up', '--port', '0', '--temporal-port', '0', '--slots', '2', '--state-dir', folder], {
      TEMPORAL_ADDRESS: '',
      DATABASE_URL: `file:${join(folder, 'hnet-sweep.db')}`,
    });
  const read = <T>(file: string): T | null => {
    try {
      return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
    } catch {
      return null;
    }
  };
  /** Waits for the page's address, from the process that was started last. */
  const serving = () =>
    eventually(`\`up\` to serve; it said: ${up.output()}`, () => {
      const server = read<{ pid: number; url: string }>('server.json');
      return server?.pid === up.pid ? server.url : null;
    });
  const temporalServer = () =>
    read<{ server: { pid: number } | null }>('temporal.db.server.json')?.server?.pid ?? null;

  /** What the server that runs now knows of the attempts at a trial's stages. */
  const attemptsAt = async (workflowId: string) => {
    const { temporalAddress } = read<{ temporalAddress: string }>('server.json')!;
    const connection = await Connection.connect({ address: temporalAddress });
    try {
      return await attemptsOf(new Client({ connection }), workflowId);
    } finally {
      await connection.close();
    }
  };
  /** Submits a sweep over HTTP; waits until stages are recorded and two others are in their middle. */
  const inTheMiddle = async (sweep: object): Promise<string> => {
    const answer = await fetch(`${await serving()}/api/v1/sweeps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sweep),
    });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string };
    await eventually('stages recorded, and two in their middle', async () => {
      const midway = (await paths(join(folder, 'checkpoints'), isPartial)).map((path) => path.at(-2));
      return (await stagesOf(store, id)).length >= 2 && new Set(midway).size === 2;
    });
    return id;
  };

  it('survives its Temporal server: it is started again, and the sweep completes', async () => {
    const id = await inTheMiddle({ ...SWEEP, name: 'orphan', seeds: [freshSeed()] });
    process.kill(temporalServer()!, 'SIGKILL');
    expect(await ended(store, id)).toMatchObject({
      state: 'finished',
      counts: { complete: 2 },
      stagesRecorded: 6,
    });
    expect(up.output()).toContain('starting it again');
  });

  it('goes on when started again: no recorded stage is trained twice, and no number differs', async () => {
    const id = await inTheMiddle(SWEEP);
    const server = temporalServer()!;
    process.kill(server, 'SIGKILL');
    await up.killGroup();
    await eventually('the Temporal server to be gone', () => !isRunning(server));
    const before = await stagesOf(store, id);
    expect((await store.sweep(id))!.counts).toMatchObject({ running: 2, complete: 0 });

    up = start();
    await serving();
    const sweep = await ended(store, id);
    expect(sweep).toMatchObject({
      state: 'finished',
      counts: { complete: 2 },
      stagesRecorded: 6,
      stagesReused: 1,
    });
    const after = await stagesOf(store, id);
    for (const stage of before) expect(after).toContainEqual(stage);
    for (const trial of await allTrials(store, id)) {
      // No claim was given out a second time, and what had been recorded had one attempt.
      const attempts = await attemptsAt(trialWorkflowId(id, trial.hash));
      expect(new Set(attempts.map((attempt) => attempt.token))).toEqual(new Set([1]));
      for (const { task, reused } of before.filter((stage) => stage.number === trial.number))
        expect(attempts.filter((attempt) => attempt.task === task)).toHaveLength(reused ? 0 : 1);
      const expected = await undisturbed(trial, sweep.spec);
      const { seeds } = sweep.spec;
      expect(recorded(after, { number: trial.number, seed: seeds[0]! })).toEqual(expected.stages);
      const [replicate] = await store.replicates(trial.id);
      expect(withoutTimes(replicate!.metrics!)).toEqual(expected.metrics);
    }
    expect(await up.terminate()).toBe(0);
    expect(read('server.json')).toBeNull();
  });
});
