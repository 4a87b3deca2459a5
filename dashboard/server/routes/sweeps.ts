import { z } from 'zod';
import { HttpError } from '../http/problem.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { ApiDependencies } from '../dependencies.types.ts';
import { Sweep, SweepList } from '../schemas/sweep.ts';
import { findSweep } from '../views/find.ts';
import { sweepView } from '../views/sweep-view.ts';
import { pageQuery, sweepPath } from './parameters.ts';

/** Submitting sweeps and reading them. */
export function sweepRoutes({ store, control, readSweepFile }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/sweeps',
      tag: 'sweeps',
      summary: 'Submit a sweep file',
      description:
        'The body is the file itself, YAML or JSON. It is checked first: a file that cannot be right changes nothing.',
      body: {
        schema: z.string().min(1, 'a sweep file'),
        mediaTypes: ['application/yaml', 'application/json'],
      },
      answer: { status: 201, description: 'The sweep, scheduled.', schema: Sweep },
      async handle({ body }, { req, res }) {
        if (req.is(['application/yaml', 'application/x-yaml', 'text/yaml', 'application/json']) === false)
          throw new HttpError(
            415,
            'invalid-input',
            `a sweep file comes as application/yaml or application/json, not ${req.get('content-type') ?? 'unlabelled'}`,
          );
        const row = await control.submit(await readSweepFile(body));
        res.location(`/api/v1/sweeps/${row.id}`);
        return sweepView(store, row);
      },
    }),

    endpoint({
      method: 'get',
      path: '/sweeps',
      tag: 'sweeps',
      summary: 'List sweeps, newest first',
      query: pageQuery(50),
      answer: { status: 200, description: 'A page of sweeps.', schema: SweepList },
      async handle({ query: { limit, cursor } }) {
        const page = await store.listSweeps(cursor === undefined ? { limit } : { limit, cursor });
        return {
          sweeps: await Promise.all(page.sweeps.map((row) => sweepView(store, row))),
          nextCursor: page.nextCursor,
        };
      },
    }),

    endpoint({
      method: 'get',
      path: '/sweeps/{id}',
      tag: 'sweeps',
      summary: 'One sweep',
      params: sweepPath,
      answer: { status: 200, description: 'The sweep.', schema: Sweep },
      handle: async ({ params }) => sweepView(store, await findSweep(store, params.id)),
    }),
  ];
}
