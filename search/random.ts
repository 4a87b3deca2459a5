import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A stream of uniform numbers in [0, 1), named by whole numbers such as a sweep's seed and a trial's number. Equal names
 * give equal streams, on any machine; different names independent ones. Free of hashes from `node:crypto`, so that it
 * also runs inside a Temporal workflow.
 */
export function uniformStream(...name: readonly number[]): () => number {
  const state = [0, 1, 2, 3].map((word) => word32(word, name));
  // xoroshiro needs one bit set somewhere.
  const generator = xoroshiro128plusFromState(state.every((word) => word === 0) ? [1, 0, 0, 0] : state);
  return () => uniformFloat64(generator);
}

/** A 32-bit word (as a signed number) that such a name stands for: a key for `mix`. */
export function hash(...name: readonly number[]): number {
  return word32(4, name);
}

function word32(word: number, name: readonly number[]): number {
  return name.reduce(absorb, mix(0x9e3779b9 * (word + 1)));
}

/** Takes both halves of a whole number (up to 2^53) into a 32-bit word. */
function absorb(word: number, value: number): number {
  const low = value | 0;
  const high = Math.floor(value / 2 ** 32) | 0;
  return mix(mix(word ^ low) + 0x9e3779b9 + high);
}

/** Murmur3's finaliser: every input bit reaches every output bit. */
export function mix(input: number): number {
  let h = input | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
