import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Figure } from '../schemas/figure.ts';
import { figureNames, figureView } from '../views/figure-view.ts';
import { findSweep } from '../views/find.ts';

const path = z.object({
  id: z.string().meta({ description: "The sweep's id.", example: 'split-mnist-beta-1' }),
  figure: z.enum(figureNames).meta({
    description:
      'ratio: score against compression ratio; tasks: during and final score of each task; embeddings: accuracy around the learnt embeddings; fits: regressions.',
  }),
});
const query = z.object({
  trial: z.coerce.number().int().min(0).optional().meta({ description: "Left out, the sweep's best." }),
  seed: z.coerce.number().int().min(0).optional().meta({ description: 'Left out, the first complete one.' }),
});

/** The paper's figures as data. */
export function figureRoutes(dependencies: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/figures/{figure}',
      tag: 'sweeps',
      summary: "A figure of the paper from a sweep's results",
      description:
        '`embeddings` and `fits` are computed from the checkpoint of a training, which takes seconds to minutes the first time.',
      params: path,
      query,
      answer: { status: 200, description: 'The figure as data.', schema: Figure },
      async handle({ params: { id, figure }, query: { trial, seed } }) {
        const sweep = await findSweep(dependencies.store, id);
        return figureView(dependencies, sweep, figure, { trial: trial ?? null, seed: seed ?? null });
      },
    }),
  ];
}
