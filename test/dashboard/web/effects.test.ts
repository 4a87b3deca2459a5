import { describe, expect, it } from 'vitest';
import type { Effects } from '../../../dashboard/server/schemas/effects.ts';
import {
  differenceScale,
  isBeatenInPairs,
  noiseWords,
  type Level,
} from '../../../dashboard/web/format/effects.ts';

function level(difference: number | null, standardError: number | null = 0): Level {
  const againstBest = { difference, standardError, pairs: 4, pValue: 0.5 };
  return { value: 1, mean: 0.5, trainings: 4, againstBest };
}
const best: Level = { value: 0, mean: 0.9, trainings: 4, againstBest: null };
const parameters = (...levels: readonly (readonly Level[])[]): Effects['parameters'] =>
  levels.map((own, i) => ({ name: `p${i}`, levels: [...own] }));

describe('what a hyperparameter does, in words and bars', () => {
  it('says what is more than noise, and nothing of what was not tested', () => {
    expect(noiseWords(0.049)).toBe('more than noise');
    expect(noiseWords(0.05)).toBe('may be noise');
    expect(noiseWords(null)).toBeNull();
  });

  it('has one scale for all, with room for the widest whisker', () => {
    const scale = differenceScale(parameters([best, level(-0.1, 0.1)], [best, level(-0.05, 0.01)]));
    expect(scale.zero).toBe(100);
    expect(scale.bar(-0.1)).toEqual({ left: 50, width: 50 });
    expect(scale.whisker(-0.1, 0.1)).toEqual({ left: 0, width: 100 });
    expect(scale.bar(-0.05).width).toBeCloseTo(25);
  });

  it('errors go to the right, and both sides fit in one bar', () => {
    expect(differenceScale(parameters([best, level(2, 0)])).zero).toBe(0);
    const both = differenceScale(parameters([best, level(3, 0), level(-1, 0)]));
    expect(both.zero).toBe(25);
    expect(both.bar(3)).toEqual({ left: 25, width: 75 });
    expect(both.bar(-1)).toEqual({ left: 0, width: 25 });
  });

  it('draws nothing where nothing differs or nothing was compared', () => {
    const scale = differenceScale(parameters([best, level(0), level(null, null)]));
    expect(scale.zero).toBe(0);
    expect(scale.bar(0)).toEqual({ left: 0, width: 0 });
  });

  it('notices where the best mean is not the best in pairs', () => {
    expect(isBeatenInPairs([best, level(-0.1), level(0.01)], 'maximize')).toBe(true);
    expect(isBeatenInPairs([best, level(-0.1)], 'maximize')).toBe(false);
    expect(isBeatenInPairs([best, level(-0.1)], 'minimize')).toBe(true);
    expect(isBeatenInPairs([best, level(0), level(null)], 'minimize')).toBe(false);
  });
});
