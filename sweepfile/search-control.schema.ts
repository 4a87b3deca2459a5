/** The keys of a sweep file that steer how much is spent on what: their shapes alone (`search-control.ts` reads them). */
import { z } from 'zod';

/** Other names for types of `early_terminate`. */
export const PRUNER_ALIASES: Readonly<Record<string, string>> = {
  patient: 'patience',
  'successive-halving': 'asha',
  successive_halving: 'asha',
  sha: 'asha',
};

const TYPES = [
  'median',
  'percentile',
  'threshold',
  'patience',
  'asha',
  'hyperband',
  'successive-halving',
  'successive_halving',
  'sha',
  'patient',
] as const;

const Bound = z.union([z.number(), z.array(z.number()).min(1)]);

const common = {
  type: z.enum(TYPES).meta({ description: 'Which pruner.' }),
  n_startup_trials: z.int().min(0).optional().meta({
    description:
      'median, percentile: other trials that must have reached a rung before anything is pruned there.',
  }),
  n_warmup_steps: z.int().min(0).optional().meta({ description: 'Tasks that are never judged.' }),
  interval_steps: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'After the warm-up, every so many tasks are judged.' }),
  percentile: z
    .number()
    .gt(0)
    .lt(100)
    .optional()
    .meta({ description: 'percentile: the share that goes on.' }),
  of: z.enum(['objective', 'during']).optional().meta({
    description:
      'threshold: the objective over the tasks so far, or the score on each task just after it was learnt.',
  }),
  lower: Bound.optional().meta({
    description: 'threshold: the least allowed; a list has one bound for each task.',
  }),
  upper: Bound.optional().meta({ description: 'threshold: the most allowed.' }),
  patience: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'patience: tasks without improvement that are borne.' }),
  min_delta: z.number().min(0).optional().meta({ description: 'patience: what counts as no worse.' }),
  eta: z
    .number()
    .min(1.5)
    .max(100)
    .optional()
    .meta({ description: 'asha, hyperband: the best 1/eta go on.' }),
  min_iter: z.int().min(1).optional().meta({ description: 'asha, hyperband: tasks until the first rung.' }),
  max_iter: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'hyperband: tasks at which nothing is pruned any more.' }),
  s: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'hyperband as W&B has it: rungs at max_iter / eta, ... / eta^s.' }),
  min_early_stopping_rate: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'asha: moves the first rung up by this power of eta.' }),
};

const Wrapped = z.strictObject(common);

/** `early_terminate` */
export const EarlyTerminate = z.union([
  z.enum(TYPES),
  z.strictObject({
    ...common,
    wrapped: Wrapped.optional().meta({ description: 'patience: the pruner that is asked at its end.' }),
  }),
]);
export type EarlyTerminate = z.infer<typeof EarlyTerminate>;
export type PrunerEntry = z.infer<typeof Wrapped> & {
  readonly wrapped?: z.infer<typeof Wrapped> | undefined;
};

/** Keys of the small mappings, for "did you mean". */
export const searchControlKeys: Readonly<Record<string, readonly string[]>> = {
  early_terminate: [...Object.keys(common), 'wrapped'],
  racing: ['min_seeds', 'alpha'],
  confirm: ['seeds', 'leaders'],
  stop_when: ['no_improvement'],
};

const SweepId = z.string().min(1);
const Configuration = z.record(
  z.string(),
  z.union([z.number(), z.string(), z.boolean(), z.array(z.number())]),
);

/** @param duration what a span of time may be */
export function searchControlShape<Duration extends z.ZodType>(duration: Duration) {
  return {
    early_terminate: EarlyTerminate.optional().meta({
      description: 'Ends poor trials early; rungs are tasks learnt.',
    }),
    racing: z
      .union([
        z.boolean(),
        z.strictObject({
          min_seeds: z.int().min(2).optional().meta({ description: 'Seeds that every configuration gets.' }),
          alpha: z
            .number()
            .gt(0)
            .max(0.5)
            .optional()
            .meta({ description: 'Level of the test against the leader.' }),
        }),
      ])
      .optional()
      .meta({ description: 'Configurations earn their further seeds: none for what the leader beats.' }),
    confirm: z
      .union([
        z.int().min(2).max(1000),
        z.strictObject({
          seeds: z.int().min(2).max(1000).meta({ description: 'Fresh seeds for each leader.' }),
          leaders: z.int().min(1).max(20).optional().meta({ description: 'Most leaders.' }),
        }),
      ])
      .optional()
      .meta({ description: 'Evaluates the leaders with so many fresh seeds after the search.' }),
    max_duration: duration.optional().meta({ description: 'No new trials after this time.' }),
    max_device_hours: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'No new trials once so much device time is spent.' }),
    stop_when: z
      .strictObject({
        no_improvement: z
          .int()
          .min(1)
          .meta({ description: 'Trials in a row without an improvement beyond noise.' }),
      })
      .optional()
      .meta({ description: 'Ends the search.' }),
    when_spent: z.enum(['finish', 'prune']).optional().meta({
      description: 'What becomes of running trials when a budget is spent or stop_when is met.',
    }),
    warm_start: z
      .union([SweepId, z.array(SweepId).min(1)])
      .optional()
      .meta({
        description: 'Earlier sweeps whose trials the sampler learns from.',
      }),
    enqueue: z
      .array(Configuration)
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: "Configurations of one's own, tried first." }),
  };
}
