import { z } from 'zod';
import { Measured, SweepState } from './words.ts';

/** Methods by benchmarks and scenarios, as papers print them. */
export const Report = z
  .object({
    name: z.string(),
    columns: z.array(
      z.object({
        benchmark: z.string(),
        scenario: z.string(),
        tasks: z.int(),
        metric: z.string(),
        goal: z.enum(['maximize', 'minimize']),
      }),
    ),
    rows: z.array(
      z.object({
        strategy: z.string(),
        cells: z
          .array(
            z
              .object({
                sweepId: z.string(),
                state: SweepState,
                trial: z.object({ id: z.string(), number: z.int() }).nullable().meta({
                  description:
                    "The sweep's best complete trial by its own objective; null before one is complete.",
                }),
                value: Measured.meta({ description: 'Mean of the metric over its seeds.' }),
                standardError: Measured,
                seeds: z.int(),
                trials: z.int().meta({ description: 'Complete trials that it is the best of.' }),
                best: z.boolean().meta({ description: 'Whether its mean is the best of its column.' }),
                amongBest: z
                  .boolean()
                  .meta({ description: "Whether it can't be told apart from the best of its column." }),
                pValue: Measured.meta({
                  description:
                    "One-sided test that the column's best is better, paired by seed, Holm's adjustment; null for the best.",
                }),
                inferenceAccuracy: Measured.meta({
                  description: 'Share of test samples whose task was inferred rightly, where it is inferred.',
                }),
              })
              .nullable(),
          )
          .meta({ description: 'One a column; null where that was not swept.' }),
      }),
    ),
    alpha: z.number().meta({ description: 'Level of the tests.' }),
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
