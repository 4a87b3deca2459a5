import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../common/errors.ts';
import { createSampler } from '../../../search/samplers/index.ts';
import type { SearchSpace } from '../../../search/types.ts';
import { propose, samplerSuite } from './suite.ts';

const grid = createSampler('grid');
samplerSuite(grid);

describe('grid', () => {
  it('is nested loops with the first parameter outermost', () => {
    const space: SearchSpace = {
      a: { kind: 'categorical', values: ['x', 'y'] },
      b: { kind: 'int', min: 1, max: 3, log: false, step: 1 },
    };
    expect(propose(grid, space, 7)).toEqual([
      { a: 'x', b: 1 },
      { a: 'x', b: 2 },
      { a: 'x', b: 3 },
      { a: 'y', b: 1 },
      { a: 'y', b: 2 },
      { a: 'y', b: 3 },
      'exhausted',
    ]);
  });

  it('counts a value given twice once', () => {
    const space: SearchSpace = { a: { kind: 'categorical', values: [1, 2, 1, '1'] } };
    expect(propose(grid, space, 4)).toEqual([{ a: 1 }, { a: 2 }, { a: '1' }, 'exhausted']);
  });

  it('reaches far into a grid that no list could hold', () => {
    const digits = Object.fromEntries(
      Array.from({ length: 15 }, (_, i) => [
        `d${i}`,
        { kind: 'int', min: 0, max: 9, log: false, step: 1 } as const,
      ]),
    );
    const proposal = grid.suggest({
      space: digits,
      objective: { name: 'x', goal: 'maximize' },
      seed: 0,
      number: 123_456_789_012_345,
      history: [],
    });
    expect(Object.values(proposal).join('')).toBe('123456789012345');
    expect(grid.size(digits)).toBe(1e15);
  });

  it('refuses a continuous range, naming the parameter', () => {
    const space: SearchSpace = { beta: { kind: 'float', min: 0, max: 1, log: false, step: null } };
    expect(() => propose(grid, space, 1)).toThrow(InvalidInputError);
    expect(() => grid.size(space)).toThrow(
      /parameters\.beta: given a continuous range from 0 to 1; allowed: `values`/,
    );
  });
});
