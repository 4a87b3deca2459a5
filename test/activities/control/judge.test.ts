import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshSeeds } from '../../../activities/control/growth.ts';
import { newKey, recordOf, resultOf } from '../../prisma/suite/context.ts';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

let bench: ControlBench;
beforeAll(async () => void (bench = await createControlBench()));
afterAll(() => bench?.close());

const VALUES = { values: [0.01, 0.02, 0.03, 0.04, 0.05, 0.06] };

/** A sweep with a trial for each of these lists of errors: one recorded stage each, for every seed. */
async function sweepOf(change: object, errors: readonly (readonly number[])[], seeds = [1, 2]) {
  const { id } = await bench.store.createSweep(tinySweep({ parameters: { beta: VALUES }, seeds, ...change }));
  const trials: string[] = [];
  for (const [number, stages] of errors.entries()) {
    const answer = await bench.call('suggest', { sweepId: id, number });
    if (answer.kind !== 'trial') throw new Error(answer.kind);
    trials.push(answer.trialId);
    await bench.store.setTrialState(answer.trialId, 'running');
    for (const seed of seeds)
      for (const [task, error] of stages.entries()) await record(answer.trialId, seed, task, error);
  }
  return { id, trials };
}

/** Records a stage whose errors on all tasks so far are `error`. */
const record = (trialId: string, seed: number, task: number, error: number) =>
  bench.store.recordStage(
    recordOf(trialId, task, newKey(), {
      seed,
      result: resultOf(task, { val: Array(task + 1).fill(error) as number[] }),
    }),
    null,
  );

describe('the pruner’s verdict', () => {
  const judge = (trialId: string, rung = 1, seeds = [1, 2]) => bench.call('judge', { trialId, rung, seeds });

  it('compares means over the seeds after the same number of tasks', async () => {
    const { trials } = await sweepOf({ early_terminate: { type: 'median', n_startup_trials: 2 } }, [
      [0.1],
      [0.3],
      [0.2],
      [0.21],
    ]);
    expect(await judge(trials[0]!)).toEqual({ prune: false });
    expect(await judge(trials[1]!)).toEqual({ prune: false });
    expect(await judge(trials[2]!)).toEqual({ prune: false });
    // The median of 0.1, 0.3 and 0.2.
    expect(await judge(trials[3]!)).toEqual({
      prune: true,
      reason: 'after task 1 of 3: 0.21 is above the median of 3 others, 0.2',
    });
  });

  it('stays what it was, whatever the others have reported since', async () => {
    const { id, trials } = await sweepOf({ early_terminate: 'asha' }, [[0.3], [0.1], [0.2]]);
    expect(await judge(trials[0]!)).toEqual({ prune: false });
    expect(await judge(trials[1]!)).toEqual({ prune: false });
    const second = await judge(trials[2]!);
    expect(second).toMatchObject({ prune: true });
    expect(await judge(trials[0]!)).toEqual({ prune: false });
    expect(await judge(trials[2]!)).toEqual(second);
    expect(await bench.store.reportsAt(id, 'tasks', 1, -1)).toEqual([
      { number: 0, value: expect.closeTo(0.3, 12) as number },
      { number: 1, value: expect.closeTo(0.1, 12) as number },
      { number: 2, value: expect.closeTo(0.2, 12) as number },
    ]);
  });

  it('keeps a report where the pruner has nothing to say, for simulations and other pruners', async () => {
    const { id, trials } = await sweepOf({ early_terminate: { type: 'asha', min_iter: 2 } }, [[0.1], [0.9]]);
    for (const trial of trials) expect(await judge(trial)).toEqual({ prune: false });
    expect(await bench.store.reportsAt(id, 'tasks', 1, -1)).toHaveLength(2);
  });

  it('knows each task’s score just after it was learnt', async () => {
    const { trials } = await sweepOf(
      { early_terminate: { type: 'threshold', of: 'during', upper: [0.5, 0.2] } },
      [[0.4, 0.3]],
    );
    expect(await judge(trials[0]!, 1)).toEqual({ prune: false });
    expect(await judge(trials[0]!, 2)).toEqual({
      prune: true,
      reason: 'after task 2 of 3: the score on task 2, 0.3, is above 0.2',
    });
  });
});

describe('a race', () => {
  const SEEDS = [1, 2, 3, 4];
  async function finishedWith(trialId: string, values: Readonly<Record<number, number>>): Promise<void> {
    for (const [seed, value] of Object.entries(values))
      await bench.store.finishReplicate(trialId, Number(seed), 'complete', { val_average_mse: value });
  }

  it('is lost where the leader is better on the seeds that both have, and the verdict stays', async () => {
    const { trials } = await sweepOf({ racing: true }, [[], [], []], SEEDS);
    const race = (trialId: string, count: number) =>
      bench.call('race', { trialId, seeds: SEEDS.slice(0, count) });
    await finishedWith(trials[0]!, { 1: 0.3, 2: 0.5 });
    // Nobody else has two seeds yet.
    expect(await race(trials[0]!, 2)).toEqual({ prune: false, next: 1 });
    await finishedWith(trials[1]!, { 1: 0.1, 2: 0.3, 3: 0.2 });
    await finishedWith(trials[2]!, { 1: 0.31, 2: 0.5, 3: 0.41 });
    // Differences 0.21, 0.2, 0.21: t = 62.
    const lost = await race(trials[2]!, 3);
    expect(lost).toEqual({
      prune: true,
      reason: 'after 3 of 4 seeds: trial 1 is better (p 0.00013, paired over 3 seeds)',
    });
    // Ahead of trial 0 over the two seeds of both.
    expect(await race(trials[1]!, 3)).toEqual({ prune: false, next: 3 });
    await finishedWith(trials[2]!, { 4: 0 });
    expect(await race(trials[2]!, 3)).toEqual(lost);
    expect(await race(trials[0]!, 2)).toEqual({ prune: false });
  });
});

describe('the leaders', () => {
  it('are those that can’t be told apart, at most so many, with seeds that the search has not used', async () => {
    const { id, trials } = await sweepOf({ confirm: { seeds: 3, leaders: 2 } }, [[], [], [], []], [3, 7]);
    const errors = [
      [0.9, 0.901],
      [0.1, 0.3],
      [0.2, 0.19],
      [0.15, 0.28],
    ];
    for (const [i, [a, b]] of errors.entries()) {
      await bench.store.finishReplicate(trials[i]!, 3, 'complete', { val_average_mse: a! });
      await bench.store.finishReplicate(trials[i]!, 7, 'complete', { val_average_mse: b! });
      await bench.store.setTrialState(trials[i]!, 'complete');
    }
    const leaders = await bench.call('leaders', { sweepId: id });
    expect(leaders.map(({ number, seeds }) => [number, seeds])).toEqual([
      [2, [8, 9, 10]],
      [1, [8, 9, 10]],
    ]);
    expect(leaders[0]!.spec.configuration).toMatchObject({ beta: 0.03 });
    expect(await bench.call('leaders', { sweepId: id })).toEqual(leaders);
    expect((await bench.store.replicates(trials[2]!, 'confirm')).map(({ seed }) => seed)).toEqual([8, 9, 10]);
  });

  it('get unused seeds at the upper end of the range, too', () => {
    expect(freshSeeds([1, 5], 3)).toEqual([6, 7, 8]);
    expect(freshSeeds([0x7fffffff, 0, 2], 3)).toEqual([1, 3, 4]);
    expect(freshSeeds([0x7ffffffe], 2)).toEqual([0x7fffffff, 0]);
  });
});

describe('configurations of the user’s own', () => {
  it('come in place of a proposal and use up no number of the sampler', async () => {
    const { id } = await bench.store.createSweep(tinySweep({ parameters: { beta: VALUES } }));
    const own = { iterations: 20, beta: 0.05 };
    const first = await bench.call('suggest', { sweepId: id, number: 0, draw: 0, enqueued: own });
    expect(first).toMatchObject({ kind: 'trial', number: 0, assignment: own });
    expect(await bench.call('suggest', { sweepId: id, number: 0, draw: 0, enqueued: own })).toEqual(first);
    const next = await bench.call('suggest', { sweepId: id, number: 1, draw: 0 });
    expect(next).toMatchObject({ kind: 'trial', number: 1, assignment: { beta: 0.01 } });
    expect(await bench.call('suggest', { sweepId: id, number: 2, enqueued: own })).toMatchObject({
      kind: 'skipped',
    });
    expect(await bench.store.trialTotals(id)).toEqual({ trials: 2, enqueued: 1, lastNumber: 1 });
  });
});

describe('a warm start', () => {
  it('teaches the sampler what an earlier sweep has of the same space, and nothing else', async () => {
    const { knowledge } = bench.dependencies;
    const seen: unknown[] = [];
    const watching = await createControlBench({
      knowledge: {
        ...knowledge,
        createSampler: (method) => {
          const sampler = knowledge.createSampler(method);
          return {
            ...sampler,
            suggest: (context) => {
              seen.push(context.history);
              return sampler.suggest(context);
            },
          };
        },
      },
    });
    try {
      const sweep = (change: object, learningRate: object) =>
        watching.store.createSweep(
          tinySweep({ parameters: { beta: VALUES, learning_rate: learningRate }, ...change }),
        );
      const earlier = await sweep({ name: 'earlier' }, { values: [0.01, 0.02] });
      for (const number of [0, 1, 2]) await watching.call('suggest', { sweepId: earlier.id, number });
      for (const [number, value] of [0.4, 0.3].entries()) {
        await watching.store.finishReplicate(`${earlier.id}.${number}`, 1, 'complete', {
          val_average_mse: value,
        });
        await watching.store.setTrialState(`${earlier.id}.${number}`, 'complete');
      }
      const later = await sweep({ name: 'later', warm_start: [earlier.id] }, { value: 0.01 });
      seen.length = 0;
      await watching.call('suggest', { sweepId: later.id, number: 0 });
      // Trial 1 had another learning rate, trial 2 has not ended.
      expect(seen).toEqual([
        [
          {
            number: -1,
            assignment: { iterations: 20, beta: 0.01, learning_rate: 0.01 },
            state: 'complete',
            value: 0.4,
          },
        ],
      ]);
    } finally {
      await watching.close();
    }
  });
});
