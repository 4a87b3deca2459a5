import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Report } from '../schemas/report.ts';
import { reportView } from '../views/report-view.ts';

const query = z.object({
  metric: z.string().min(1).optional().meta({
    description: "What is compared; left out, the test split's counterpart of each sweep's objective.",
    example: 'test_average_accuracy',
  }),
});

/** Comparing methods. */
export function reportRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/reports/{name}',
      tag: 'sweeps',
      summary: 'Strategies by benchmarks and scenarios, with standard errors and tests',
      description:
        'Takes the sweeps of that name and those whose names begin with it and a dot, as a file with a `matrix` makes them; of several for the same cell the newest.',
      params: z.object({
        name: z.string().meta({ description: "The study's name.", example: 'table-1-split' }),
      }),
      query,
      answer: { status: 200, description: 'The table.', schema: Report },
      handle: ({ params, query: { metric } }) => reportView(store, params.name, metric ?? null),
    }),
  ];
}
