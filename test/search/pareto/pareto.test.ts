import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  costsOf,
  crowdingDistances,
  dominates,
  hypervolume,
  nonDominatedRanks,
  paretoFront,
  referencePoint,
  spreadSubset,
} from '../../../search/pareto/index.ts';

const points = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 25,
  });

describe('fronts', () => {
  it('rank by what dominates', () => {
    const costs = [
      [1, 4],
      [2, 2],
      [4, 1],
      [2, 4],
      [4, 4],
      [2, 2],
    ];
    expect([...nonDominatedRanks(costs)]).toEqual([0, 0, 0, 1, 2, 0]);
    expect(paretoFront(costs)).toEqual([0, 1, 2, 5]);
  });

  it.each([2, 3])('are what peeling off by definition gives (%d objectives)', (objectives) => {
    fc.assert(
      fc.property(points(objectives), (costs) => {
        const ranks = new Array<number>(costs.length).fill(-1);
        for (let rank = 0; ranks.includes(-1); rank += 1) {
          const left = costs.map((_, i) => i).filter((i) => ranks[i] === -1);
          const front = left.filter((i) => !left.some((j) => dominates(costs[j]!, costs[i]!)));
          for (const i of front) ranks[i] = rank;
        }
        expect([...nonDominatedRanks(costs)]).toEqual(ranks);
      }),
    );
  });

  it('know how alone their points are', () => {
    const distances = crowdingDistances([
      [0, 10],
      [1, 6],
      [4, 5],
      [10, 0],
    ]);
    expect([...distances]).toEqual([Infinity, 0.4 + 0.5, 0.9 + 0.6, Infinity]);
  });
});

describe('the hypervolume', () => {
  it('is the area of stairs', () => {
    // 3 x 1 + 2 x 1 + 1 x 1, by hand.
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 2],
          [3, 1],
        ],
        [4, 4],
      ),
    ).toBe(3 + 2 + 1);
    expect(
      hypervolume(
        [
          [1, 3],
          [5, 0],
          [1, 3],
        ],
        [4, 4],
      ),
    ).toBe(3);
    expect(hypervolume([], [4, 4])).toBe(0);
    expect(hypervolume([[2]], [5])).toBe(3);
  });

  it('is the volume of boxes', () => {
    expect(hypervolume([[0, 0, 0]], [2, 3, 4])).toBe(24);
    // Two boxes of 2 x 1 x 1 that share a cube.
    expect(
      hypervolume(
        [
          [0, 1, 1],
          [1, 0, 1],
        ],
        [2, 2, 2],
      ),
    ).toBe(2 + 2 - 1);
  });

  it.each([2, 3])('counts the cells that are dominated (%d objectives)', (objectives) => {
    fc.assert(
      fc.property(points(objectives), (costs) => {
        let cells = 0;
        for (let cell = 0; cell < 7 ** objectives; cell += 1) {
          const at = Array.from({ length: objectives }, (_, m) => Math.floor(cell / 7 ** m) % 7);
          if (costs.some((point) => point.every((cost, m) => cost <= at[m]!))) cells += 1;
        }
        expect(hypervolume(costs, new Array<number>(objectives).fill(7))).toBe(cells);
      }),
    );
  });

  it('has a reference a tenth of the range beyond the worst', () => {
    expect(
      referencePoint([
        [0, 5],
        [10, 5],
      ]),
    ).toEqual([11, 5.5]);
  });

  it('spreads a subset over the front', () => {
    const front = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((x) => [x, 8 - x]);
    expect(spreadSubset(front, 3, [9, 9]).sort()).toEqual(
      [1, 4, 7].map((i): unknown => expect.closeTo(i, -0.5)),
    );
  });
});

describe('costs', () => {
  it('are smaller the better, and there only where every objective is', () => {
    const objectives = [
      { name: 'a', goal: 'maximize' },
      { name: 'c', goal: 'minimize' },
    ] as const;
    expect([...costsOf({ value: 0.9, values: [0.9, 0.5] }, objectives)!]).toEqual([-0.9, 0.5]);
    expect(costsOf({ value: 0.9, values: [0.9, null] }, objectives)).toBeNull();
    expect([...costsOf({ value: 0.9 }, [objectives[0]])!]).toEqual([-0.9]);
  });
});
