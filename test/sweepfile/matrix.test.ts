import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../common/errors.ts';
import { expandMatrix, parseSweepFiles } from '../../sweepfile/index.ts';

const base = ['name: table', 'benchmark: { name: split-mnist, validation: 0 }', 'method: grid', 'seeds: 3'];
const file = (...lines: string[]): string => [...base, ...lines].join('\n');

function faultsOf(text: string): string[] {
  try {
    parseSweepFiles(text);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.map(({ line, path, given, allowed }) => `${line}: ${path}: ${given} | ${allowed}`);
  }
  throw new Error('the file was accepted');
}

describe('a file with a matrix', () => {
  it('stands for every combination, each a sweep of its own name', () => {
    const text = file(
      'matrix:',
      '  strategy: [hnet, fine-tune]',
      '  benchmark: [split-mnist, permuted-mnist]',
    );
    const sweeps = parseSweepFiles(text);
    expect(
      sweeps.map(({ spec }) => [spec.name, spec.strategy, spec.benchmark.name, spec.seeds.length]),
    ).toEqual([
      ['table.split-mnist.hnet', 'hnet', 'split-mnist', 3],
      ['table.split-mnist.fine-tune', 'fine-tune', 'split-mnist', 3],
      ['table.permuted-mnist.hnet', 'hnet', 'permuted-mnist', 3],
      ['table.permuted-mnist.fine-tune', 'fine-tune', 'permuted-mnist', 3],
    ]);
  });

  it('puts the scenario into the benchmark and takes what no name may have out of names', () => {
    const [sweep] = expandMatrix(file('matrix: { scenario: [CL3], strategy: [hnet+ent] }'));
    expect(sweep!.label).toBe('CL3, hnet+ent');
    expect(JSON.parse(sweep!.text)).toMatchObject({
      name: 'table.cl3.hnet-ent',
      strategy: 'hnet+ent',
      benchmark: { name: 'split-mnist', validation: 0, scenario: 'CL3' },
    });
  });

  it('leaves out what is excluded and changes what is adjusted, keys below parameters one by one', () => {
    const sweeps = parseSweepFiles(
      file(
        'parameters: { iterations: 100, learning_rate: 0.01 }',
        'matrix:',
        '  strategy: [hnet, fine-tune, from-scratch]',
        '  exclude: [{ strategy: from-scratch }]',
        '  adjust: [{ when: { strategy: hnet }, parameters: { beta: 0.5, iterations: 7 }, seeds: 2 }]',
      ),
    );
    expect(sweeps.map(({ spec }) => [spec.strategy, spec.seeds.length])).toEqual([
      ['hnet', 2],
      ['fine-tune', 3],
    ]);
    const values = (i: number) =>
      Object.fromEntries(
        Object.entries(sweeps[i]!.spec.space).map(([name, p]) => [name, p.kind === 'constant' && p.value]),
      );
    expect(values(0)).toEqual({ iterations: 7, learning_rate: 0.01, beta: 0.5 });
    expect(values(1)).toEqual({ iterations: 100, learning_rate: 0.01 });
  });

  it('is told what is wrong with it, at its line', () => {
    expect(
      faultsOf(
        file('strategy: hnet', 'matrix:', '  strategy: hnet', '  scenarios: [CL1]', '  exclude: [CL1]'),
      ),
    ).toEqual([
      '5: strategy: "hnet" | nothing beside matrix.strategy',
      '7: matrix.strategy: "hnet" | a list of different names, one at least',
      '8: matrix.scenarios: unknown key | did you mean scenario?',
      '9: matrix.exclude[0]: "CL1" | combinations such as { strategy: pnn, scenario: CL3 }, with values that the matrix has',
    ]);
  });

  it('is told everything at once: faults of the matrix, of what all share, of single values, of adjustments', () => {
    const text = [
      'name: my table',
      'benchmark: { name: split-mnist, validation: 0 }',
      'method: gird',
      'parameters: { iterations: 0 }',
      'maxTrials: 2',
      'run_cap: 2',
      'matrix:',
      '  scenario: [CL1, CL9]',
      '  strategies: [hnet, ewcc]',
      '  exclude: [{ strategy: pnn }]',
    ].join('\n');
    expect(faultsOf(text).map((fault) => fault.split(' | ')[0])).toEqual([
      '1: name: "my table" (CL1, hnet and 3 more)',
      '3: method: "gird" (CL1, hnet and 3 more)',
      // Whoever knows the strategy says it.
      '4: parameters.iterations: 0 (CL1, hnet)',
      '6: run_cap: 2',
      '8: matrix.scenario[1]: "CL9" (CL9, hnet; CL9, ewcc)',
      '9: matrix.strategies: unknown key',
      '9: matrix.strategies[1]: "ewcc" (CL1, ewcc; CL9, ewcc)',
      '10: matrix.exclude[0]: {"strategy":"pnn"}',
    ]);
    const adjusted = file(
      'run_cap: 0',
      'matrix:',
      '  strategy: [hnet, fine-tune, ewcc]',
      '  adjust:',
      '    - { when: { strategy: hnet }, parameters: { betta: 1 }, seeds: 0 }',
    );
    expect(faultsOf(adjusted).map((fault) => fault.split(' | ')[0])).toEqual([
      '5: run_cap: 0 (hnet and 2 more)',
      '7: matrix.strategy[2]: "ewcc" (ewcc)',
      '9: matrix.adjust[0].seeds: 0 (hnet)',
      '9: matrix.adjust[0].parameters.betta: unknown parameter (hnet)',
    ]);
  });

  it('needs a name like every other file', () => {
    expect(faultsOf(file('matrix: { strategy: [hnet] }').replace('name: table\n', ''))[0]).toMatch(
      /^1: name: nothing \(hnet\)/,
    );
  });

  it('must leave something to sweep', () => {
    expect(faultsOf(file('matrix: { strategy: [hnet], exclude: [{ strategy: hnet }] }'))).toEqual([
      '5: matrix.exclude: [{"strategy":"hnet"}] | something that leaves at least one combination',
    ]);
  });

  it('names a fault of its sweeps once, with those that have it and the line where it stands', () => {
    const text = file(
      'parameters: { iterations: 0 }',
      'matrix: { strategy: [hnet, fine-tune, from-scratch] }',
    );
    expect(faultsOf(text)).toEqual([
      '5: parameters.iterations: 0 (hnet and 2 more) | a whole number >= 1 (or epochs above 0)',
    ]);
  });

  it('is not needed: a plain file is one sweep', () => {
    const sweeps = parseSweepFiles(file());
    expect(sweeps.map(({ label, spec, text }) => [label, spec.name, text])).toEqual([['', 'table', file()]]);
  });
});
