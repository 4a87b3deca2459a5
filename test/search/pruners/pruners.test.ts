import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPruner } from '../../../search/pruners/index.ts';
import type { PrunerSettings, RungContext } from '../../../search/pruners/index.ts';
import { percentileOf } from '../../../search/pruners/percentile.ts';

const ALWAYS = { nStartupTrials: 1, nWarmupSteps: 0, intervalSteps: 1 };
const MEDIAN: PrunerSettings = { type: 'median', ...ALWAYS };
const ASHA = {
  type: 'asha',
  reductionFactor: 3,
  minResource: 1,
  minEarlyStoppingRate: 0,
  rungs: null,
} as const;
const THRESHOLD = {
  type: 'threshold',
  of: 'objective',
  lower: null,
  upper: null,
  nWarmupSteps: 0,
  intervalSteps: 1,
} as const;

/** A trial that has `values` after each task of five, with what others have at the last of these rungs. */
function at(
  values: readonly number[],
  others: readonly number[] = [],
  change: Partial<RungContext> = {},
): RungContext {
  return {
    goal: 'maximize',
    number: 100,
    rungs: 5,
    values,
    during: values,
    others: others.map((value, number) => ({ number, value })),
    ...change,
  };
}

const pruned = (settings: PrunerSettings, context: RungContext) =>
  createPruner(settings).judge(context).prune;
const rungsOf = (settings: PrunerSettings, rungs: number, number = 0) =>
  Array.from({ length: rungs }, (_, i) => i + 1).filter((rung) =>
    createPruner(settings).judgesAt(rung, rungs, number),
  );

describe('median and percentile', () => {
  it('prune what is worse than the median of the others, not what equals it', () => {
    const others = [0.5, 0.7, 0.9];
    expect([0.69, 0.7, 0.71].map((value) => pruned(MEDIAN, at([value], others)))).toEqual([
      true,
      false,
      false,
    ]);
    const errors = { goal: 'minimize' } as const;
    expect([0.69, 0.7, 0.71].map((value) => pruned(MEDIAN, at([value], others, errors)))).toEqual([
      false,
      false,
      true,
    ]);
    expect(createPruner(MEDIAN).judge(at([0.6, 0.69], others))).toEqual({
      prune: true,
      reason: 'after task 2 of 5: 0.69 is below the median of 3 others, 0.7',
    });
  });

  it('keep the best quarter where percentile is 25', () => {
    const quarter: PrunerSettings = { type: 'percentile', percentile: 25, ...ALWAYS };
    // The 75th percentile of 1 to 5 is 4; of errors the 25th, 2.
    expect([3.9, 4].map((value) => pruned(quarter, at([value], [1, 2, 3, 4, 5])))).toEqual([true, false]);
    expect(
      [2, 2.1].map((value) => pruned(quarter, at([value], [1, 2, 3, 4, 5], { goal: 'minimize' }))),
    ).toEqual([false, true]);
  });

  it('interpolate as numpy does', () => {
    // numpy.percentile([3, 1, 2, 10], [0, 25, 50, 75, 90, 100])
    expect([0, 25, 50, 75, 90, 100].map((p) => percentileOf([3, 1, 2, 10], p))).toEqual([
      1,
      1.75,
      2.5,
      4.75,
      expect.closeTo(7.9, 12),
      10,
    ]);
  });

  it('wait for enough others, for the warm-up, and look only every few tasks', () => {
    const patient: PrunerSettings = { type: 'median', nStartupTrials: 4, nWarmupSteps: 1, intervalSteps: 2 };
    expect(pruned(patient, at([0, 0], [1, 1, 1]))).toBe(false);
    expect(pruned(patient, at([0, 0], [1, 1, 1, 1]))).toBe(true);
    expect(rungsOf(patient, 7)).toEqual([2, 4, 6]);
    expect(rungsOf(MEDIAN, 3)).toEqual([1, 2]);
  });

  it('count what is no number as the worst', () => {
    expect(pruned(MEDIAN, at([NaN], [0.1, 0.2]))).toBe(true);
    expect(pruned(MEDIAN, at([0.1], [NaN, NaN, 0.9]))).toBe(false);
    expect(pruned(MEDIAN, at([Infinity], [0.3, 0.2], { goal: 'minimize' }))).toBe(true);
  });
});

describe('threshold', () => {
  it('prunes what leaves its bounds', () => {
    const between: PrunerSettings = { ...THRESHOLD, lower: 0.5, upper: 0.9 };
    expect([0.49, 0.5, 0.9, 0.91, NaN].map((value) => pruned(between, at([value])))).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('holds the score on the task just learnt against one bound for each task, the last of which holds on', () => {
    const during: PrunerSettings = { ...THRESHOLD, of: 'during', lower: [0.95, 0.9] };
    expect(pruned(during, at([0.5], [], { during: [0.96] }))).toBe(false);
    expect(pruned(during, at([0.5], [], { during: [0.94] }))).toBe(true);
    expect(pruned(during, at([0.5, 0.5], [], { during: [0.96, 0.91] }))).toBe(false);
    expect(createPruner(during).judge(at([0.9, 0.9, 0.9], [], { during: [0.96, 0.91, 0.89] }))).toEqual({
      prune: true,
      reason: 'after task 3 of 5: the score on task 3, 0.89, is below 0.9',
    });
  });
});

describe('patience', () => {
  const patience = { type: 'patience', patience: 1, minDelta: 0.05, wrapped: null } as const;

  it('ends when the best of the last tasks is worse than what was before by more than min_delta', () => {
    expect(pruned(patience, at([0.9, 0.8]))).toBe(false);
    expect(pruned(patience, at([0.9, 0.8, 0.86]))).toBe(false);
    expect(pruned(patience, at([0.9, 0.8, 0.84]))).toBe(true);
    expect(pruned(patience, at([0.1, 0.2, 0.14], [], { goal: 'minimize' }))).toBe(false);
    expect(pruned(patience, at([0.1, 0.2, 0.16], [], { goal: 'minimize' }))).toBe(true);
    expect(rungsOf(patience, 5)).toEqual([3, 4]);
  });

  it('asks the wrapped pruner only then', () => {
    const wrapping: PrunerSettings = { ...patience, wrapped: MEDIAN };
    expect(pruned(wrapping, at([0.9, 0.8, 0.86], [1, 1, 1]))).toBe(false);
    expect(pruned(wrapping, at([0.9, 0.8, 0.84], [1, 1, 1]))).toBe(true);
    expect(pruned(wrapping, at([0.9, 0.8, 0.84], [0, 0, 0]))).toBe(false);
    expect(rungsOf({ ...patience, wrapped: { ...ASHA } }, 10)).toEqual([3, 9]);
  });
});

describe('asha', () => {
  it('has its rungs at min_resource * eta^(rate + k), or where they are listed', () => {
    expect(rungsOf(ASHA, 10)).toEqual([1, 3, 9]);
    expect(rungsOf({ ...ASHA, minResource: 2, reductionFactor: 2 }, 10)).toEqual([2, 4, 8]);
    expect(rungsOf({ ...ASHA, minEarlyStoppingRate: 1 }, 10)).toEqual([3, 9]);
    expect(rungsOf({ ...ASHA, rungs: [2, 5] }, 10)).toEqual([2, 5]);
    expect(rungsOf(ASHA, 3)).toEqual([1]);
  });

  it('lets the best third of those that reached the rung go on, and always the best', () => {
    expect(pruned(ASHA, at([0.1]))).toBe(false);
    expect(pruned(ASHA, at([0.1], [0.2]))).toBe(true);
    expect(pruned(ASHA, at([0.2], [0.1]))).toBe(false);
    // Six with it: two go on.
    expect(pruned(ASHA, at([0.8], [0.9, 0.1, 0.2, 0.3, 0.4]))).toBe(false);
    expect(pruned(ASHA, at([0.8], [0.9, 0.85, 0.2, 0.3, 0.4]))).toBe(true);
    expect(createPruner(ASHA).judge(at([0.8], [0.9, 0.85, 0.2, 0.3, 0.4]))).toEqual({
      prune: true,
      reason: 'after task 1 of 5: 0.8 is number 3 of the 6 there, the best 2 go on',
    });
  });

  it('promotes about 1/eta of many trials that arrive one after another', () => {
    for (const reductionFactor of [2, 3, 4]) {
      const arrived: number[] = [];
      let promoted = 0;
      // Values in no order, each once: multiples of a number without a common divisor.
      for (let i = 0; i < 3000; i += 1) {
        const value = (i * 1789) % 3001;
        if (!pruned({ ...ASHA, reductionFactor }, at([value], arrived))) promoted += 1;
        arrived.push(value);
      }
      expect(promoted / 3000).toBeCloseTo(1 / reductionFactor, 1);
    }
  });
});

describe('hyperband', () => {
  const hyperband = { type: 'hyperband', reductionFactor: 3, minResource: 1, maxResource: null } as const;
  const firstRung = (number: number) => rungsOf(hyperband, 27, number)[0] ?? null;

  it('gives each bracket its share of the trials, evenly along their numbers', () => {
    // Four brackets of 27 tasks: weights 27, 18, 12/2..: ceil(4*27/4), ceil(4*9/3), ceil(4*3/2), 4.
    const counts = (from: number, to: number) =>
      [1, 3, 9, null].map(
        (rung) =>
          Array.from({ length: to - from }, (_, i) => from + i).filter((number) => firstRung(number) === rung)
            .length,
      );
    for (const [from, to] of [
      [0, 490],
      [490, 980],
    ] as const)
      counts(from, to).forEach((count, i) =>
        expect(Math.abs(count - (490 * [27, 12, 6, 4][i]!) / 49)).toBeLessThan(4),
      );
    expect([...new Set([0, 1, 2, 3, 4, 5, 6, 7].map(firstRung))].length).toBeGreaterThan(2);
  });

  it('lets a trial compete within its own bracket only', () => {
    const number = [...Array(50).keys()].find((n) => firstRung(n) === 3)!;
    const others = [...Array(50).keys()].filter((n) => n !== number).map((n) => ({ number: n, value: 1 }));
    const context = at([0, 0, 0.5], [], { rungs: 27, number });
    expect(pruned(hyperband, { ...context, others })).toBe(true);
    const strangers = others.filter((other) => firstRung(other.number) !== 3);
    expect(pruned(hyperband, { ...context, others: strangers })).toBe(false);
  });

  it('has one bracket where there is no room for two', () => {
    expect(rungsOf(hyperband, 2, 0)).toEqual([1]);
    expect(rungsOf(hyperband, 2, 7)).toEqual([1]);
  });
});

describe('every pruner that compares', () => {
  const settings: readonly PrunerSettings[] = [
    MEDIAN,
    { type: 'percentile', percentile: 10, ...ALWAYS },
    ASHA,
    { type: 'hyperband', reductionFactor: 2, minResource: 1, maxResource: null },
    { type: 'patience', patience: 0, minDelta: 0, wrapped: MEDIAN },
  ];
  const value = fc.double({ min: -1, max: 1, noNaN: true });

  it.each(settings.map((one) => [one.type, one] as const))('%s never prunes the best at a rung', (_, one) => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.array(value, { maxLength: 30 }),
        fc.constantFrom('maximize' as const, 'minimize' as const),
        (values, others, goal) => {
          const best = goal === 'maximize' ? Math.max(...others, -1) : Math.min(...others, 1);
          expect(pruned(one, at([...values, best], others, { goal }))).toBe(false);
        },
      ),
    );
  });

  it.each(settings.map((one) => [one.type, one] as const))(
    '%s gives the same verdict whatever the order of the others',
    (_, one) => {
      fc.assert(
        fc.property(value, fc.array(value, { maxLength: 20 }), (own, others) => {
          const context = at([0.9, own], others);
          const turned = { ...context, others: [...context.others].reverse() };
          expect(createPruner(one).judge(turned)).toEqual(createPruner(one).judge(context));
        }),
      );
    },
  );
});
