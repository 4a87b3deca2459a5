import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parameterNames } from '../../hnet/configuration/resolve.ts';
import { strategyNames } from '../../hnet/strategies/index.ts';
import { jsonSchema } from '../../sweepfile/index.ts';
import { fileWith } from './read.ts';

const validate = new Ajv2020.default({ strict: true, allowUnionTypes: true }).compile(jsonSchema());
const folder = new URL('../../sweeps/', import.meta.url);

describe('the JSON Schema', () => {
  it.each(readdirSync(folder))('accepts the example %s', (file) => {
    expect(validate(parse(readFileSync(new URL(file, folder), 'utf8')))).toBe(true);
  });

  it.each([
    'strategi: hnet',
    'parameters: { chunk_sise: 1 }',
    'parameters: { beta: { valeus: [1] } }',
    'parameters: { beta: { values: [] } }',
    'seeds: 0',
    'max_trial_duration: soon',
    'backend: cuda',
  ])('refuses %s', (line) => {
    expect(validate(parse(fileWith(line)))).toBe(false);
  });

  it('lists every hyperparameter with its description', () => {
    const { parameters } = jsonSchema().properties as {
      parameters: { properties: Record<string, { description: string }> };
    };
    const names = new Set(strategyNames.flatMap(parameterNames));
    expect(Object.keys(parameters.properties)).toEqual([...names]);
    expect(parameters.properties.beta!.description).toMatch(/regulariser/);
  });
});
