/** Digits of a coordinate: points are different up to index 2^32. */
const DIGITS = 32;

/**
 * Joe and Kuo's primitive polynomials and initial direction numbers, file `new-joe-kuo-6.21201` (S. Joe, F. Y. Kuo:
 * Constructing Sobol' sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30, 2008), dimensions 2 to
 * 40. A line holds `a: m_1 ... m_s`; s is the polynomial's degree, a the bits of its inner coefficients.
 */
const JOE_KUO = `
0: 1
1: 1 3
1: 1 3 1
2: 1 1 1
1: 1 1 3 3
4: 1 3 5 13
2: 1 1 5 5 17
4: 1 1 5 5 5
7: 1 1 7 11 19
11: 1 1 5 1 1
13: 1 1 1 3 11
14: 1 3 5 5 31
1: 1 3 3 9 7 49
13: 1 1 1 15 21 21
16: 1 3 1 13 27 49
19: 1 1 1 15 7 5
22: 1 3 1 15 13 25
25: 1 1 5 5 19 61
1: 1 3 7 11 23 15 103
4: 1 3 7 13 13 15 69
7: 1 1 3 13 7 35 63
8: 1 3 5 9 1 25 53
14: 1 3 1 13 9 35 107
19: 1 3 1 5 27 61 31
21: 1 1 5 11 19 41 61
28: 1 3 5 3 3 13 69
31: 1 1 7 13 1 19 1
32: 1 3 7 5 13 19 59
37: 1 1 3 9 25 29 41
41: 1 3 5 13 23 1 55
42: 1 3 7 3 13 59 17
50: 1 3 1 3 5 53 69
55: 1 1 5 5 23 33 13
56: 1 1 7 7 1 61 123
59: 1 1 7 9 13 61 49
62: 1 3 3 5 3 55 33
14: 1 3 1 15 31 13 49 245
21: 1 3 5 15 31 59 63 97
22: 1 3 1 11 11 11 77 249
`
  .trim()
  .split('\n');

/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/**
 * The 32 direction numbers of a dimension, each a binary fraction shifted to the top of 32 bits.
 *
 * With v_k = m_k / 2^k: v_k = a_1 v_(k-1) ^ ... ^ a_(s-1) v_(k-s+1) ^ v_(k-s) ^ (v_(k-s) >> s) for k > s. The first
 * dimension has all m_k = 1: van der Corput's sequence.
 * @param dimension from 0 to SOBOL_DIMENSIONS - 1
 */
export function directionNumbers(dimension: number): Int32Array {
  const v = new Int32Array(DIGITS);
  if (dimension === 0) return v.map((_, k) => 1 << (DIGITS - 1 - k));
  const [inner, initial] = JOE_KUO[dimension - 1]!.split(': ') as [string, string];
  const a = Number(inner);
  const m = initial.split(' ').map(Number);
  const s = m.length;
  for (let k = 0; k < DIGITS; k += 1) {
    if (k < s) {
      v[k] = m[k]! << (DIGITS - 1 - k);
      continue;
    }
    let next = v[k - s]! ^ (v[k - s]! >>> s);
    for (let i = 1; i < s; i += 1) if (((a >> (s - 1 - i)) & 1) === 1) next ^= v[k - i]!;
    v[k] = next;
  }
  return v;
}
