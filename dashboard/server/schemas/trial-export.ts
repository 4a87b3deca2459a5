import { z } from 'zod';
import { ParameterSpace, SweepSpec } from './sweep-spec.ts';
import { Trial } from './trial.ts';
import { Configuration, Measured, SweepState } from './words.ts';

/** A sweep's JSON file: what was asked for, and every trial. */
export const TrialExport = z
  .object({
    sweep: z.object({ id: z.string(), state: SweepState, spec: SweepSpec }),
    trials: z.array(Trial),
  })
  .meta({ id: 'TrialExport' });

const Scores = z
  .array(z.array(z.number()))
  .meta({ description: 'Row i: on tasks 0..i after training task i.' });

/** A recording of a sweep's stages, which `hnet-sweep simulate` replays. */
export const StageExport = z
  .object({
    kind: z.literal('recorded-surface'),
    version: z.literal(1),
    sweep: z.string(),
    benchmark: z.string(),
    strategy: z.string(),
    tasks: z.int(),
    objective: z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) }),
    space: z.record(z.string(), ParameterSpace),
    seeds: z.array(z.int()),
    configurations: z.array(
      z.object({
        assignment: Configuration,
        replicates: z.array(
          z.object({
            seed: z.int(),
            val: Scores,
            test: Scores,
            values: z
              .array(Measured)
              .meta({ description: 'The objective over the tasks so far, after each stage.' }),
            seconds: z.array(z.number()),
            keys: z.array(z.int()).meta({ description: 'Stages of one number are one stage, trained once.' }),
            diverged: z.boolean(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'StageExport' });
