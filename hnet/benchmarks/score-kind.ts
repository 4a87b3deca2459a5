import type { BenchmarkSpec, ScoreKind } from '../types.ts';

/** What a benchmark's scores are, before any data is loaded: accuracies, or mean squared errors of a regression. */
export function scoreKindOf({ name }: Pick<BenchmarkSpec, 'name'>): ScoreKind {
  return name === 'polynomials' || name === 'random-polynomials' ? 'mse' : 'accuracy';
}
