import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Points } from '../../../dashboard/server/schemas/points.ts';
import type { TrialDetail, TrialList } from '../../../dashboard/server/schemas/trial.ts';
import { caller } from '../support/caller.ts';
import { fillSweep } from '../support/fill-store.ts';
import { serve, type Served } from '../support/serve.ts';
import { tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
let id: string;
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
  id = await fillSweep(served.store, tiny, {
    complete: 7,
    others: ['diverged', 'failed', 'running', 'waiting'],
  });
});
afterAll(() => served.close());

const trials = async (query: string) =>
  ((await call('/sweeps/{id}/trials', { params: { id }, query })).body as TrialList).trials;

describe('listing trials', () => {
  it('sorts by value, and puts trials without one last, both ways', async () => {
    for (const direction of ['asc', 'desc']) {
      const values = (await trials(`sort=value&direction=${direction}`)).map((trial) => trial.value);
      expect(values).toHaveLength(11);
      expect(values.slice(7)).toEqual([null, null, null, null]);
      const present = values.slice(0, 7) as number[];
      const sorted = [...present].sort((a, b) => (direction === 'asc' ? a - b : b - a));
      expect(present).toEqual(sorted);
    }
  });

  it('filters by states and by conditions together', async () => {
    const few = await trials('states=complete,failed&where=beta<0.01&where=number<9');
    expect(few.length).toBeGreaterThan(0);
    for (const trial of few) {
      expect(['complete', 'failed']).toContain(trial.state);
      expect(trial.configuration.beta).toBeLessThan(0.01);
    }
    expect(await trials('where=state%3Dfailed')).toHaveLength(1);
  });

  it('goes through pages without loss or repeat, in the order asked for', async () => {
    const whole = (await trials('sort=parameter.beta&direction=desc')).map((trial) => trial.number);
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `sort=parameter.beta&direction=desc&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page = (await call('/sweeps/{id}/trials', { params: { id }, query })).body as TrialList;
      seen.push(...page.trials.map((trial) => trial.number));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(whole);
  });

  it.each(['sort=nonsense', 'states=complete,sleeping', 'where=beta', 'where=beta~3', 'direction=up'])(
    'refuses %s',
    async (query) => {
      const { status } = await call('/sweeps/{id}/trials', { params: { id }, query });
      expect(status).toBe(422);
    },
  );

  it('knows no trials of a sweep that is not there', async () => {
    for (const path of ['trials', 'points', 'best', 'events', 'export'])
      expect((await call(`/sweeps/{id}/${path}`, { params: { id: 'none-1' } })).status).toBe(404);
    expect((await call('/trials/{id}', { params: { id: 'none-1.0' } })).status).toBe(404);
  });
});

describe('one trial', () => {
  it('has its score matrices by seed and in the mean, curves and where each stage ran', async () => {
    const detail = (await call('/trials/{id}', { params: { id: `${id}.2` } })).body as TrialDetail;
    expect(detail).toMatchObject({ scoreKind: 'accuracy', tasks: 2, replicatesDone: 2 });
    expect(detail.replicates.map((replicate) => replicate.seed)).toEqual([1, 2]);
    const [first, second] = detail.replicates;
    expect(first!.val.map((row) => row.length)).toEqual([1, 2]);
    const mean = (first!.val[1]![0]! + second!.val[1]![0]!) / 2;
    expect(detail.val[1]![0]).toBeCloseTo(mean, 12);
    expect(first!.stages[0]).toMatchObject({ task: 0, reused: true, backend: 'tensorflow' });
    expect(first!.stages[0]!.curve.length).toBeGreaterThan(10);
  });

  it('shows a trial that has not begun', async () => {
    const detail = (await call('/trials/{id}', { params: { id: `${id}.10` } })).body as TrialDetail;
    expect(detail).toMatchObject({ state: 'waiting', value: null, val: [], startedAt: null });
  });
});

describe('points for plots', () => {
  it('gives values in the order of the parameters, and the steps of the best', async () => {
    const points = (await call('/sweeps/{id}/points', { params: { id } })).body as Points;
    expect(points.parameters).toEqual([
      'beta',
      'learning_rate',
      'task_embedding_size',
      'chunk_size',
      'hidden_layers',
    ]);
    expect(points.total).toBe(7);
    expect(points.points[0]!.id).toBe(`${id}.0`);
    const steps = points.best.map((step) => step.value);
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
  });
});
