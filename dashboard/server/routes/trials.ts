import { z } from 'zod';
import type { TrialQuery } from '../../../prisma/store/types.ts';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { TrialDetail, TrialList } from '../schemas/trial.ts';
import { findSweep, findTrial } from '../views/find.ts';
import { trialDetail, trialView } from '../views/trial-view.ts';
import { pageQuery, sweepPath, trialPath } from './parameters.ts';
import { readConditions, readStates, statesQuery, whereQuery } from './trial-conditions.ts';

const listQuery = pageQuery(50).extend({
  states: statesQuery,
  where: whereQuery,
  sort: z.string().default('number').meta({
    description:
      '`number`, `value`, `standardError`, `state`, `deviceSeconds`, `stagesDone`, `replicatesDone`, a parameter or a metric; `parameter.x` and `metric.x` where a name could be both. Trials without it come last.',
  }),
  direction: z.enum(['asc', 'desc']).default('asc'),
});

/** Trials: lists that are sorted and filtered by the database, and one with all it recorded. */
export function trialRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/trials',
      tag: 'trials',
      summary: "A sweep's trials, sorted, filtered, page by page",
      params: sweepPath,
      query: listQuery,
      answer: { status: 200, description: 'A page of trials.', schema: TrialList },
      async handle({ params, query: { states, where, cursor, ...order } }) {
        await findSweep(store, params.id);
        const query: TrialQuery = {
          sweepId: params.id,
          ...order,
          ...(cursor === undefined ? {} : { cursor }),
          ...(states === undefined ? {} : { states: readStates(states) }),
          ...(where === undefined ? {} : { filters: readConditions(where) }),
        };
        const page = await store.listTrials(query);
        return { trials: page.trials.map(trialView), nextCursor: page.nextCursor };
      },
    }),

    endpoint({
      method: 'get',
      path: '/trials/{id}',
      tag: 'trials',
      summary: 'One trial with its replicates, score matrices and learning curves',
      params: trialPath,
      answer: { status: 200, description: 'The trial.', schema: TrialDetail },
      async handle({ params }) {
        const row = await findTrial(store, params.id);
        const [sweep, replicates] = await Promise.all([
          findSweep(store, row.sweepId),
          store.replicates(row.id),
        ]);
        return trialDetail(row, sweep.spec, replicates);
      },
    }),
  ];
}
