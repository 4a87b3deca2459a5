import { z } from 'zod';
import { Front } from './front.ts';
import { Trial } from './trial.ts';
import { Measured } from './words.ts';

/** The leaders of a sweep, and how sure one can be of their order. */
export const Best = z
  .object({
    objective: z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) }),
    candidates: z
      .array(
        z.object({
          trial: Trial,
          pValue: Measured.meta({
            description:
              'One-sided test that the first candidate is truly better than this one; null for the first and where there are too few replicates.',
          }),
          indistinguishable: z
            .boolean()
            .meta({ description: 'Whether it belongs to the set that cannot be told apart from the first.' }),
          test: z.object({ name: z.string(), value: Measured, standardError: Measured }).nullable().meta({
            description:
              "The objective's counterpart on the test split: recorded, never searched by. Where the sweep confirms its leaders it is given for confirmed trials only, measured with their fresh seeds.",
          }),
          confirmed: z.object({ seeds: z.int(), value: Measured, standardError: Measured }).nullable().meta({
            description:
              'The objective with fresh seeds that the search has not seen: not the maximum of noise. Null for what was not confirmed.',
          }),
        }),
      )
      .meta({ description: 'Best first.' }),
    more: z.boolean().meta({ description: 'Whether further complete trials come after the candidates.' }),
    front: Front.nullable().meta({
      description: 'Of a sweep with several objectives: what nothing dominates.',
    }),
    verdict: z.string().meta({ description: 'The same in one plain sentence.' }),
    alpha: z.number().meta({ description: 'Level of the tests.' }),
  })
  .meta({ id: 'Best' });
export type Best = z.infer<typeof Best>;
