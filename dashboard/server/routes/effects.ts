import { freeParameters } from '../../../search/space/index.ts';
import { parameterEffects } from '../../../search/statistics/index.ts';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Effects } from '../schemas/effects.ts';
import { findSweep } from '../views/find.ts';
import { measured } from '../views/numbers.ts';
import { metricBySeed } from '../views/seeded.ts';
import { sweepPath } from './parameters.ts';

/** The leaders are enough to compare values; a sweep of any size is answered in the same time. */
const mostTrials = 1000;

/** Which value of each hyperparameter is best, by how much, and whether that is more than noise. */
export function effectRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/effects',
      tag: 'trials',
      summary: 'What each hyperparameter does to the objective, everything else equal',
      description:
        'Values of a hyperparameter are compared over pairs of trainings that differ in nothing else, as a grid has them. A hyperparameter without such pairs is left out.',
      params: sweepPath,
      answer: { status: 200, description: 'The effects.', schema: Effects },
      async handle({ params }): Promise<Effects> {
        const { id, spec } = await findSweep(store, params.id);
        const rows = await store.bestTrials(id, mostTrials);
        const values = await metricBySeed(store, rows, spec.objective.name);
        const trials = rows.map((row) => ({ assignment: row.assignment, values: values.get(row.id)! }));
        const effects = parameterEffects(freeParameters(spec.space), trials, spec.objective.goal);
        return {
          objective: { ...spec.objective },
          parameters: effects.map(({ name, levels }) => ({
            name,
            levels: levels.map(({ value, mean, trainings, againstBest }) => ({
              value: value as Effects['parameters'][number]['levels'][number]['value'],
              mean: measured(mean),
              trainings,
              againstBest: againstBest && {
                difference: measured(againstBest.difference),
                standardError: measured(againstBest.standardError),
                pairs: againstBest.pairs,
                pValue: measured(againstBest.p),
              },
            })),
          })),
          trials: rows.length,
        };
      },
    }),
  ];
}
