import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { CheckpointUse, PrunedCheckpoints } from '../schemas/checkpoints.ts';
import { checkpointUse, pruneCheckpoints } from '../views/checkpoint-view.ts';

/** What fills the folder of checkpoints, and making room in it. */
export function checkpointRoutes(dependencies: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/checkpoints',
      tag: 'checkpoints',
      summary: 'What fills the folder of checkpoints',
      answer: {
        status: 200,
        description: 'Stages and bytes, by what they are good for.',
        schema: CheckpointUse,
      },
      handle: () => checkpointUse(dependencies),
    }),
    endpoint({
      method: 'post',
      path: '/checkpoints/prune',
      tag: 'checkpoints',
      summary: 'Delete checkpoints that no sweep needs any more',
      description: 'A stage whose checkpoint is wanted after all is trained again.',
      body: {
        schema: z
          .object({
            last: z.boolean().default(false).meta({
              description: 'Also the last of each training, of which models and figures are made.',
            }),
          })
          .default({ last: false }),
        mediaTypes: ['application/json'],
      },
      answer: { status: 200, description: 'What was deleted, and what is left.', schema: PrunedCheckpoints },
      handle: ({ body }) => pruneCheckpoints(dependencies, body),
    }),
  ];
}
