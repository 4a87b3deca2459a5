/** The toy regression at its published settings (hnet-spec 7.3): three seeds, medians. */
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import type { StageResult } from '../../../hnet/types.ts';
import { polynomials, trainTasks } from '../../support/training.ts';

const SEEDS = [1, 2, 3];
/** After the third task, for every seed. */
const outcomes: Record<'hnet' | 'fine-tune', StageResult[]> = { hnet: [], 'fine-tune': [] };

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[1]!;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

beforeAll(async () => {
  await selectBackend('wasm');
});

// A test a seed, so that none runs long.
describe.each(['hnet', 'fine-tune'] as const)('%s trains the three tasks', (strategy) => {
  test.each(SEEDS)('seed %i', async (seed) => {
    const { results } = await trainTasks({ benchmark: polynomials, strategy, configuration: {}, seed }, 3);
    expect(results.map((result) => result.iterations)).toEqual([4001, 4001, 4001]);
    outcomes[strategy].push(results[2]!);
  });
});

describe('the gates', () => {
  test('with beta 0.005 every final error is below 0.02 and their mean below 0.01', () => {
    const finals = [0, 1, 2].map((task) => median(outcomes.hnet.map((result) => result.test[task]!)));
    expect(Math.max(...finals)).toBeLessThan(0.02);
    expect(median(outcomes.hnet.map((result) => mean(result.test)))).toBeLessThan(0.01);
  });

  test('fine-tuning forgets the first two tasks', () => {
    const forgotten = outcomes['fine-tune'].map((result) => mean(result.test.slice(0, 2)));
    expect(median(forgotten)).toBeGreaterThan(0.5);
    const kept = outcomes.hnet.map((result) => mean(result.test.slice(0, 2)));
    expect(median(forgotten) / median(kept)).toBeGreaterThan(50);
  });

  test('the generated weights of old tasks hardly move, unlike those of fine-tuning', () => {
    const drift = (results: readonly StageResult[]): number =>
      median(results.map((result) => Math.max(...result.weightDrift)));
    expect(drift(outcomes.hnet)).toBeLessThan(0.3);
    expect(drift(outcomes['fine-tune'])).toBeGreaterThan(5);
  });
});
