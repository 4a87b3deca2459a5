import { z } from 'zod';
import { Measured, ParameterValue } from './words.ts';

/** What each hyperparameter does, the others and the seed left as they are. */
export const Effects = z
  .object({
    objective: z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) }),
    parameters: z.array(
      z.object({
        name: z.string(),
        levels: z
          .array(
            z.object({
              value: ParameterValue,
              mean: Measured.meta({ description: 'Of the objective, over all trainings with this value.' }),
              trainings: z.int(),
              againstBest: z
                .object({
                  difference: Measured.meta({
                    description: 'Mean objective here minus that of the best value.',
                  }),
                  standardError: Measured,
                  pairs: z.int().meta({ description: 'Trainings that differ in nothing else.' }),
                  pValue: Measured.meta({ description: "Two-sided paired t-test, Holm's adjustment." }),
                })
                .nullable(),
            }),
          )
          .meta({ description: 'Best first.' }),
      }),
    ),
    trials: z.int().meta({ description: 'Complete trials that were looked at.' }),
  })
  .meta({ id: 'Effects' });
export type Effects = z.infer<typeof Effects>;
