import { hash, mix, uniformStream } from '../random.ts';
import { directionNumbers, SOBOL_DIMENSIONS } from './directions.ts';

/**
 * The digits of one coordinate of a Sobol point, as a whole number in [0, 2^32): the directions of the set bits of the
 * index's Gray code, added without carry. (Antonov and Saleev: the same points as by the index itself, in the order
 * that scipy and others give them.)
 */
export function sobolDigits(index: number, directions: Int32Array): number {
  let digits = 0;
  for (let gray = index ^ (index >>> 1), k = 0; gray !== 0; gray >>>= 1, k += 1)
    if ((gray & 1) === 1) digits ^= directions[k]!;
  return digits >>> 0;
}

/**
 * Owen's nested uniform scrambling (A. B. Owen: Randomly permuted (t, m, s)-nets and (t, s)-sequences, 1995) in base 2:
 * each digit is flipped or not by a coin that depends on all digits before it. Every dyadic interval keeps its number of
 * points, and each point becomes uniform. The coins are hashes of the node of the digit tree.
 * @param key names the coins: one for each seed and dimension
 */
export function owenScramble(digits: number, key: number): number {
  let flips = 0;
  for (let k = 0; k < 32; k += 1) {
    // The digits before the k-th, then a one that marks where they end.
    const node = k === 0 ? 1 << 31 : (digits & (-1 << (32 - k))) | (1 << (31 - k));
    flips |= (mix(mix(node ^ key) + key) >>> 31) << (31 - k);
  }
  return (digits ^ flips) >>> 0;
}

/**
 * The coordinates of scrambled Sobol points, one after the other: those of point 0, then those of point 1, and so on,
 * each in [0, 1). Below the 32 digits of Sobol's construction they are random, so that no two are equal. Dimensions
 * past those of the table are independent uniform numbers, which leaves the rest as balanced as they were.
 * @param start the first point's index
 */
export function sobolStream(dimensions: number, seed: number, start = 0): () => number {
  const columns = Array.from({ length: Math.min(dimensions, SOBOL_DIMENSIONS) }, (_, dimension) => ({
    directions: directionNumbers(dimension),
    key: hash(seed, dimension),
  }));
  let index = start;
  let rest = uniformStream(seed, index);
  let dimension = 0;
  return () => {
    if (dimension === dimensions) {
      dimension = 0;
      index += 1;
      if (dimensions > columns.length) rest = uniformStream(seed, index);
    }
    const column = columns[dimension];
    dimension += 1;
    return column === undefined ? rest() : coordinate(index, column.directions, column.key);
  };
}

/** A coordinate of 53 digits. */
function coordinate(index: number, directions: Int32Array, key: number): number {
  const below = mix(mix(index + 1) ^ key) >>> 11;
  return (owenScramble(sobolDigits(index, directions), key) + below / 2 ** 21) / 2 ** 32;
}
