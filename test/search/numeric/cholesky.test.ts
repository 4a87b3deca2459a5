import { describe, expect, it } from 'vitest';
import {
  cholesky,
  inverseFrom,
  logDeterminant,
  solveLower,
  solveUpper,
} from '../../../search/numeric/cholesky.ts';

/** [[4, 2, 1], [2, 5, 3], [1, 3, 6]], determinant 67, lower triangle only. */
const A = Float64Array.of(4, NaN, NaN, 2, 5, NaN, 1, 3, 6);

describe('cholesky', () => {
  it('factors a matrix into a lower triangle and its transpose', () => {
    const l = cholesky(A, 3)!;
    expect(l[0]).toBe(2);
    expect(l[3]).toBe(1);
    expect(l[4]).toBe(2);
    expect(l[6]).toBe(0.5);
    expect(l[7]).toBe(1.25);
    expect(l[8]).toBeCloseTo(Math.sqrt(6 - 0.25 - 1.5625), 14);
  });

  it('solves systems', () => {
    const l = cholesky(A, 3)!;
    // A (1, -2, 3) = (3, 1, 13)
    const x = Float64Array.of(3, 1, 13);
    solveLower(l, 3, x);
    solveUpper(l, 3, x);
    expect(x[0]).toBeCloseTo(1, 12);
    expect(x[1]).toBeCloseTo(-2, 12);
    expect(x[2]).toBeCloseTo(3, 12);
  });

  it('inverts, and has the determinant', () => {
    const l = cholesky(A, 3)!;
    const inverse = inverseFrom(l, 3);
    // Cofactors over 67.
    expect(inverse[0]).toBeCloseTo(21 / 67, 14);
    expect(inverse[3]).toBeCloseTo(-9 / 67, 14);
    expect(inverse[7]).toBeCloseTo(-10 / 67, 14);
    expect(inverse[8]).toBeCloseTo(16 / 67, 14);
    expect(logDeterminant(l, 3)).toBeCloseTo(Math.log(67), 13);
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  });
});
