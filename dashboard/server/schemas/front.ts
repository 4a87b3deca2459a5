import { z } from 'zod';
import { Trial } from './trial.ts';

/** The trials of a sweep with several objectives that nothing dominates. */
export const Front = z
  .object({
    objectives: z.array(z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) })),
    trials: z
      .array(
        z.object({
          trial: Trial,
          values: z.array(z.number()).meta({ description: 'One for each objective, means over seeds.' }),
        }),
      )
      .meta({ description: 'Best by the first objective first.' }),
    dominated: z.array(z.object({ id: z.string(), number: z.int(), values: z.array(z.number()) })).meta({
      description:
        'The other complete trials that have all objectives; of more than 1,000 so many, evenly taken.',
    }),
    reference: z.array(z.number()).meta({
      description:
        'The point up to which the hypervolume counts: the worst value of each objective and a tenth of its range beyond.',
    }),
    hypervolume: z.number().meta({ description: 'What the front dominates; larger is better.' }),
  })
  .meta({ id: 'Front' });
export type Front = z.infer<typeof Front>;
