import { z } from 'zod';
import { Configuration, Measured, Metrics, NextCursor, Time, TrialState } from './words.ts';

const trialFields = {
  id: z.string(),
  sweepId: z.string(),
  number: z.int(),
  hash: z.string().meta({ description: 'Hash of the whole configuration.' }),
  state: TrialState,
  reason: z.string().nullable(),
  assignment: Configuration.meta({ description: 'What the space varies.' }),
  configuration: Configuration.meta({ description: 'Every hyperparameter, defaults filled in.' }),
  value: Measured.meta({ description: 'Mean objective over finished replicates.' }),
  standardError: Measured,
  replicatesDone: z.int(),
  metrics: Metrics.meta({ description: 'Means over replicates.' }),
  stagesDone: z.int(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  deviceSeconds: z.number(),
};

/** A trial with its value over replicates. */
export const Trial = z.object(trialFields).meta({ id: 'Trial' });
export type Trial = z.infer<typeof Trial>;

export const TrialList = z
  .object({ trials: z.array(Trial), nextCursor: NextCursor })
  .meta({ id: 'TrialList' });
export type TrialList = z.infer<typeof TrialList>;

/** Row i: scores on tasks 0..i after training task i. */
const ScoreMatrix = z.array(z.array(Measured)).meta({ id: 'ScoreMatrix' });

/** One recorded stage of a replicate. */
export const Stage = z
  .object({
    task: z.int(),
    outcome: z.enum(['complete', 'diverged']),
    valTaskInference: z
      .array(Measured)
      .optional()
      .meta({ description: 'Shares of samples taken for the right task; only where the task is inferred.' }),
    testTaskInference: z.array(Measured).optional(),
    weightDrift: z.array(Measured),
    finalLoss: Measured,
    iterations: z.int(),
    curve: z.array(z.object({ iteration: z.int(), loss: Measured, regulariser: Measured })),
    trainSeconds: z.number(),
    evaluationSeconds: z.number(),
    backend: z.string(),
    device: z.string(),
    key: z.string(),
    reused: z.boolean(),
    attempt: z.int(),
    worker: z.string(),
    recordedAt: Time,
  })
  .meta({ id: 'Stage' });

/** One training of the configuration with one seed. */
export const Replicate = z
  .object({
    seed: z.int(),
    state: TrialState,
    metrics: Metrics.nullable(),
    val: ScoreMatrix,
    test: ScoreMatrix,
    stages: z.array(Stage),
  })
  .meta({ id: 'Replicate' });
export type Replicate = z.infer<typeof Replicate>;

/** A trial with everything its replicates recorded. */
export const TrialDetail = z
  .object({
    ...trialFields,
    scoreKind: z.enum(['accuracy', 'mse']),
    tasks: z.int(),
    val: ScoreMatrix.meta({ description: 'Mean over replicates; validation parts.' }),
    test: ScoreMatrix.meta({ description: 'Mean over replicates; test sets.' }),
    replicates: z.array(Replicate),
  })
  .meta({ id: 'TrialDetail' });
export type TrialDetail = z.infer<typeof TrialDetail>;
