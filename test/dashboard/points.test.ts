import { describe, expect, it } from 'vitest';
import { collectPoints, thin } from '../../dashboard/server/views/points.ts';
import type { TrialValue } from '../../prisma/store/types.ts';
import { splitMnist } from './support/demo-sweeps.ts';

function rowOf(number: number, change: Partial<TrialValue> = {}): TrialValue {
  return {
    id: `s.${number}`,
    number,
    state: 'complete',
    assignment: { beta: number },
    value: (number * 7919) % 10_007,
    standardError: null,
    ...change,
  };
}

async function* pagesOf(rows: readonly TrialValue[]) {
  for (let i = 0; i < rows.length; i += 1000) yield Promise.resolve(rows.slice(i, i + 1000));
}

describe('points of many trials', () => {
  it('are thinned to what a screen can show: evenly, in order, none of the best lost', async () => {
    const rows = Array.from({ length: 10_000 }, (_, number) => rowOf(number));
    const { points, total, best } = await collectPoints(splitMnist, pagesOf(rows), 500);
    expect(total).toBe(10_000);
    expect(points).toHaveLength(500);
    const numbers = points.map((point) => point.number);
    expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
    const top = [...rows].sort((a, b) => b.value! - a.value!).slice(0, 50);
    for (const row of top) expect(numbers).toContain(row.number);
    expect(best.at(-1)!.value).toBe(top[0]!.value);
    // No stretch of the sweep is left out.
    for (let from = 0; from < 10_000; from += 500)
      expect(numbers.some((number) => number >= from && number < from + 500)).toBe(true);
  });

  it('leave out trials without a value, and take the best only from complete ones', async () => {
    const rows = [
      rowOf(0, { value: null }),
      rowOf(1, { value: 0.5 }),
      rowOf(2, { value: 0.9, state: 'pruned' }),
      rowOf(3, { value: NaN }),
      rowOf(4, { value: 0.7 }),
    ];
    const { points, best } = await collectPoints(splitMnist, pagesOf(rows), 100);
    expect(points.map((point) => point.number)).toEqual([1, 2, 4]);
    expect(best.map((step) => step.number)).toEqual([1, 4]);
  });

  it('are all kept where they are few', () => {
    expect(thin([], 10, 'maximize')).toEqual([]);
  });
});
