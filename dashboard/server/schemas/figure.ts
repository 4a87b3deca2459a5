import { z } from 'zod';
import { Measured } from './words.ts';

const Point = z.tuple([z.number(), z.number()]);

/** Score against the share of parameters that is stored: one point a complete trial. */
export const RatioFigure = z.object({
  kind: z.literal('ratio'),
  metric: z.string(),
  points: z.array(
    z.object({
      trialId: z.string(),
      number: z.int(),
      ratio: z.number().meta({ description: 'Compression ratio: stored parameters over target weights.' }),
      value: z.number(),
      standardError: Measured,
      seeds: z.int(),
    }),
  ),
});

/** How well each task was done just after it was learnt, and after the last one. */
export const TasksFigure = z.object({
  kind: z.literal('tasks'),
  split: z.enum(['val', 'test']),
  score: z.enum(['accuracy', 'mse']),
  tasks: z.array(
    z.object({
      task: z.int().meta({ description: '0-based.' }),
      during: z.object({ value: Measured, standardError: Measured }),
      final: z.object({ value: Measured, standardError: Measured }),
    }),
  ),
});

/** Accuracy around each learnt task embedding. */
export const EmbeddingsFigure = z.object({
  kind: z.literal('embeddings'),
  plane: z.enum(['coordinates', 'neighbours']),
  tasks: z.array(
    z.object({
      task: z.int(),
      offsets: z.array(z.number()).meta({ description: 'Of columns and rows from the learnt embedding.' }),
      scores: z.array(z.array(z.number())).meta({ description: 'Rows of accuracies.' }),
      learnt: z.array(Point).meta({ description: 'Embeddings of all tasks, projected on the plane.' }),
    }),
  ),
});

/** A regression's fits. */
export const FitsFigure = z.object({
  kind: z.literal('fits'),
  tasks: z.array(
    z.object({
      task: z.int(),
      x: z.array(z.number()),
      truth: z.array(z.number()),
      fit: z.array(Measured),
      train: z.array(Point),
    }),
  ),
});

/** A figure of the paper, as data. */
export const Figure = z
  .object({
    sweepId: z.string(),
    trial: z
      .object({ id: z.string(), number: z.int() })
      .nullable()
      .meta({ description: 'Whose figure it is; null where it is of all trials.' }),
    seed: z.int().nullable().meta({ description: 'Of the training; null where all seeds enter.' }),
    figure: z.discriminatedUnion('kind', [RatioFigure, TasksFigure, EmbeddingsFigure, FitsFigure]),
  })
  .meta({ id: 'Figure' });
export type Figure = z.infer<typeof Figure>;
