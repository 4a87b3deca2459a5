import { describe, expect, test } from 'vitest';
import {
  functionNames,
  functionSurface,
  secondsToReach,
  simulate,
  type SimulatedSweep,
  type Surface,
} from '../../../search/simulation/index.ts';
import type { SearchSpace } from '../../../search/types.ts';

const TASKS = 3;
const grid: SearchSpace = { x: { kind: 'categorical', values: [1, 2, 3, 4] } };
const objective = { name: 'val_average_accuracy', goal: 'maximize' } as const;

/** Accuracy 0.x after every task, a little more with each seed; 10 s a stage; 4 diverges at its second task. */
const plain: Surface = {
  ...{ name: 'plain', tasks: TASKS, objective, seeds: null, best: 0.3 },
  match: () => 'exact',
  truth: ({ x }) => (x as number) / 10,
  train({ x }, seed) {
    const stages = x === 4 ? 1 : TASKS;
    const trained = x === 4 ? 2 : TASKS;
    const value = (x as number) / 10 + seed / 1000 + ((seed * (x as number)) % 3) / 1e4;
    return {
      ...{ values: Array<number>(stages).fill(value), during: Array<number>(stages).fill(value) },
      ...{ seconds: Array<number>(trained).fill(10), keys: Array<null>(trained).fill(null) },
      diverged: x === 4,
    };
  },
};
const sweep: SimulatedSweep = {
  ...{ space: grid, objective, method: 'grid', searchSeed: 1, runCap: null },
  ...{ maxConcurrentTrials: 1, seeds: [1, 2] },
};
const asha = {
  type: 'asha',
  reductionFactor: 3,
  minResource: 1,
  minEarlyStoppingRate: 0,
  rungs: null,
} as const;

describe('a sweep in virtual time', () => {
  test('every trial trains its seeds side by side, task after task, and costs what its stages cost', () => {
    const end = simulate(sweep, plain, 2);
    expect(end.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete', 'diverged']);
    // Three times 2 seeds x 3 stages; of the fourth one stage a seed, and another at whose end the first diverges.
    expect(end).toMatchObject({ stages: 21, deviceSeconds: 220, wallSeconds: 110, reusedStages: 0 });
    expect(end.incumbents.map(({ number, deviceSeconds }) => [number, deviceSeconds])).toEqual([
      [0, 60],
      [1, 120],
      [2, 180],
    ]);
    expect(end.trials[2]!.value).toBeCloseTo(0.3 + 0.0015, 3);
    expect(end.reason).toBe('the sampler has nothing new');
    expect(secondsToReach(end, plain, 0.05)).toEqual({ deviceSeconds: 180, wallSeconds: 90 });
    expect(secondsToReach(end, plain, 0.15)).toEqual({ deviceSeconds: 120, wallSeconds: 60 });
    expect(secondsToReach(end, { ...plain, best: 0.9 }, 0.05)).toBeNull();
  });

  test('with one device for two seeds it takes twice as long and costs the same', () => {
    const end = simulate(sweep, plain, 1);
    expect(end).toMatchObject({ deviceSeconds: 210, wallSeconds: 210 });
  });

  test('no more trials run at once than may; run_cap and the device budget end it', () => {
    const side = simulate({ ...sweep, maxConcurrentTrials: 3 }, plain, 100);
    expect(side.trials.map(({ startedAt }) => startedAt)).toEqual([0, 0, 0, 30]);
    expect(simulate({ ...sweep, runCap: 2 }, plain, 2)).toMatchObject({
      deviceSeconds: 120,
      reason: 'all trials of run_cap are run',
    });
    const spent = simulate({ ...sweep, maxDeviceSeconds: 70 }, plain, 2);
    expect(spent.trials).toHaveLength(2);
    expect(spent.reason).toBe('its device time is spent');
    expect(simulate({ ...sweep, maxSeconds: 30 }, plain, 2).trials).toHaveLength(1);
  });

  test('a spent budget prunes what still runs where the file says so', () => {
    const of = (whenSpent: 'finish' | 'prune') =>
      simulate({ ...sweep, maxConcurrentTrials: 3, maxDeviceSeconds: 100, whenSpent }, plain, 3);
    expect(of('finish').trials.every(({ state }) => state !== 'pruned')).toBe(true);
    const pruned = of('prune');
    expect(pruned.trials.filter(({ state }) => state === 'pruned').length).toBeGreaterThan(0);
    expect(pruned.deviceSeconds).toBeLessThan(of('finish').deviceSeconds);
  });

  test('asha ends what is worse at a rung, and frees its devices', () => {
    const worst: SearchSpace = { x: { kind: 'categorical', values: [3, 1, 2] } };
    const end = simulate({ ...sweep, space: worst, earlyTerminate: asha }, plain, 2);
    expect(end.trials.map(({ state }) => state)).toEqual(['complete', 'pruned', 'pruned']);
    expect(end.trials[1]!.reason).toMatch(/^after task 1 of 3: /);
    // The first one whole; one stage a seed of the others.
    expect(end.deviceSeconds).toBe(60 + 20 + 20);
    expect(end.trials[1]!.value).toBeNull();
  });

  test('racing gives the first seeds to all and the next to what the leader does not beat', () => {
    const some: SearchSpace = { x: { kind: 'categorical', values: [3, 1] } };
    const racing = { minSeeds: 2, alpha: 0.05 };
    const end = simulate({ ...sweep, space: some, seeds: [1, 2, 3, 4], racing }, plain, 4);
    expect(end.trials[0]).toMatchObject({ state: 'complete', replicates: 4, stages: 12 });
    expect(end.trials[1]).toMatchObject({ state: 'pruned', replicates: 2, stages: 6 });
    expect(end.trials[1]!.reason).toMatch(/^after 2 of 4 seeds: trial 0 is better \(p /);
    expect(end.trials[1]!.value).toBeCloseTo(0.1015, 3);
  });

  test('who is ahead of the leader gets as many more seeds as it has, side by side', () => {
    const some: SearchSpace = { x: { kind: 'categorical', values: [1, 3] } };
    const racing = { minSeeds: 2, alpha: 0.05 };
    const both = { ...sweep, space: some, seeds: [1, 2, 3, 4], racing, maxConcurrentTrials: 2 };
    const end = simulate(both, plain, 4);
    // Two seeds at once in 30 s, then the other two: one after the other they would end at 90 s.
    expect(end.trials[1]).toMatchObject({ state: 'complete', replicates: 4, endedAt: 60 });
  });

  test('what can’t be tried is skipped, and samplers are told of constraints', () => {
    const odd = ({ x }: { x?: unknown }): boolean => x !== 2;
    const end = simulate(sweep, plain, 2, odd);
    expect(end.trials.map(({ assignment }) => assignment.x)).toEqual([1, 3, 4]);
    expect(end.skipped).toBe(1);
    const space: SearchSpace = { x: { kind: 'float', min: 0, max: 1, log: false, step: null } };
    const right = ({ x }: { x?: unknown }): boolean => (x as number) > 0.5;
    const tpe = { ...sweep, space, method: 'tpe', runCap: 20, constraints: ['x > 0.5'] };
    const told = simulate(tpe, plain, 2, right);
    expect(told.trials.every(({ assignment }) => right(assignment))).toBe(true);
    expect(told).toMatchObject({ skipped: 0, trials: { length: 20 } });
  });

  test('a search ends that no longer improves', () => {
    const worst: SearchSpace = { x: { kind: 'categorical', values: [3, 1, 2, 1.5, 1.2] } };
    const end = simulate({ ...sweep, space: worst, stopWhen: { noImprovement: 2 } }, plain, 2);
    expect(end.trials.map(({ assignment }) => assignment.x)).toEqual([3, 1, 2]);
    expect(end.reason).toBe('no improvement beyond noise in 2 trials (stop_when.no_improvement: 2)');
  });

  test('the same file gives the same end; another search seed another one', () => {
    const space: SearchSpace = { x: { kind: 'float', min: 0, max: 1, log: false, step: null } };
    const random = {
      ...sweep,
      space,
      method: 'random',
      runCap: 30,
      maxConcurrentTrials: 4,
      earlyTerminate: asha,
    };
    const surface = functionSurface('noisy', { space, objective, tasks: 5, seed: 1 });
    expect(simulate(random, surface, 3)).toEqual(simulate(random, surface, 3));
    expect(simulate({ ...random, searchSeed: 2 }, surface, 3)).not.toEqual(simulate(random, surface, 3));
  });

  test('configurations of the user come first, and none comes twice', () => {
    const end = simulate({ ...sweep, enqueue: [{ x: 3 }, { x: 3 }] }, plain, 2);
    expect(end.trials.map(({ assignment }) => assignment.x)).toEqual([3, 1, 2, 4]);
  });
});

describe('made-up benchmarks', () => {
  const space: SearchSpace = {
    beta: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
    size: { kind: 'categorical', values: [2, 8, 32] },
  };
  for (const name of functionNames)
    test(`${name}: nothing is better than its best; values are those of the truth up to noise`, () => {
      const surface = functionSurface(name, { space, objective, tasks: 5, seed: 3 });
      const end = simulate(
        { ...sweep, space, method: 'random', runCap: 200, seeds: [1], maxConcurrentTrials: 8 },
        surface,
        8,
      );
      for (const { assignment, value, state } of end.trials) {
        const truth = surface.truth(assignment);
        expect(truth).toBeLessThanOrEqual(surface.best);
        if (state === 'complete') expect(Math.abs(value! - truth)).toBeLessThan(0.2);
      }
      expect(surface.best - end.incumbents.at(-1)!.truth).toBeLessThan(0.1);
    });

  test('where errors are minimised the best is the lowest', () => {
    const errors = { name: 'val_average_mse', goal: 'minimize' } as const;
    const surface = functionSurface('steady', { space, objective: errors, tasks: 5, seed: 3 });
    expect(surface.truth({ beta: 0.01, size: 8 })).toBeGreaterThan(surface.best);
  });
});
