import type { Objective, PastTrial } from '../types.ts';

/**
 * What a trial costs by each objective, smaller better; null unless it has a finite value of each. Of a sweep with one
 * objective that is its value.
 */
export function costsOf(
  { value, values }: Pick<PastTrial, 'value' | 'values'>,
  objectives: readonly Objective[],
): Float64Array | null {
  const own = values ?? [value];
  const costs = Float64Array.from(
    objectives,
    ({ goal }, i) => (goal === 'maximize' ? -1 : 1) * (own[i] ?? NaN),
  );
  return costs.every(Number.isFinite) ? costs : null;
}
