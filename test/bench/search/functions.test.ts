import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../bench/search/functions.ts';
import { budgetOf, compare, type RegretFigure } from '../../../bench/search/regret.ts';
import { createSampler } from '../../../search/samplers/index.ts';
import { freeParameters } from '../../../search/space/index.ts';
import type { Assignment } from '../../../search/types.ts';

/** Where each function is smallest, as published or by its construction. */
const OPTIMA: Readonly<Record<string, readonly (number | string)[]>> = {
  branin: [Math.PI, 2.275],
  hartmann3: [0.114589, 0.555649, 0.852547],
  hartmann6: [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573],
  rosenbrock4: [1, 1, 1, 1],
  levy5: [1, 1, 1, 1, 1],
  ackley5: [-3, 0, 3, 6, 9],
  rastrigin4: [1, 1, 1, 1],
  'styblinski-tang4': [-2.903534, -2.903534, -2.903534, -2.903534],
  'griewank-int4': [20, 20, 20, 20],
  'log-quadratic5': [-0.5, -1.2, -1.9, -2.6, -3.3].map((x) => 10 ** x),
  categorical6: ['a', 'e', 'd', 'c', 'b', 'a'],
  mixed: ['c', Math.PI, 2.275, 14],
  hyperparameters: [0.01, 0.001, 20_000, 32, 'relu', 2],
  // beta, task_embedding_size, chunk_size, learning_rate
  'recorded-split-mnist': [0.03, 32, 4000, 0.003],
};

describe.each(Object.entries(FUNCTIONS))('the test function %s', (name, { space, minimum, evaluate }) => {
  it('has its minimum where it is published', () => {
    const optimum: Assignment = Object.fromEntries(
      freeParameters(space).map((parameter, i) => [parameter, OPTIMA[name]![i]!]),
    );
    expect(evaluate(optimum)).toBeCloseTo(minimum, 5);
  });

  it('has no smaller value among 500 points', () => {
    for (let number = 0; number < 500; number += 1) {
      const context = {
        space,
        seed: 1,
        number,
        history: [],
        objective: { name: 'f', goal: 'minimize' },
      } as const;
      const proposal = createSampler('sobol').suggest(context);
      if (proposal === 'exhausted') break;
      expect(evaluate(proposal)).toBeGreaterThanOrEqual(minimum);
    }
  });
});

describe('the recorded function', () => {
  const { space, minimum, most, evaluate } = FUNCTIONS['recorded-split-mnist']!;

  it('has the recorded means, turned to be minimised', () => {
    expect(minimum).toBeCloseTo(-0.9765125, 7);
    const poor = { beta: 0.3, task_embedding_size: 2, chunk_size: 1000, learning_rate: 0.003 };
    expect(evaluate(poor)).toBeCloseTo(-0.77286, 5);
  });

  it('takes a quarter of its 72 configurations, whatever budget is given', () => {
    expect(freeParameters(space)).toEqual(['beta', 'task_embedding_size', 'chunk_size', 'learning_rate']);
    expect(most).toBe(18);
    expect([budgetOf('recorded-split-mnist', 100), budgetOf('branin', 100)]).toEqual([18, 100]);
  });
});

describe('a comparison', () => {
  const figure = (contender: string, regrets: number[]): RegretFigure => ({
    ...{ function: 'branin', contender, budget: 9, regrets },
  });
  const theirs = figure('optuna tpe', [2, 3, 4, 5, 6, 7, 8, 9]);

  it('tells apart what the signed-rank test tells apart, and which way', () => {
    const lower = theirs.regrets.map((regret) => regret / 2);
    const higher = theirs.regrets.map((regret) => regret * 2);
    expect(compare(figure('tpe', lower), [theirs])).toMatchObject({ p: 2 / 256, verdict: 'better' });
    expect(compare(figure('tpe', higher), [theirs])).toMatchObject({ p: 2 / 256, verdict: 'worse' });
    const mixed = [1, 4, 3, 6, 5, 8, 7, 10];
    expect(compare(figure('tpe', mixed), [theirs])).toMatchObject({ verdict: 'no difference' });
  });

  it('is none without the other', () => {
    expect(compare(figure('random', [1]), [theirs])).toBeNull();
  });
});
