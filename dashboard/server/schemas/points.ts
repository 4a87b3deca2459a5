import { z } from 'zod';
import { Measured, ParameterValue, TrialState } from './words.ts';

/** Trials as plots need them: few numbers each, and never more than a screen can show. */
export const Points = z
  .object({
    parameters: z.array(z.string()).meta({ description: 'What the space varies, in its order.' }),
    total: z.int().meta({ description: 'Trials with a value.' }),
    points: z
      .array(
        z.object({
          id: z.string(),
          number: z.int(),
          state: TrialState,
          value: z.number(),
          standardError: Measured,
          values: z.array(ParameterValue.nullable()).meta({ description: 'In the order of `parameters`.' }),
        }),
      )
      .meta({
        description: 'By number. Thinned evenly where there are more than asked for; the best are kept.',
      }),
    best: z
      .array(z.object({ number: z.int(), value: z.number(), standardError: Measured }))
      .meta({ description: 'Every complete trial that was better than all before it.' }),
  })
  .meta({ id: 'Points' });
export type Points = z.infer<typeof Points>;
