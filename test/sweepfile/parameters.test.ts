import { describe, expect, it } from 'vitest';
import { parseSweepFile } from '../../sweepfile/index.ts';
import type { ParameterSpace } from '../../search/types.ts';
import { faultOf, faultsOf, fileWith } from './read.ts';

const withParameter = (name: string, entry: string): string =>
  fileWith('run_cap: 9', `parameters: { ${name}: ${entry} }`).replace('grid', 'random');
const spaceOf = (name: string, entry: string): ParameterSpace =>
  parseSweepFile(withParameter(name, entry)).spec.space[name]!;

describe('a parameter of a sweep file', () => {
  const real = (min: number, max: number, log: boolean, step: number | null): ParameterSpace => ({
    kind: 'float',
    min,
    max,
    log,
    step,
  });
  const whole = (min: number, max: number, log: boolean, step: number): ParameterSpace => ({
    kind: 'int',
    min,
    max,
    log,
    step,
  });

  it.each<[string, string, ParameterSpace]>([
    ['beta', '0.5', { kind: 'constant', value: 0.5 }],
    ['beta', '{ value: 0.5 }', { kind: 'constant', value: 0.5 }],
    ['beta', '{ distribution: constant, value: 0.5 }', { kind: 'constant', value: 0.5 }],
    ['hidden_layers', '{ value: [10, 10] }', { kind: 'constant', value: [10, 10] }],
    [
      'hidden_layers',
      '{ values: [[10, 10], [], [5]] }',
      { kind: 'categorical', values: [[10, 10], [], [5]] },
    ],
    ['lookahead', '{ values: [true, false] }', { kind: 'categorical', values: [true, false] }],
    [
      'activation',
      '{ distribution: categorical, values: [relu, elu] }',
      { kind: 'categorical', values: ['relu', 'elu'] },
    ],
    ['beta', '{ min: 0.1, max: 0.9 }', real(0.1, 0.9, false, null)],
    ['beta', '{ min: 0, max: 1 }', real(0, 1, false, null)],
    ['beta', '{ distribution: uniform, min: 0, max: 1 }', real(0, 1, false, null)],
    ['beta', '{ distribution: q_uniform, min: 0, max: 1, q: 0.25 }', real(0, 1, false, 0.25)],
    ['beta', '{ distribution: log_uniform_values, min: 0.0001, max: 1 }', real(0.0001, 1, true, null)],
    ['beta', '{ min: 1e-4, max: 1, log: true }', real(0.0001, 1, true, null)],
    ['beta', '{ distribution: int_uniform, min: 0, max: 3 }', whole(0, 3, false, 1)],
    ['batch_size', '{ min: 32, max: 256 }', whole(32, 256, false, 1)],
    ['batch_size', '{ min: 32, max: 256, q: 32 }', whole(32, 256, false, 32)],
    ['batch_size', '{ min: 32, max: 256, step: 32 }', whole(32, 256, false, 32)],
    ['batch_size', '{ distribution: uniform, min: 32, max: 256 }', whole(32, 256, false, 1)],
    ['batch_size', '{ distribution: int_log, min: 32, max: 256 }', whole(32, 256, true, 1)],
    [
      'chunk_size',
      '{ distribution: q_log_uniform_values, min: 2000, max: 60000, q: 500 }',
      whole(2000, 60000, true, 500),
    ],
  ])('%s: %s', (name, entry, space) => {
    expect(spaceOf(name, entry)).toEqual(space);
  });

  it.each([
    [
      'beta',
      '[1, 2]',
      'parameters.beta: [1,2] | one value, or a mapping with `value`, with `values`, or with `min` and `max`',
    ],
    ['beta', '{}', 'parameters.beta: none of them | exactly one of `value`, `values`, or `min` with `max`'],
    [
      'beta',
      '{ value: 1, values: [1] }',
      'parameters.beta: {"value":1,"values":[1]} | exactly one of `value`, `values`, or `min` with `max`',
    ],
    ['beta', '{ values: [] }', 'parameters.beta.values: [] | a list of at least 1 item'],
    ['beta', '{ value: -1 }', 'parameters.beta.value: -1 | a number >= 0'],
    ['beta', '{ values: [0, -1] }', 'parameters.beta.values[1]: -1 | a number >= 0'],
    ['beta', '{ min: -1, max: 1 }', 'parameters.beta.min: -1 | a number >= 0'],
    ['beta', '{ min: 1 }', 'parameters.beta.max: nothing | a number: a range has two ends'],
    ['beta', '{ max: 1 }', 'parameters.beta.min: nothing | a number: a range has two ends'],
    [
      'beta',
      '{ min: 1, max: 1 }',
      'parameters.beta.max: 1 | a number above min, 1 (for one value write `value`)',
    ],
    [
      'beta',
      '{ min: 0, max: 1, log: true }',
      'parameters.beta.min: 0 | a number > 0: a logarithmic scale has no zero',
    ],
    [
      'beta',
      '{ distribution: q_uniform, min: 0, max: 1 }',
      'parameters.beta.q: nothing | a step: q_uniform needs one',
    ],
    [
      'beta',
      '{ distribution: uniform, min: 0, max: 1, q: 0.1 }',
      'parameters.beta.q: 0.1 | nothing beside uniform; q_uniform has a step',
    ],
    [
      'beta',
      '{ distribution: uniform, min: 0.1, max: 1, log: true }',
      'parameters.beta.log: true | false, or nothing: uniform says so',
    ],
    ['beta', '{ value: 1, q: 1 }', 'parameters.beta.q: 1 | nothing beside `value`'],
    [
      'beta',
      '{ distribution: uniform, values: [1] }',
      'parameters.beta.distribution: "uniform" | categorical, or nothing, beside `values`',
    ],
    [
      'beta',
      '{ distribution: categorical, min: 0, max: 1 }',
      'parameters.beta.distribution: categorical | uniform, q_uniform, log_uniform_values, q_log_uniform_values, int_uniform, int_log_uniform_values beside `min` and `max`',
    ],
    [
      'beta',
      '{ distribution: log_uniform, min: -9, max: 0 }',
      'parameters.beta.distribution: "log_uniform" | log_uniform_values, whose bounds are the values themselves (log_uniform\'s are exponents)',
    ],
    [
      'beta',
      '{ valu: 1 }',
      'parameters.beta.valu: unknown key | one of distribution, value, values, min, max, q, log, when; did you mean value?',
    ],
    ['beta', '{ value: .inf }', 'parameters.beta.value: Infinity | a number, or a text, or true or false'],
    ['batch_size', '{ min: 1.5, max: 8 }', 'parameters.batch_size.min: 1.5 | a whole number'],
    ['batch_size', '{ min: 1, max: 8, q: 0.5 }', 'parameters.batch_size.q: 0.5 | a whole number'],
    [
      'lookahead',
      '{ min: 0, max: 1 }',
      'parameters.lookahead: a range | `value` or `values`, each true or false',
    ],
    ['lookahead', '{ value: "yes" }', 'parameters.lookahead.value: "yes" | true or false'],
    [
      'hidden_layers',
      '{ min: 1, max: 5 }',
      'parameters.hidden_layers: a range | `value` or `values`, each a list of layer widths (whole numbers >= 1), possibly empty',
    ],
    ['hidden_layers', '{ value: [10, 0] }', 'parameters.hidden_layers.value[1]: 0 | at least 1'],
    ['activation', '{ value: rleu }', 'parameters.activation.value: "rleu" | '],
  ])('%s: %s is refused', (name, entry, fault) => {
    expect(faultOf(withParameter(name, entry)).slice(0, `5: ${fault}`.length)).toBe(`5: ${fault}`);
  });

  it('warns of a range whose steps never meet its end', () => {
    const { warnings } = parseSweepFile(
      fileWith('seeds: 2', 'parameters: { batch_size: { min: 10, max: 55, q: 20 } }'),
    );
    expect(warnings).toEqual(['parameters.batch_size: steps of 20 from 10 end at 50, not at 55']);
  });

  it('warns of a value listed twice', () => {
    const { warnings } = parseSweepFile(fileWith('seeds: 2', 'parameters: { beta: { values: [1, 2, 1] } }'));
    expect(warnings).toEqual(['parameters.beta: 1 is listed twice and counts once']);
  });
});

describe('a space as a whole', () => {
  it('can not be a grid with a continuous range', () => {
    expect(faultOf(fileWith('parameters: { beta: { min: 0, max: 1 } }'))).toBe(
      '4: parameters.beta: a continuous range from 0 to 1 | `values`, or a distribution with a step `q` (method: grid tries every value)',
    );
  });

  it('needs a cap where a random search would never end', () => {
    const text = fileWith('parameters: { beta: { min: 0, max: 1 } }').replace('grid', 'random');
    expect(faultOf(text)).toBe('1: run_cap: nothing | the most trials to try: a continuous space has no end');
    expect(
      parseSweepFile(fileWith('parameters: { beta: { values: [0, 1] } }').replace('grid', 'random')).spec
        .runCap,
    ).toBeNull();
  });

  it('has no chunk larger than the target network, at either end of a range', () => {
    // Target 784-400-400-10: 478,410 weights.
    const reached = parseSweepFile(
      fileWith('parameters: { chunk_size: { min: 400000, max: 478411, q: 39205 } }'),
    );
    expect(reached.warnings[0]).toMatch(/end at 478410, not at 478411/);
    expect(faultOf(fileWith('parameters:', '  chunk_size:', '    min: 478410', '    max: 478412'))).toBe(
      '7: parameters.chunk_size.max: 478412 | at most 478410, the number of target weights (chunked: false generates all of them at once)',
    );
    expect(
      parseSweepFile(fileWith('parameters: { chunk_size: 478410 }')).spec.space.chunk_size,
    ).toBeDefined();
  });

  it('names the values that do not go together', () => {
    // Target 784-10-10: 784*10+10 + 10*10+10 = 7,960 weights.
    const faults = faultsOf(
      fileWith(
        'parameters:',
        '  target_layers: { values: [[400, 400], [10]] }',
        '  chunk_size: { values: [7960, 7961] }',
      ),
    );
    expect(faults).toEqual([
      '6: parameters.chunk_size.values[1]: 7961 with target_layers [10] | at most 7960, the number of target weights (chunked: false generates all of them at once)',
    ]);
  });

  it('names a published value that does not fit what was set', () => {
    expect(faultOf(fileWith('parameters:', '  target_layers: { value: [10] }'))).toMatch(
      /^4: parameters\.chunk_size: 42000 \(the published value\) \| at most 7960/,
    );
  });

  it('does not overlook a special value between the ends', () => {
    expect(faultOf(fileWith('parameters: { regularised_tasks: { min: -1, max: 4 } }'))).toBe(
      '4: parameters.regularised_tasks: 0 | -1 for all, or at least 1',
    );
  });

  it('knows that other strategies have no regulariser', () => {
    expect(faultOf(fileWith('strategy: fine-tune', 'parameters: { beta: 0.1 }'))).toMatch(
      /^5: parameters\.beta: 0\.1 \| 0 or nothing: fine-tune has no regulariser/,
    );
  });

  it('finds an impossible combination among more corners than it looks at', () => {
    const many = ['beta', 'learning_rate', 'task_embedding_std', 'chunk_embedding_std'].map(
      (name) => `  ${name}: { values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }`,
    );
    expect(faultOf(fileWith('parameters:', ...many, '  chunk_size: { values: [100, 478411] }'))).toMatch(
      /^9: parameters\.chunk_size\.values\[1\]: 478411/,
    );
  });
});
