import { describe, expect, it } from 'vitest';
import { closest } from '../../common/closest.ts';

const names = ['beta', 'batch_size', 'chunk_size', 'learning_rate'];

describe('did you mean', () => {
  it.each([
    ['ebta', 'beta', 'two neighbours swapped, in a word so short that two changes would be too many'],
    ['bet', 'beta', 'a letter missing'],
    ['chunk_szie', 'chunk_size', 'a swap'],
    ['learning-rate', 'learning_rate', 'another sign between words'],
    ['bacth_szie', 'batch_size', 'two swaps'],
  ])('%s is taken for %s: %s', (given, meant) => expect(closest(given, names)).toBe(meant));

  it('makes no guess at what is like nothing', () => {
    expect(closest('dropout', names)).toBeNull();
    expect(closest('taeb', names)).toBeNull();
  });
});
