import { expect, test } from 'vitest';
import { DRIFT_POSITIONS, driftReference, weightDrift } from '../../../hnet/training/weight-drift.ts';
import { normals } from '../../support/naive-hnet.ts';

const held = (data: Float32Array) => ({ shape: [data.length], data });

test('drift of a small target is the exact distance', () => {
  const before = Float32Array.of(1, 2, 3);
  const reference = driftReference(before);
  before[0] = 9; // the reference is a copy
  expect(weightDrift(Float32Array.of(1, 5, 7), held(reference))).toBe(5);
});

test('drift of a large one is estimated from a fixed sample', () => {
  const size = 3 * DRIFT_POSITIONS;
  const before = normals('before', size);
  const change = normals('change', size, 0.1);
  const reference = driftReference(before);
  expect(reference).toHaveLength(DRIFT_POSITIONS);
  const after = before.map((value, i) => value + change[i]!);
  const exact = Math.sqrt(after.reduce((sum, value, i) => sum + (value - before[i]!) ** 2, 0));
  expect(weightDrift(before, held(reference))).toBe(0);
  expect(weightDrift(after, held(reference)) / exact).toBeCloseTo(1, 1);
});
