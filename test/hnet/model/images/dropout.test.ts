import { expect, test } from 'vitest';
import { dropoutMask } from '../../../../hnet/model/images/dropout.ts';
import { randomStream } from '../../../../hnet/random.ts';

test.each([0.25, 0.5])('a mask drops a share of %f and keeps the mean', (rate) => {
  const mask = dropoutMask(randomStream(1, 'mask'), 100_001, rate);
  const dropped = mask.filter((value) => value === 0).length / mask.length;
  // Five standard deviations of a share of 100,001.
  expect(Math.abs(dropped - rate)).toBeLessThan((5 * Math.sqrt(rate * (1 - rate))) / Math.sqrt(100_001));
  expect([...new Set(mask)].sort()).toEqual([0, Math.fround(1 / (1 - rate))]);
});
