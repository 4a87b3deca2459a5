import { expect, it } from 'vitest';
import { symmetricEigen } from '../../../search/numeric/symmetric-eigen.ts';

it('finds eigenvalues that are known', () => {
  // [[2, 1], [1, 2]] has 1 and 3 along the diagonals.
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect([...values].sort()).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)]);
  expect(Math.abs(vectors[0]!)).toBeCloseTo(Math.SQRT1_2, 14);
});

it('puts a matrix together again from its parts, small eigenvalues beside large ones', () => {
  const n = 5;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) matrix[i * n + j] = 1 / (i + j + 1);
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1) {
      let [sum, product] = [0, 0];
      for (let k = 0; k < n; k += 1) {
        sum += values[k]! * vectors[i * n + k]! * vectors[j * n + k]!;
        product += vectors[k * n + i]! * vectors[k * n + j]!;
      }
      expect(sum).toBeCloseTo(matrix[i * n + j]!, 14);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 14);
    }
  // Hilbert's matrix of order 5: its smallest eigenvalue.
  expect(Math.min(...values) / 3.287928772171575e-6).toBeCloseTo(1, 8);
});
