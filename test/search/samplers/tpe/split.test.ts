import { describe, expect, it } from 'vitest';
import { goodCount, splitTrials } from '../../../../search/samplers/tpe/split.ts';
import type { PastTrial } from '../../../../search/types.ts';

const trial = (number: number, state: PastTrial['state'], value: number | null): PastTrial => ({
  number,
  assignment: {},
  state,
  value,
});
/** Twenty trials, of which two are good. */
const history = (first: readonly PastTrial[]): PastTrial[] => [
  ...first,
  ...Array.from({ length: 20 - first.length }, (_, i) => trial(first.length + i, 'complete', 50 + i)),
];

describe('good and bad trials', () => {
  it('are a tenth, rounded up, at most 25', () => {
    expect([1, 10, 11, 240, 250, 10_000].map(goodCount)).toEqual([1, 1, 2, 24, 25, 25]);
  });

  it('go by the goal', () => {
    const trials = history([trial(0, 'complete', 3)]);
    expect(splitTrials(trials, 'minimize').good).toEqual([0, 1]);
    expect(splitTrials(trials, 'maximize').good).toEqual([18, 19]);
    expect(splitTrials(trials, 'maximize').bad).toHaveLength(18);
  });

  it('prefer complete trials to pruned ones, whatever their values', () => {
    const few = [trial(0, 'pruned', 1), trial(1, 'complete', 9), trial(2, 'pruned', 0)];
    const others = Array.from({ length: 17 }, (_, i) => trial(3 + i, 'diverged', null));
    expect(splitTrials([...few, ...others], 'minimize').good).toEqual([1, 2]);
  });

  it('never call a failed, diverged, running or valueless trial good', () => {
    const states = ['failed', 'diverged', 'running'] as const;
    const trials = Array.from({ length: 30 }, (_, i) => trial(i, states[i % 3]!, null));
    trials.push(trial(30, 'complete', NaN), trial(31, 'complete', null), trial(32, 'complete', 7));
    expect(splitTrials(trials, 'minimize').good).toEqual([32]);
    expect(splitTrials(trials.slice(0, 32), 'minimize').good).toEqual([]);
  });

  it('keep the older of equal values', () => {
    expect(splitTrials(history([0, 1, 2].map((n) => trial(n, 'complete', 4))), 'minimize').good).toEqual([
      0, 1,
    ]);
  });
});
