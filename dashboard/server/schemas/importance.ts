import { z } from 'zod';
import { Measured, ParameterValue } from './words.ts';

const OverTrees = z.object({
  mean: Measured,
  spread: Measured.meta({
    description: 'Standard deviation between trees, each of another bootstrap sample.',
  }),
});

/** Which hyperparameters matter, and what each does. */
export const Importance = z
  .object({
    objective: z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) }),
    trials: z.int().meta({ description: 'Complete trials that the forest learnt from.' }),
    complete: z.int().meta({ description: 'Complete trials that there are.' }),
    trees: z.int(),
    outOfBag: Measured.meta({
      description:
        'Share of the variance that the forest explains of trials it has not seen; 0 or less: nothing.',
    }),
    warnings: z.array(z.string()).meta({ description: 'Why the shares may mean little, in sentences.' }),
    parameters: z
      .array(
        z.object({
          name: z.string(),
          share: OverTrees.meta({
            description:
              'Of the variance over the space, what this parameter alone explains (functional ANOVA).',
          }),
          permutation: OverTrees.meta({
            description:
              'Growth of the squared error out of bag when the parameter is shuffled, over the variance.',
          }),
          dependence: z
            .array(
              z.object({
                value: ParameterValue.nullable().meta({ description: 'null: the parameter is absent.' }),
                mean: Measured,
                spread: Measured,
              }),
            )
            .meta({
              description: 'The objective against this parameter, all others averaged over the space.',
            }),
        }),
      )
      .meta({ description: 'The most important first; empty where there is nothing to explain yet.' }),
    interactions: z
      .array(z.object({ names: z.tuple([z.string(), z.string()]), share: OverTrees }))
      .meta({ description: 'What two parameters explain together beyond each alone; the largest first.' }),
    remainder: Measured.meta({ description: 'Share of interactions of three and more.' }),
  })
  .meta({ id: 'Importance' });
export type Importance = z.infer<typeof Importance>;
