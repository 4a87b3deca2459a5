import { describe, expect, test } from 'vitest';
import { pickConfiguration } from '../../cli/local/pick-configuration.ts';
import { InvalidInputError } from '../../common/errors.ts';
import { parseSweepFile } from '../../sweepfile/index.ts';

const { spec } = parseSweepFile(`
name: pick
benchmark: polynomials
method: grid
parameters:
  beta: { values: [0, 0.005] }
  hidden_layers: { values: [[10, 10], [5]] }
  learning_rate: { value: 0.02 }
`);

function faults(choices: readonly string[]): string {
  try {
    pickConfiguration(spec, choices);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  return '';
}

describe('choosing the one configuration that `train` trains', () => {
  test('choices and what the file fixes make a whole configuration', () => {
    const { configuration } = pickConfiguration(spec, ['beta=0.005', 'hidden_layers=[5]']);
    expect(configuration).toMatchObject({ beta: 0.005, hidden_layers: [5], learning_rate: 0.02 });
    // What neither says takes its published value.
    expect(configuration.task_embedding_size).toBe(2);
  });

  test('every parameter that is still open is named, with its values', () => {
    const message = faults([]);
    expect(message).toContain('beta: given nothing; allowed: one of 0, 0.005');
    expect(message).toContain('hidden_layers: given nothing; allowed: one of [10,10], [5]');
  });

  test('a value that the file does not have, an unknown name and a broken choice are refused', () => {
    expect(faults(['beta=1', 'hidden_layers=[5]'])).toContain('beta: given beta=1; allowed: 0, 0.005');
    expect(faults(['gamma=1'])).toContain('gamma: given gamma=1; allowed: a parameter of the file');
    expect(faults(['beta'])).toContain('name=value');
  });
});
