import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../common/errors.ts';
import { describeSweep, parseSweepFile, resolveTrial } from '../../sweepfile/index.ts';
import { faultsOf, fileWith } from './read.ts';

const CHUNKS = 'parameters: { chunk_size: { values: [2000, 20000, 100000] }, beta: { values: [0, 1] } }';

describe('constraints', () => {
  it('are kept with the sweep, and say how much of the space is left', () => {
    const { spec } = parseSweepFile(fileWith(CHUNKS, 'constraints: ["chunk_size < target_weights / 8"]'));
    expect(spec.constraints).toEqual(['chunk_size < target_weights / 8']);
    // Split MNIST's target has 476,010 weights.
    expect(describeSweep(spec).feasible).toEqual({ share: 4 / 6, tried: 6, exact: true });
  });

  it('keep a configuration that breaks one from being trained', () => {
    const { spec } = parseSweepFile(
      fileWith(CHUNKS, 'constraints: ["chunks > 10", "beta > 0 or chunk_size < 10000"]'),
    );
    expect(resolveTrial(spec, { chunk_size: 2000, beta: 0 }).configuration.chunk_size).toBe(2000);
    const broken = (assignment: Record<string, number>): unknown => {
      try {
        return resolveTrial(spec, assignment);
      } catch (error) {
        return error instanceof InvalidInputError ? error.issues : error;
      }
    };
    expect(broken({ chunk_size: 100_000, beta: 1 })).toEqual([
      { path: 'constraints[0]', given: 'chunks 5', allowed: 'chunks > 10' },
    ]);
    expect(broken({ chunk_size: 20_000, beta: 0 })).toEqual([
      {
        path: 'constraints[1]',
        given: 'beta 0, chunk_size 20000',
        allowed: 'beta > 0 or chunk_size < 10000',
      },
    ]);
  });

  it('see every hyperparameter, those left to their published values among them', () => {
    const { spec } = parseSweepFile(
      fileWith(CHUNKS, 'constraints: ["optimizer == \'adam\' and len(hidden_layers) < 9"]'),
    );
    expect(describeSweep(spec).feasible!.share).toBe(1);
  });

  it.each([
    [
      '"compression_rato <= 1"',
      /^constraints\[0\]: unknown name compression_rato \| .*did you mean compression_ratio\?$/,
    ],
    ['"beta <"', /^constraints\[0\]: "beta <": a value is missing at the end/],
    ['"beta + 1"', /^constraints\[0\]: "beta \+ 1", which is 1 \| a comparison, true or false$/],
    ['"optimizer > 1"', /^constraints\[0\]: "optimizer > 1": "adam" is no number/],
    [
      '"beta > 5"',
      /^constraints: all 6 configurations break them \| constraints that leave something to try$/,
    ],
  ])('%s is refused', (constraint, fault) => {
    const faults = faultsOf(fileWith(CHUNKS, `constraints: [${constraint}]`));
    expect(faults).toHaveLength(1);
    expect(faults[0]!.replace(/^\d+: /, '')).toMatch(fault);
  });

  it('may rule out combinations that could not be trained', () => {
    const text = 'parameters: { chunk_size: { values: [2000, 99999999] } }';
    expect(faultsOf(fileWith(text))).toHaveLength(1);
    const { spec } = parseSweepFile(fileWith(text, 'constraints: ["chunk_size < 1000000"]'));
    expect(describeSweep(spec).feasible).toEqual({ share: 0.5, tried: 2, exact: true });
  });
});
