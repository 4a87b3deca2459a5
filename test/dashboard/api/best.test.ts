import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Best } from '../../../dashboard/server/schemas/best.ts';
import { caller } from '../support/caller.ts';
import { serve, type Served } from '../support/serve.ts';
import { sweepOfValues, tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
});
afterAll(() => served.close());

async function bestOf(
  values: readonly Readonly<Record<number, number>>[],
  query = '',
): Promise<Best & { readonly numbers: number[] }> {
  const id = await sweepOfValues(served.store, values);
  const best = (await call('/sweeps/{id}/best', { params: { id }, query })).body as Best;
  return { ...best, numbers: best.candidates.map(({ trial }) => trial.number) };
}

describe('which is best', () => {
  it('tells apart what the seeds tell apart, and says so in a sentence', async () => {
    const best = await bestOf([
      { 1: 0.9, 2: 0.91, 3: 0.905 },
      { 1: 0.97, 2: 0.98, 3: 0.974 },
      { 1: 0.969, 2: 0.981, 3: 0.973 },
    ]);
    expect(best.numbers).toEqual([1, 2, 0]);
    expect(best.candidates.map((candidate) => candidate.indistinguishable)).toEqual([true, true, false]);
    expect(best.candidates[0]!.pValue).toBeNull();
    expect(best.candidates[2]!.pValue).toBeLessThan(0.05);
    expect(best.verdict).toBe(
      "trial 1 leads; trial 2 can't be told apart from it (one-sided paired t-test with Holm's adjustment, alpha 0.05)",
    );
  });

  it('calls a trial best only where all compared ones can be told apart from it', async () => {
    const worse = { 1: 0.9, 2: 0.91, 3: 0.905 };
    const { verdict } = await bestOf([worse, { 1: 0.97, 2: 0.98, 3: 0.974 }]);
    expect(verdict).toMatch(/^trial 1 is best; the other can be told apart from it/);
    const { verdict: ofThree } = await bestOf([
      worse,
      { 1: 0.97, 2: 0.98, 3: 0.974 },
      { 1: 0.8, 2: 0.81, 3: 0.8 },
    ]);
    expect(ofThree).toMatch(/^trial 1 is best; the next 2 can be told apart from it/);
  });

  it('gives the counterpart on the test set with its own standard error', async () => {
    const { candidates } = await bestOf([{ 1: 0.9, 2: 0.92 }]);
    expect(candidates[0]!.test).toMatchObject({ name: 'test_average_accuracy' });
    expect(candidates[0]!.test!.value).toBeCloseTo(0.9, 10);
    expect(candidates[0]!.test!.standardError).toBeCloseTo(0.01, 10);
  });

  it('keeps exact ties together', async () => {
    const { numbers, candidates, verdict } = await bestOf([
      { 1: 0.9, 2: 0.8 },
      { 1: 0.9, 2: 0.8 },
    ]);
    expect(numbers).toEqual([0, 1]);
    expect(candidates[1]!.indistinguishable).toBe(true);
    expect(verdict).toMatch(/^trial 0 leads; trial 1 can't be told apart/);
  });

  it('does not pretend to know from one seed', async () => {
    const { candidates, verdict } = await bestOf([{ 1: 0.9 }, { 1: 0.5 }]);
    expect(candidates.map(({ pValue }) => pValue)).toEqual([null, null]);
    expect(candidates[1]!.indistinguishable).toBe(true);
    expect(verdict).toContain('two seeds or more');
  });

  it('names a few and counts the rest where many are alike', async () => {
    const { verdict, numbers } = await bestOf(
      Array.from({ length: 9 }, (_, i) => ({ 1: 0.9 - i * 1e-6, 2: 0.8 + i * 1e-7 })),
      'limit=2',
    );
    expect(numbers).toEqual([0, 1]);
    expect(verdict).toMatch(/^trial 0 leads; trials 1, 2, 3, 4, 5 and 3 more can't be told apart/);
    expect(verdict).toContain('two seeds show only large differences');
  });

  it('has something to say of one trial, and of none', async () => {
    expect((await bestOf([{ 1: 0.9 }])).verdict).toBe('trial 0 is the only complete trial');
    expect(await bestOf([])).toMatchObject({ candidates: [], verdict: 'no trial is complete yet' });
  });

  it('gives the same p-values whatever the number of rows asked for', async () => {
    const id = await sweepOfValues(
      served.store,
      Array.from({ length: 5 }, (_, i) => ({ 1: 0.9 - i / 50, 2: 0.91 - i / 40, 3: 0.89 - i / 60 })),
    );
    const of = async (limit: number) =>
      (await call('/sweeps/{id}/best', { params: { id }, query: `limit=${limit}` })).body as Best;
    const [two, five] = [await of(2), await of(5)];
    expect(two.candidates.map((one) => one.pValue)).toEqual(
      five.candidates.slice(0, 2).map((one) => one.pValue),
    );
    expect([two.more, five.more]).toEqual([true, false]);
  });

  it('has no front with one objective', async () => {
    expect((await bestOf([{ 1: 0.9 }])).front).toBeNull();
  });

  it('gives the front of several objectives with its hypervolume', async () => {
    const objectives = [
      { name: 'val_average_accuracy', goal: 'maximize' },
      { name: 'test_average_accuracy', goal: 'minimize' },
    ] as const;
    // The second is the first less 0.01, so that all are on the front.
    const id = await sweepOfValues(served.store, [{ 1: 0.5 }, { 1: 0.9 }, { 1: 0.7 }], {
      spec: { ...tiny, objectives },
    });
    const { front } = (await call('/sweeps/{id}/best', { params: { id } })).body as Best;
    expect(front!.objectives).toEqual(objectives);
    expect(front!.trials.map(({ trial }) => trial.number)).toEqual([1, 2, 0]);
    expect(front!.trials.map(({ values }) => values[0])).toEqual([0.9, 0.7, 0.5]);
    expect(front!.reference).toEqual([expect.closeTo(0.46, 10), expect.closeTo(0.93, 10)]);
    // Stairs to the reference: 0.24 x 0.04, and two more steps of 0.2.
    const steps = 0.04 * 0.44 + 0.2 * 0.24 + 0.2 * 0.04;
    expect(front!.hypervolume).toBeCloseTo(steps, 10);
    expect(front!.dominated).toEqual([]);
  });

  it('gives the trials off the front by number and values', async () => {
    const objectives = [
      { name: 'val_average_accuracy', goal: 'maximize' },
      { name: 'test_average_accuracy', goal: 'maximize' },
    ] as const;
    const id = await sweepOfValues(served.store, [{ 1: 0.5 }, { 1: 0.9 }, { 1: 0.7 }], {
      spec: { ...tiny, objectives },
    });
    const { front } = (await call('/sweeps/{id}/best', { params: { id } })).body as Best;
    expect(front!.trials.map(({ trial }) => trial.number)).toEqual([1]);
    const others = [...front!.dominated].sort((a, b) => a.number - b.number);
    expect(others.map(({ number, values }) => [number, ...values])).toEqual([
      [0, 0.5, expect.closeTo(0.49, 10)],
      [2, 0.7, expect.closeTo(0.69, 10)],
    ]);
  });

  it('looks only at trials that meet the conditions', async () => {
    const { numbers } = await bestOf([{ 1: 0.99 }, { 1: 0.9 }, { 1: 0.95 }], 'where=beta>0.0015');
    expect(numbers).toEqual([2, 1]);
  });

  it('reports what fresh seeds say of the leaders, and test metrics of those alone', async () => {
    const spec = { ...tiny, confirm: { seeds: 2, leaders: 2 } };
    const values = [
      { 1: 0.98, 2: 0.97 },
      { 1: 0.975, 2: 0.972 },
      { 1: 0.5, 2: 0.51 },
    ];
    const id = await sweepOfValues(served.store, values, { spec });
    for (const [number, fresh] of [
      [0.9, 0.92],
      [0.95, 0.97],
    ].entries()) {
      await served.store.addConfirmation(`${id}.${number}`, [3, 4]);
      for (const [i, value] of fresh.entries())
        await served.store.finishReplicate(`${id}.${number}`, 3 + i, 'complete', {
          val_average_accuracy: value,
          test_average_accuracy: value - 0.1,
        });
    }
    const { candidates, verdict } = (await call('/sweeps/{id}/best', { params: { id } })).body as Best;
    // In the order of the search, whose values stay what they were.
    expect(candidates.map(({ trial }) => [trial.number, trial.replicatesDone])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
    expect(candidates[0]!.trial.value).toBeCloseTo(0.975, 12);
    expect(candidates[0]!.confirmed).toEqual({
      seeds: 2,
      value: expect.closeTo(0.91, 12) as number,
      standardError: expect.closeTo(0.01, 12) as number,
    });
    expect(candidates.map(({ test }) => test?.value ?? null)).toEqual([
      expect.closeTo(0.81, 12),
      expect.closeTo(0.86, 12),
      null,
    ]);
    expect(candidates[2]!.confirmed).toBeNull();
    expect(verdict).toMatch(
      /; of trials 0 and 1, confirmed with fresh seeds, trial 1 has the best value there$/,
    );
  });
});
