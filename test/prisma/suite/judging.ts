import { describe, expect, test } from 'vitest';
import { newKey, recordOf, resultOf, specOf, sweepWith, trialOf, type SuiteContext } from './context.ts';

/** What pruners and races keep, and what goes on after an end. */
export function judgingSuite({ store }: SuiteContext): void {
  const metrics = (value: number) => ({ val_average_accuracy: value });

  describe('reports and verdicts', () => {
    test('the first report at a rung stays, and others at the rung are found by number', async () => {
      const id = await sweepWith(store(), [{}, {}, {}]);
      const report = (number: number, value: number, reason: string | null = null) =>
        store().addReport({
          trialId: `${id}.${number}`,
          axis: 'tasks',
          rung: 1,
          sweepId: id,
          number,
          value,
          reason,
        });
      await report(2, 0.7);
      const first = await report(0, 0.1 + 0.2, 'too low');
      expect(await report(0, 0.9)).toEqual(first);
      expect(await store().report(`${id}.0`, 'tasks', 1)).toEqual(first);
      expect(first).toMatchObject({ value: 0.1 + 0.2, reason: 'too low', number: 0, rung: 1, axis: 'tasks' });
      expect(await store().report(`${id}.0`, 'tasks', 2)).toBeNull();
      expect(await store().report(`${id}.0`, 'seeds', 1)).toBeNull();
      await report(1, Number.NaN);
      expect(await store().reportsAt(id, 'tasks', 1, 2)).toEqual([
        { number: 0, value: 0.1 + 0.2 },
        { number: 1, value: null },
      ]);
    });

    test('of eight that report for the same rung at once one stays', async () => {
      const id = await sweepWith(store(), [{}]);
      const rows = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          store().addReport({
            trialId: `${id}.0`,
            axis: 'seeds',
            rung: 3,
            sweepId: id,
            number: 0,
            value: i,
            reason: null,
          }),
        ),
      );
      expect(new Set(rows.map(({ value }) => value)).size).toBe(1);
    });

    test('results of some seeds come without curves, in order of tasks', async () => {
      const id = await sweepWith(store(), [{}]);
      for (const [seed, task] of [
        [1, 1],
        [1, 0],
        [2, 0],
        [3, 0],
      ] as const)
        await store().recordStage(
          recordOf(`${id}.0`, task, newKey(), { seed, result: resultOf(task) }),
          null,
        );
      const results = await store().stageResults(`${id}.0`, [1, 2, 9]);
      expect([...results].map(([seed, all]) => [seed, all.map(({ task }) => task)])).toEqual([
        [1, [0, 1]],
        [2, [0]],
        [9, []],
      ]);
      expect(results.get(1)![0]).toMatchObject({ val: resultOf(0).val, curve: [] });
    });

    test('the leader has the best value over enough replicates, and was not pruned', async () => {
      const id = await sweepWith(store(), [
        { state: 'complete', metrics: metrics(0.8) },
        { state: 'running', metrics: metrics(0.9) },
        { state: 'pruned', metrics: metrics(0.99) },
        { state: 'failed', metrics: metrics(0.98) },
        { state: 'running' },
      ]);
      const leader = async (except: string, replicates: number) =>
        (await store().leader(id, { except, replicates }))?.number ?? null;
      expect(await leader(`${id}.4`, 1)).toBe(1);
      expect(await leader(`${id}.1`, 1)).toBe(0);
      expect(await leader(`${id}.4`, 2)).toBeNull();
      await store().finishReplicate(`${id}.0`, 2, 'complete', metrics(0.7));
      expect(await leader(`${id}.4`, 2)).toBe(0);
    });
  });

  describe('taking up again', () => {
    test('a trial waits once more, what its replicates completed stays, and a repeated call changes nothing', async () => {
      const id = await sweepWith(store(), [{ metrics: metrics(0.5) }]);
      await store().finishReplicate(`${id}.0`, 2, 'pruned', null);
      await store().setTrialState(`${id}.0`, 'pruned', 'too low');
      expect((await store().sweep(id))!.counts).toMatchObject({ pruned: 1, waiting: 0 });
      for (let i = 0; i < 2; i += 1)
        expect(await store().reviveTrial(`${id}.0`, 1)).toMatchObject({
          state: 'waiting',
          reason: null,
          endedAt: null,
          generation: 1,
        });
      expect((await store().sweep(id))!.counts).toMatchObject({ pruned: 0, waiting: 1 });
      expect((await store().replicates(`${id}.0`)).map(({ state }) => state)).toEqual([
        'complete',
        'waiting',
      ]);
      await store().setTrialState(`${id}.0`, 'running');
      expect((await store().reviveTrial(`${id}.0`, 1)).state).toBe('running');
      await expect(store().reviveTrial(`${id}.0`, 2)).rejects.toMatchObject({ code: 'conflict' });
      await expect(store().reviveTrial('nobody', 1)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('a sweep that has ended runs again; its limits are kept as they are now', async () => {
      const { id } = await store().createSweep(specOf({ runCap: 3 }));
      await store().createTrial(trialOf(id, 0));
      await store().createTrial({ ...trialOf(id, 4), origin: 'enqueued' });
      expect(await store().trialTotals(id)).toEqual({ trials: 2, enqueued: 1, lastNumber: 4 });
      await store().setSweepState(id, 'finished', 'done');
      await store().setSweepLimits(id, { runCap: 7, maxDeviceSeconds: 60 });
      // Of several at once one has done it.
      const reopened = await Promise.all(Array.from({ length: 4 }, () => store().reopenSweep(id)));
      expect(reopened.filter(Boolean)).toHaveLength(1);
      expect(await store().sweep(id)).toMatchObject({
        state: 'running',
        reason: null,
        endedAt: null,
        spec: { runCap: 7, maxDeviceSeconds: 60, maxConcurrentTrials: 4 },
      });
      await store().setSweepState(id, 'paused', 'by ada');
      expect(await store().reopenSweep(id)).toBe(false);
      expect(await store().sweep(id)).toMatchObject({ state: 'paused', reason: 'by ada' });
      const { id: empty } = await store().createSweep(specOf());
      expect(await store().trialTotals(empty)).toEqual({ trials: 0, enqueued: 0, lastNumber: -1 });
    });
  });

  describe('confirmation', () => {
    test('with fresh seeds stands beside the trial’s value, which it does not change', async () => {
      const id = await sweepWith(store(), [{ state: 'complete', metrics: metrics(0.5) }]);
      const before = await store().trial(`${id}.0`);
      for (let i = 0; i < 2; i += 1) await store().addConfirmation(`${id}.0`, [8, 9]);
      await store().finishReplicate(`${id}.0`, 8, 'complete', metrics(0.1));
      expect(await store().trial(`${id}.0`)).toEqual(before);
      expect((await store().sweep(id))!.bestValue).toBe(0.5);
      expect((await store().replicates(`${id}.0`)).map(({ seed }) => seed)).toEqual([1, 2]);
      expect(
        (await store().replicates(`${id}.0`, 'confirm')).map(({ seed, state, purpose }) => [
          seed,
          state,
          purpose,
        ]),
      ).toEqual([
        [8, 'complete', 'confirm'],
        [9, 'waiting', 'confirm'],
      ]);
      expect([...(await store().replicateMetrics([`${id}.0`])).get(`${id}.0`)!.keys()]).toEqual([1]);
      expect((await store().replicateMetrics([`${id}.0`], 'confirm')).get(`${id}.0`)).toEqual(
        new Map([[8, metrics(0.1)]]),
      );
    });
  });
}
