import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  configurationAt,
  contains,
  decode,
  existing,
  freeParameters,
  numberOf,
  parentsFirst,
  spaceSize,
} from '../../../search/space/index.ts';
import type { SearchSpace } from '../../../search/types.ts';
import { anySpace, countableSpace } from '../arbitraries.ts';

/** A chunk size only where there are chunks, a momentum only for sgd, an averaging only with momentum. */
const SPACE: SearchSpace = {
  chunk_size: { kind: 'int', min: 1, max: 3, log: false, step: 1, when: { chunked: [true] } },
  chunked: { kind: 'categorical', values: [true, false] },
  optimizer: { kind: 'categorical', values: ['adam', 'sgd', 'rmsprop'] },
  momentum: { kind: 'categorical', values: [0, 0.9], when: { optimizer: ['sgd', 'rmsprop'] } },
  nesterov: { kind: 'categorical', values: [true, false], when: { momentum: [0.9] } },
};

describe('conditional parameters', () => {
  it('are counted where they exist', () => {
    // Chunks: 3 + 1. Optimizers: adam 1; sgd and rmsprop 1 + 2 each.
    expect(spaceSize(SPACE)).toBe(4 * (1 + 3 + 3));
  });

  it('are in a configuration where they exist, and nowhere else', () => {
    const all = Array.from({ length: 28 }, (_, i) => configurationAt(SPACE, i)!);
    expect(new Set(all.map((configuration) => JSON.stringify(configuration))).size).toBe(28);
    for (const configuration of all) {
      expect('chunk_size' in configuration).toBe(configuration.chunked);
      expect('momentum' in configuration).toBe(configuration.optimizer !== 'adam');
      expect('nesterov' in configuration).toBe(configuration.momentum === 0.9);
    }
    expect(configurationAt(SPACE, 28)).toBeNull();
    expect(Object.keys(all[0]!)).toEqual(['chunk_size', 'chunked', 'optimizer']);
  });

  it('do not belong where they do not exist', () => {
    expect(contains(SPACE, { chunked: false, optimizer: 'adam' })).toBe(true);
    expect(contains(SPACE, { chunk_size: 1, chunked: false, optimizer: 'adam' })).toBe(false);
    expect(contains(SPACE, { chunked: true, optimizer: 'adam' })).toBe(false);
    expect(numberOf(SPACE, { chunk_size: 1, chunked: false, optimizer: 'adam' })).toBe(-1);
  });

  it('go with what they depend on', () => {
    expect(
      existing(SPACE, { chunk_size: 1, chunked: true, optimizer: 'adam', momentum: 0.9, nesterov: true }),
    ).toEqual({ chunk_size: 1, chunked: true, optimizer: 'adam' });
  });

  it('are listed after what they depend on', () => {
    expect(parentsFirst(SPACE)).toEqual(['chunked', 'chunk_size', 'optimizer', 'momentum', 'nesterov']);
  });

  it('may not go round in circles, nor depend on a continuous range', () => {
    expect(() =>
      spaceSize({
        a: { kind: 'categorical', values: [1, 2], when: { b: [1] } },
        b: { kind: 'categorical', values: [1, 2], when: { a: [1] } },
      }),
    ).toThrow(RangeError);
    expect(() =>
      spaceSize({
        a: { kind: 'float', min: 0, max: 1, log: false, step: null },
        b: { kind: 'categorical', values: [1, 2], when: { a: [1] } },
      }),
    ).toThrow(RangeError);
  });

  it('have places that lead there and back in any space', () => {
    fc.assert(
      fc.property(
        countableSpace.filter((space) => spaceSize(space) > 0),
        fc.nat(),
        (space, number) => {
          const place = number % spaceSize(space);
          const configuration = configurationAt(space, place)!;
          expect(contains(space, configuration)).toBe(true);
          expect(numberOf(space, configuration)).toBe(place);
        },
      ),
    );
  });

  it('are drawn into what belongs to any space', () => {
    fc.assert(
      fc.property(
        anySpace,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 4 }),
        (space, u) => {
          expect(contains(space, decode(space, u.slice(0, freeParameters(space).length)))).toBe(true);
        },
      ),
    );
  });
});
