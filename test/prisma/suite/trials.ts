import { describe, expect, test } from 'vitest';
import { specOf, sweepWith, trialOf, type SuiteContext } from './context.ts';

/** Trials: numbers and hashes, states and counts, values over replicates, the best. */
export function trialSuite({ store }: SuiteContext): void {
  describe('trials', () => {
    test('creating one again changes nothing; another configuration under its number is a conflict', async () => {
      const { id } = await store().createSweep(specOf());
      const first = await store().createTrial(trialOf(id, 0));
      expect(await store().createTrial(trialOf(id, 0))).toEqual(first);
      expect(first).toMatchObject({ number: 0, state: 'waiting', value: null, metrics: {}, stagesDone: 0 });
      await expect(store().createTrial({ ...trialOf(id, 0), hash: 'other' })).rejects.toMatchObject({
        code: 'conflict',
      });
      await expect(store().createTrial({ ...trialOf(id, 1), hash: 'hash-0' })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('trial 0') as string,
      });
      expect((await store().sweep(id))!.counts).toMatchObject({ waiting: 1 });
      expect((await store().replicates(first.id)).map((r) => [r.seed, r.state])).toEqual([
        [1, 'waiting'],
        [2, 'waiting'],
      ]);
    });

    test('the same configuration in another sweep is a trial of its own', async () => {
      const [a, b] = [await store().createSweep(specOf()), await store().createSweep(specOf())];
      const ids = [await store().createTrial(trialOf(a.id, 0)), await store().createTrial(trialOf(b.id, 0))];
      expect(ids[0]!.id).not.toBe(ids[1]!.id);
      expect(await store().trial(ids[0]!.id)).toEqual(ids[0]);
      expect(await store().trialByNumber(b.id, 0)).toEqual(ids[1]);
      expect(await store().trialByNumber(b.id, 1)).toBeNull();
      expect(await store().trial('nobody')).toBeNull();
    });

    test('of eight that create the same number at once, all get the same trial; of two configurations, one wins', async () => {
      const { id } = await store().createSweep(specOf());
      const same = await Promise.all(Array.from({ length: 8 }, () => store().createTrial(trialOf(id, 0))));
      expect(new Set(same.map((trial) => trial.id)).size).toBe(1);
      const rivals = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => store().createTrial({ ...trialOf(id, 1), hash: `rival-${i}` })),
      );
      expect(rivals.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
      const numbers = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => store().createTrial({ ...trialOf(id, 10 + i), hash: 'one' })),
      );
      expect(numbers.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
      for (const lost of [...rivals, ...numbers])
        if (lost.status === 'rejected') expect(lost.reason).toMatchObject({ code: 'conflict' });
      expect((await store().sweep(id))!.counts.waiting).toBe(3);
    });

    test('counts follow the states, and a terminal state is never left', async () => {
      const id = await sweepWith(store(), [{}, {}, { state: 'failed' }]);
      const trial = (await store().trialByNumber(id, 0))!;
      await store().setTrialState(trial.id, 'running');
      await store().setTrialState(trial.id, 'running');
      expect((await store().sweep(id))!.counts).toMatchObject({ waiting: 1, running: 1, failed: 1 });
      const started = (await store().trial(trial.id))!.startedAt;
      expect(started).toBeInstanceOf(Date);
      await store().setTrialState(trial.id, 'paused', 'by ada');
      await store().setTrialState(trial.id, 'running');
      await store().setTrialState(trial.id, 'diverged', 'loss is NaN');
      await store().setTrialState(trial.id, 'complete');
      expect(await store().trial(trial.id)).toMatchObject({
        state: 'diverged',
        reason: 'loss is NaN',
        startedAt: started,
      });
      expect((await store().sweep(id))!.counts).toEqual({
        waiting: 1,
        running: 0,
        paused: 0,
        complete: 0,
        pruned: 0,
        diverged: 1,
        failed: 1,
        cancelled: 0,
      });
      expect((await store().openTrials(id)).map((t) => t.number)).toEqual([1]);
    });

    test('the value is the mean over replicates, with the standard error of that mean', async () => {
      const id = await sweepWith(store(), [{}]);
      const trial = (await store().trialByNumber(id, 0))!;
      await store().finishReplicate(trial.id, 1, 'complete', { val_average_accuracy: 0.9, forgetting: 0.1 });
      expect(await store().trial(trial.id)).toMatchObject({
        value: 0.9,
        standardError: null,
        replicatesDone: 1,
      });
      await store().finishReplicate(trial.id, 2, 'complete', { val_average_accuracy: 0.8, forgetting: 0.3 });
      await store().finishReplicate(trial.id, 3, 'complete', { val_average_accuracy: 0.7, forgetting: 0.2 });
      const { value, standardError, replicatesDone, metrics } = (await store().trial(trial.id))!;
      expect(value).toBeCloseTo(0.8, 12);
      expect(standardError).toBeCloseTo(0.1 / Math.sqrt(3), 12);
      expect(replicatesDone).toBe(3);
      expect(metrics.forgetting).toBeCloseTo(0.2, 12);
    });

    test('replicates that end at the same moment all count', async () => {
      const id = await sweepWith(store(), [{}]);
      const trial = (await store().trialByNumber(id, 0))!;
      const seeds = Array.from({ length: 8 }, (_, i) => i + 1);
      await Promise.all(
        seeds.map((seed) =>
          store().finishReplicate(trial.id, seed, 'complete', { val_average_accuracy: seed }),
        ),
      );
      const { value, standardError, replicatesDone } = (await store().trial(trial.id))!;
      expect(replicatesDone).toBe(8);
      expect(value).toBe(4.5);
      expect(standardError).toBeCloseTo(Math.sqrt(6 / 8), 12);
    });

    test('a replicate ends once: a second, later answer changes nothing', async () => {
      const id = await sweepWith(store(), [{}]);
      const trial = (await store().trialByNumber(id, 0))!;
      await store().finishReplicate(trial.id, 1, 'complete', { val_average_accuracy: 0.9 });
      await store().finishReplicate(trial.id, 1, 'failed', null);
      await store().finishReplicate(trial.id, 1, 'complete', { val_average_accuracy: 0.1 });
      expect(await store().trial(trial.id)).toMatchObject({ value: 0.9, replicatesDone: 1 });
      expect((await store().replicates(trial.id))[0]).toMatchObject({ state: 'complete' });
    });

    test('a value that is no number leaves the trial without one, and is kept as it is', async () => {
      const id = await sweepWith(store(), [{}]);
      const trial = (await store().trialByNumber(id, 0))!;
      const wild = { val_average_accuracy: NaN, loss: Infinity, drift: -Infinity, zero: -0 };
      await store().finishReplicate(trial.id, 1, 'complete', wild);
      await store().finishReplicate(trial.id, 2, 'complete', { ...wild, val_average_accuracy: 0.9 });
      await store().setTrialState(trial.id, 'complete');
      const row = (await store().trial(trial.id))!;
      expect(row).toMatchObject({ value: null, standardError: null, replicatesDone: 2 });
      expect(row.metrics).toMatchObject({ val_average_accuracy: NaN, loss: Infinity, drift: -Infinity });
      expect((await store().replicates(trial.id))[0]!.metrics).toEqual(wild);
      expect(await store().sweep(id)).toMatchObject({ bestTrialId: null, bestValue: null });
      expect(await store().bestTrials(id, 5)).toEqual([]);
    });

    test.each([
      ['maximize', 2, [2, 0, 3]],
      ['minimize', 3, [3, 0, 2]],
    ] as const)('the best of a sweep that is to %s', async (goal, best, order) => {
      const id = await sweepWith(
        store(),
        [0.5, 0.99, 0.7, 0.3].map((v, i) => ({
          state: i === 1 ? 'pruned' : 'complete',
          metrics: { loss: v },
        })),
        { objective: { name: 'loss', goal } },
      );
      const trials = await store().bestTrials(id, 5);
      expect(trials.map((trial) => trial.number)).toEqual(order);
      expect(await store().sweep(id)).toMatchObject({
        bestTrialId: (await store().trialByNumber(id, best))!.id,
        bestValue: trials[0]!.value,
      });
      expect(await store().bestTrials(id, 1)).toHaveLength(1);
    });

    test('the best changes with a replicate that comes after the end; equals go to the earlier trial', async () => {
      const metrics = (v: number) => ({ val_average_accuracy: v });
      const id = await sweepWith(store(), [
        { state: 'complete', metrics: metrics(0.9) },
        { state: 'complete', metrics: metrics(0.9) },
      ]);
      expect((await store().sweep(id))!.bestTrialId).toBe((await store().trialByNumber(id, 0))!.id);
      await store().finishReplicate((await store().trialByNumber(id, 0))!.id, 2, 'complete', metrics(0.7));
      expect(await store().sweep(id)).toMatchObject({
        bestTrialId: (await store().trialByNumber(id, 1))!.id,
        bestValue: 0.9,
      });
    });

    test('samplers see numbers in order, assignments, and values of what is over', async () => {
      const id = await sweepWith(store(), [
        { state: 'complete', metrics: { val_average_accuracy: 0.5 }, configuration: { hidden_layers: [10] } },
        { metrics: { val_average_accuracy: 0.6 } },
        { state: 'cancelled' },
        { state: 'pruned', metrics: { val_average_accuracy: 0.2 } },
      ]);
      expect(await store().history(id)).toEqual([
        {
          number: 0,
          assignment: { hidden_layers: [10] },
          state: 'complete',
          value: 0.5,
          standardError: null,
        },
        { number: 1, assignment: { beta: 1 }, state: 'running', value: null, standardError: null },
        { number: 2, assignment: { beta: 2 }, state: 'failed', value: null, standardError: null },
        {
          number: 3,
          assignment: { beta: 3 }, // Lost a race: trained to its end, as good as complete.
          state: 'complete',
          value: 0.2,
          standardError: null,
        },
      ]);
      const objectives = [
        { name: 'val_average_accuracy', goal: 'maximize' },
        { name: 'device_seconds', goal: 'minimize' },
        { name: 'compression_ratio', goal: 'minimize' },
      ] as const;
      expect((await store().history(id, objectives)).map(({ values }) => values)).toEqual([
        [0.5, expect.any(Number), null],
        undefined,
        [null, expect.any(Number), null],
        [0.2, expect.any(Number), null],
      ]);
    });
  });
}
