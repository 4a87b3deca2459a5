/** Dense symmetric positive definite systems. Matrices are square, row by row in one array. */

/**
 * The lower triangle L with L L' = A; of A only the lower triangle is read. What is above L's diagonal is not written.
 * @returns null if A is not positive definite in floating point
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    const row = i * n;
    for (let j = 0; j <= i; j += 1) {
      const other = j * n;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k += 1) sum -= l[row + k]! * l[other + k]!;
      if (i > j) l[row + j] = sum / l[other + j]!;
      else if (sum > 0) l[row + j] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** Solves L x = b in place. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i += 1) {
    const row = i * n;
    let sum = b[i]!;
    for (let k = 0; k < i; k += 1) sum -= l[row + k]! * b[k]!;
    b[i] = sum / l[row + i]!;
  }
}

/** Solves L' x = b in place. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i -= 1) {
    const row = i * n;
    const x = b[i]! / l[row + i]!;
    b[i] = x;
    for (let k = 0; k < i; k += 1) b[k]! -= l[row + k]! * x;
  }
}

/** The inverse of L L', of which only the lower triangle is written. */
export function inverseFrom(l: Float64Array, n: number): Float64Array {
  // Rows of the inverse of L', so that the sums below run along rows: t[j][i] is (L^-1)[i][j].
  const t = new Float64Array(n * n);
  for (let j = 0; j < n; j += 1) {
    const column = j * n;
    t[column + j] = 1 / l[column + j]!;
    for (let i = j + 1; i < n; i += 1) {
      const row = i * n;
      let sum = 0;
      for (let k = j; k < i; k += 1) sum -= l[row + k]! * t[column + k]!;
      t[column + i] = sum / l[row + i]!;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = i; k < n; k += 1) sum += t[i * n + k]! * t[j * n + k]!;
      inverse[i * n + j] = sum;
    }
  return inverse;
}

/** The natural logarithm of the determinant of L L'. */
export function logDeterminant(l: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += Math.log(l[i * n + i]!);
  return 2 * sum;
}
