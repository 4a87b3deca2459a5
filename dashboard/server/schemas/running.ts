import { z } from 'zod';
import { Measured } from './words.ts';

/** Stages that wait for a slot or are trained now. */
export const Running = z
  .object({
    stages: z.array(
      z.object({
        trial: z.int().meta({ description: 'Number of the trial.' }),
        state: z.enum(['queued', 'training']),
        worker: z.string().nullable().meta({ description: '`host/pid`.' }),
        progress: z
          .object({
            seed: z.int(),
            task: z.int().meta({ description: '0-based.' }),
            iteration: z.int(),
            of: z.int(),
            loss: Measured,
          })
          .nullable()
          .meta({ description: 'As the worker told it last, some seconds ago at most.' }),
      }),
    ),
  })
  .meta({ id: 'Running' });
export type Running = z.infer<typeof Running>;
