import { describe, expect, test } from 'vitest';
import type { Axis } from '../../../search/importance/axis.ts';
import { marginalsOf } from '../../../search/importance/marginals.ts';
import type { Node } from '../../../search/importance/tree.ts';

const axis = (name: string, choices: number | null = null, absent = 0): Axis => ({
  ...{ name, choices, absent },
  points: [],
});
const leaf = (value: number): Node => ({ kind: 'leaf', value });
const below = (at: number, threshold: number, left: Node, right: Node, absentLeft = false): Node => ({
  kind: 'split',
  split: { axis: at, threshold, left: null, absentLeft },
  ...{ left, right },
});
const among = (at: number, choices: number[], left: Node, right: Node): Node => ({
  kind: 'split',
  split: { axis: at, threshold: NaN, left: Uint8Array.from(choices), absentLeft: false },
  ...{ left, right },
});

describe('functional ANOVA of one tree, against integrals by hand', () => {
  // 0 where x <= 1/4; else 1 where y <= 1/2, 3 above. Mean 0.75 * 2 = 1.5, mean square 0.75 * 5 = 3.75.
  const tree = below(0, 0.25, leaf(0), below(1, 0.5, leaf(1), leaf(3)));
  const { variance, first, pairs, marginal } = marginalsOf(tree, [axis('x'), axis('y')]);

  test('variances of two numbers and of their interaction', () => {
    expect(variance).toBeCloseTo(1.5, 12);
    // x alone: 0 on a quarter, 2 elsewhere. y alone: 0.75 and 2.25.
    expect(first[0]).toBeCloseTo(0.25 * 1.5 ** 2 + 0.75 * 0.5 ** 2, 12);
    expect(first[1]).toBeCloseTo(0.75 ** 2, 12);
    expect(pairs[0]![0]).toBeCloseTo(1.5 - 0.75 - 0.5625, 12);
  });

  test('the marginal at a place is the mean over everything else', () => {
    expect([0, 0.25, 0.26, 1].map((x) => marginal(0, x))).toEqual([0, 0, 2, 2]);
    expect([0.5, 0.51].map((y) => marginal(1, y))).toEqual([0.75, 2.25]);
  });

  test('a categorical weighs each choice alike, seen or not', () => {
    // 3 for the middle one of three, 0 for the others: mean 1, variance (1 + 4 + 1) / 3.
    const middle = marginalsOf(among(0, [1, 0, 1], leaf(0), leaf(3)), [axis('kind', 3)]);
    expect(middle.variance).toBeCloseTo(2, 12);
    expect(middle.first[0]).toBeCloseTo(2, 12);
    expect([0, 1, 2].map((choice) => middle.marginal(0, choice))).toEqual([0, 3, 0]);
  });

  test('where a parameter may be absent, that is a value with the weight it has among the trials', () => {
    // Present on 3/5: 0 below one half, 10 above; absent ones go left.
    const half = marginalsOf(below(0, 0.5, leaf(0), leaf(10), true), [axis('x', null, 0.4)]);
    const mean = 0.3 * 10;
    expect(half.variance).toBeCloseTo(0.7 * mean ** 2 + 0.3 * (10 - mean) ** 2, 12);
    expect(half.marginal(0, NaN)).toBeCloseTo(0, 12);
    expect(half.marginal(0, 0.9)).toBeCloseTo(10, 12);
  });

  test('present against absent is a split like any other', () => {
    const present = marginalsOf(below(0, Infinity, leaf(1), leaf(0)), [axis('x', null, 0.25)]);
    expect(present.variance).toBeCloseTo(0.25 * 0.75, 12);
  });

  test('three axes: what pairs leave over is the interaction of all three', () => {
    // Parity of three coins: nothing alone, nothing in pairs.
    const coin = (at: number, odd: Node, even: Node): Node => below(at, 0.5, odd, even);
    const last = (flip: boolean): Node => coin(2, leaf(flip ? 1 : -1), leaf(flip ? -1 : 1));
    const parity = coin(0, coin(1, last(false), last(true)), coin(1, last(true), last(false)));
    const three = marginalsOf(parity, [axis('a'), axis('b'), axis('c')]);
    expect(three.variance).toBeCloseTo(1, 12);
    for (const part of [...three.first, ...three.pairs.flat()]) expect(part).toBeCloseTo(0, 12);
  });
});
