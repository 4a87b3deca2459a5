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
            packed: z.int().meta({ description: 'Stages that its slot trains together, this one included.' }),
            device: z
              .string()
              .nullable()
              .meta({ description: 'What it is trained on, and how that is doing.' }),
          })
          .nullable()
          .meta({ description: 'As the worker told it last, some seconds ago at most.' }),
      }),
    ),
  })
  .meta({ id: 'Running' });
export type Running = z.infer<typeof Running>;
