import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assignmentKey,
  configurationAt,
  contains,
  decode,
  encode,
  freeParameters,
  numberOf,
  spaceSize,
} from '../../../search/space/index.ts';
import { anySpace, countableSpace } from '../arbitraries.ts';
import { SPACE } from '../samplers/suite.ts';

describe('a space', () => {
  it('has as many configurations as the product of its parameters', () => {
    expect(spaceSize(SPACE)).toBe(3 * 10 * 3 * 1 * 4 * 2);
    expect(spaceSize({})).toBe(1);
    expect(spaceSize({ x: { kind: 'float', min: 0, max: 1, log: false, step: null } })).toBe(Infinity);
    const empty = { kind: 'categorical', values: [] } as const;
    expect(spaceSize({ empty, x: { kind: 'float', min: 0, max: 1, log: false, step: null } })).toBe(0);
  });

  it('finds every configuration where it put it', () => {
    fc.assert(
      fc.property(countableSpace, fc.nat(), (space, n) => {
        const number = n % spaceSize(space);
        const configuration = configurationAt(space, number)!;
        expect(numberOf(space, configuration)).toBe(number);
        expect(contains(space, configuration)).toBe(true);
      }),
    );
  });

  it('ends after its last configuration', () => {
    expect(configurationAt(SPACE, spaceSize(SPACE) - 1)).not.toBeNull();
    expect(configurationAt(SPACE, spaceSize(SPACE))).toBeNull();
  });

  it('has a legal configuration at every point of the unit cube', () => {
    fc.assert(
      fc.property(
        anySpace,
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
          minLength: 4,
          maxLength: 4,
        }),
        (space, point) => {
          const configuration = decode(space, point);
          expect(contains(space, configuration)).toBe(true);
          expect(encode(space, configuration)).toHaveLength(freeParameters(space).length);
        },
      ),
    );
  });

  it('comes back from the unit cube', () => {
    fc.assert(
      fc.property(countableSpace, fc.nat(), (space, n) => {
        const configuration = configurationAt(space, n % spaceSize(space))!;
        expect(decode(space, encode(space, configuration))).toEqual(configuration);
      }),
    );
  });

  it('has no place for a configuration with a parameter missing, added or illegal', () => {
    const good = configurationAt(SPACE, 0)!;
    const { beta, ...withoutBeta } = good;
    expect(beta).toBe(0.001);
    expect([contains(SPACE, withoutBeta), numberOf(SPACE, withoutBeta)]).toEqual([false, -1]);
    expect(contains(SPACE, { ...good, other: 1 })).toBe(false);
    expect([contains(SPACE, { ...good, beta: 5 }), numberOf(SPACE, { ...good, beta: 5 })]).toEqual([
      false,
      -1,
    ]);
  });

  it('names equal configurations alike, whatever order their keys stand in', () => {
    const space = { a: { kind: 'constant', value: 1 }, b: { kind: 'constant', value: '1' } } as const;
    expect(assignmentKey(space, { b: '1', a: 1 })).toBe(assignmentKey(space, { a: 1, b: '1' }));
    expect(assignmentKey(space, { a: 1, b: '1' })).not.toBe(assignmentKey(space, { a: '1', b: 1 }));
  });
});
