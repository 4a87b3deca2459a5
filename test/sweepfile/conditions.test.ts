import { describe, expect, it } from 'vitest';
import { describeSweep, parseSweepFile } from '../../sweepfile/index.ts';
import { faultsOf, fileWith } from './read.ts';

const withParameters = (...lines: string[]): string =>
  fileWith('parameters:', ...lines.map((line) => `  ${line}`));

describe('when', () => {
  it('makes a parameter exist only under others', () => {
    const { spec } = parseSweepFile(
      withParameters(
        'chunk_size: { values: [2000, 4000, 8000], when: { chunked: true } }',
        'chunked: { values: [true, false] }',
        'momentum: { values: [0, 0.9], when: { optimizer: [sgd] } }',
        'optimizer: { values: [adam, sgd] }',
      ),
    );
    expect(spec.space.chunk_size!.when).toEqual({ chunked: [true] });
    expect(spec.space.momentum!.when).toEqual({ optimizer: ['sgd'] });
    const { configurations, parameters } = describeSweep(spec);
    expect(configurations).toBe((3 + 1) * (1 + 2));
    expect(parameters[0]!.values).toBe('2000, 4000, 8000; only where chunked is true');
  });

  it('takes a list as one value where the parameter has lists', () => {
    const { spec } = parseSweepFile(
      withParameters(
        'hidden_layers: { values: [[10, 10], [25]] }',
        'beta: { values: [0.1, 1], when: { hidden_layers: [10, 10] } }',
      ),
    );
    expect(spec.space.beta!.when).toEqual({ hidden_layers: [[10, 10]] });
  });

  it('names what can not be depended on', () => {
    const faults = (...lines: string[]) =>
      faultsOf(withParameters(...lines)).map((fault) => fault.replace(/^\d+: /, ''));
    expect(
      faults('beta: { values: [0, 1], when: { optimiser: sgd } }', 'optimizer: { values: [adam, sgd] }'),
    ).toEqual([
      'parameters.beta.when.optimiser: unknown parameter | a parameter of this file: optimizer; did you mean optimizer?',
    ]);
    expect(
      faults('beta: { values: [0, 1], when: { optimizer: sdg } }', 'optimizer: { values: [adam, sgd] }'),
    ).toEqual(['parameters.beta.when.optimizer: "sdg" | adam, sgd']);
    expect(
      faults(
        'beta: { values: [0, 1], when: { momentum: 0 } }',
        'momentum: { values: [0, 0.9], when: { beta: 1 } }',
      )[0],
    ).toMatch(/^parameters\.beta\.when: conditions go round in circles: beta, momentum, beta/);
  });

  it('finds combinations that can not be trained only where parameters exist', () => {
    const chunks = (when: string): string =>
      withParameters('chunked: { values: [true, false] }', `chunk_size: { values: [2000, 99999999]${when} }`);
    expect(faultsOf(chunks(', when: { chunked: true }'))[0]).toMatch(/chunk_size/);
    expect(faultsOf(chunks(', when: { chunked: false }').replace('[true, false]', '[true]'))[0]).toMatch(
      /parameters\.chunk_size\.when\.chunked: false \| true/,
    );
  });
});
