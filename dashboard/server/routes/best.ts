import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Best } from '../schemas/best.ts';
import { bestView } from '../views/best-view.ts';
import { findSweep } from '../views/find.ts';
import { sweepPath } from './parameters.ts';
import { readConditions, whereQuery } from './trial-conditions.ts';

const query = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(10).meta({ description: 'Most candidates.' }),
  where: whereQuery,
});

/** Which configuration is best, and how sure that is. */
export function bestRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/best',
      tag: 'trials',
      summary: 'The best complete trials, and which of them can be told apart',
      description:
        'The best 20 trials (or `limit`, if larger) are compared with the first over the seeds they share; p-values are adjusted for that many comparisons by the method of Holm.',
      params: sweepPath,
      query,
      answer: { status: 200, description: 'The leaders.', schema: Best },
      async handle({ params, query: { limit, where } }) {
        const sweep = await findSweep(store, params.id);
        return bestView(store, sweep, limit, where === undefined ? [] : readConditions(where));
      },
    }),
  ];
}
