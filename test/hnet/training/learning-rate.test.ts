import { describe, expect, test } from 'vitest';
import {
  FRESH_PLATEAU,
  judgeEpoch,
  stepMultiple,
  type Plateau,
} from '../../../hnet/training/learning-rate.ts';

test.each([
  [0, 1],
  [80, 1],
  [81, 0.1],
  [120, 0.1],
  [121, 0.01],
  [160, 0.01],
  [161, 0.001],
  [180, 0.001],
  [181, 0.0005],
  [199, 0.0005],
])('in epoch %d the steps schedule multiplies by %f', (epoch, multiple) => {
  expect(stepMultiple(epoch)).toBe(multiple);
});

describe('the plateau schedule', () => {
  const run = (scores: readonly number[], kind: 'accuracy' | 'mse', rate = 1e-3): Plateau[] => {
    const states = [FRESH_PLATEAU];
    for (const score of scores) states.push(judgeEpoch(states.at(-1)!, score, kind, rate));
    return states.slice(1);
  };

  test('lowers the rate at the sixth epoch without a better score, and waits anew', () => {
    const states = run([0.5, 0.6, 0.6, 0.59, 0.6, 0.6, 0.6, 0.6, 0.7], 'accuracy');
    expect(states.map(({ multiple }) => multiple)).toEqual([
      ...Array<number>(7).fill(1),
      Math.sqrt(0.1),
      Math.sqrt(0.1),
    ]);
    expect(states.at(-1)).toEqual({ epochs: 9, best: 0.7, waited: 0, multiple: Math.sqrt(0.1) });
  });

  test('takes no gain below a ten-thousandth for one', () => {
    expect(run([0.5, 0.500049], 'accuracy').at(-1)).toMatchObject({ best: 0.5, waited: 1 });
    expect(run([0.5, 0.500051], 'accuracy').at(-1)).toMatchObject({ best: 0.500051, waited: 0 });
  });

  test('of errors lower ones are better', () => {
    expect(run([2, 1, 3], 'mse').map(({ best }) => best)).toEqual([2, 1, 1]);
  });

  test('never leads below a rate of 5e-7', () => {
    const rates = run(Array<number>(61).fill(0.5), 'accuracy').map(({ multiple }) => multiple * 1e-3);
    expect(Math.min(...rates)).toBeCloseTo(5e-7, 12);
    // A rate that begins below stays where it is.
    expect(run(Array<number>(20).fill(0.5), 'accuracy', 1e-8).at(-1)!.multiple).toBe(1);
  });
});
