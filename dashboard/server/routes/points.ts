import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Points } from '../schemas/points.ts';
import { findSweep, valuePages } from '../views/find.ts';
import { collectPoints } from '../views/points.ts';
import { sweepPath } from './parameters.ts';

const query = z.object({
  limit: z.coerce.number().int().min(10).max(5000).default(1500).meta({ description: 'Most points.' }),
});

/** What plots need of all trials. */
export function pointRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/points',
      tag: 'trials',
      summary: 'Objective and hyperparameters of the trials, thinned for plots; and the best so far',
      params: sweepPath,
      query,
      answer: { status: 200, description: 'The points.', schema: Points },
      async handle({ params, query: { limit } }) {
        const { spec } = await findSweep(store, params.id);
        return collectPoints(spec, valuePages(store, params.id), limit);
      },
    }),
  ];
}
