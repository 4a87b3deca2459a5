import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../search/samplers/index.ts';
import { describeSweep, parseSweepFile, parseSweepFiles, resolveTrial } from '../../sweepfile/index.ts';

const folder = new URL('../../sweeps/', import.meta.url);
const read = (file: string) => parseSweepFile(readFileSync(new URL(file, folder), 'utf8'), { source: file });

describe('every example sweep', () => {
  it.each(readdirSync(folder))('%s is right, named as its file, and all its trials resolve', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    for (const { study, spec, warnings } of parseSweepFiles(text, { source: file })) {
      expect(file).toBe(`${study}.yaml`);
      for (const warning of warnings) expect(warning).toMatch(/selects on test data/);
      const sampler = createSampler(spec.method);
      const { trials } = describeSweep(spec);
      for (let number = 0; number < trials!; number += 1) {
        const { space, objective, searchSeed: seed } = spec;
        const proposal = sampler.suggest({ space, objective, seed, number, history: [] });
        if (proposal === 'exhausted') throw new Error(`exhausted at ${number}`);
        expect(resolveTrial(spec, proposal).configuration).toMatchObject(proposal);
      }
    }
  });
});

describe('quickstart', () => {
  it('varies beta, task embedding size and chunk size over eight configurations or more, two seeds each', () => {
    const { spec } = read('quickstart.yaml');
    const varied = describeSweep(spec).parameters.filter(({ count }) => count! > 1);
    expect(varied.map(({ name }) => name)).toEqual(['beta', 'task_embedding_size', 'chunk_size']);
    expect(describeSweep(spec).configurations).toBeGreaterThanOrEqual(8);
    expect(spec.seeds).toHaveLength(2);
    expect(spec.objective.name).toBe('val_average_accuracy');
  });
});

describe('the reference runs', () => {
  it.each(['split-mnist-reference.yaml', 'permuted-mnist-10-reference.yaml'])(
    '%s trains the published configuration on all data, once',
    (file) => {
      const { spec, warnings } = read(file);
      expect(spec.space).toEqual({});
      expect([spec.benchmark.validation, spec.benchmark.trainLimit, spec.seeds]).toEqual([0, null, [1]]);
      expect(warnings).toHaveLength(1);
    },
  );
});
