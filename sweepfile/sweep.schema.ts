import { z } from 'zod';
import { SCENARIOS } from '../hnet/configuration/scenario.ts';
import type { Scenario } from '../hnet/types.ts';
import { samplerAliases, samplerNames } from '../search/samplers/index.ts';
import { benchmarkNames } from '../hnet/benchmarks/resolve.ts';
import { hyperparametersOf } from '../hnet/configuration/resolve.ts';
import { strategyNames } from '../hnet/strategies/index.ts';
import { distributionNames } from './distributions.ts';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';
import { searchControlShape } from './search-control.schema.ts';

const asEnum = (names: readonly string[]) => z.enum(names as [string, ...string[]]);

const BACKENDS = ['auto', 'tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu'] as const;

const Scalar = z.union([z.number(), z.string(), z.boolean()]);
const Value = z
  .union([Scalar, z.array(z.int().min(1))])
  .meta({ description: 'A value; a list of whole numbers is the widths of layers.' });

const Duration = z
  .union([
    z.number().positive(),
    z
      .string()
      .regex(DURATION_PATTERN)
      .refine((text) => durationSeconds(text) !== 0, 'more than no time'),
  ])
  .meta({ description: 'Seconds, or e.g. 90s, 15m, 2h, 1h30m.' });

/** What one hyperparameter may be: a bare value, or `value`, or `values`, or a range. */
export const ParameterEntry = z
  .union([
    Scalar,
    z.strictObject({
      distribution: asEnum(distributionNames).optional().meta({
        description: 'How a range is drawn from; a whole-number hyperparameter gets whole numbers from any.',
      }),
      value: Value.optional().meta({ description: 'The only value.' }),
      values: z.array(Value).min(1).optional().meta({ description: 'The values to choose from.' }),
      min: z.number().optional(),
      max: z.number().optional(),
      q: z
        .number()
        .positive()
        .optional()
        .meta({ description: 'Step: values are min, min + q, ... up to max.' }),
      log: z.boolean().optional().meta({ description: 'Draw on a logarithmic scale.' }),
      when: z
        .record(z.string(), z.union([Scalar, z.array(Value).min(1)]))
        .optional()
        .meta({
          description:
            'Other parameters and the value, or list of values, of each under which this one exists.',
        }),
    }),
  ])
  .meta({ id: 'Parameter' });
export type ParameterEntry = z.infer<typeof ParameterEntry>;

const Metric = z.union([
  z.string(),
  z.strictObject({ name: z.string(), goal: z.enum(['maximize', 'minimize', 'max', 'min']).optional() }),
]);

const BenchmarkName = asEnum(benchmarkNames);
const BenchmarkEntry = z.strictObject({
  name: BenchmarkName,
  scenario: z
    .enum(SCENARIOS as [Scenario, ...Scenario[]])
    .optional()
    .meta({
      description: 'CL1: the task is given; CL2: it is not, classes share outputs; CL3: it must be inferred.',
    }),
  tasks: z.int().min(1).optional(),
  validation: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Training samples held out; val_ metrics are computed on them.' }),
  train_limit: z.int().min(1).nullable().optional().meta({ description: 'Most training samples a task.' }),
  data_seed: z.int().min(0).optional(),
  data: z
    .enum(['mnist', 'fashion-mnist', 'cifar', 'glyphs', 'patterns', 'none'])
    .optional()
    .meta({ description: 'Published files, or what is drawn here: glyphs for MNIST, patterns for CIFAR.' }),
});

const Seed = z.int().min(0).max(0x7fffffff);

/**
 * The sweep file, once keys have their canonical names (`aliases.ts`). What can only be told with the science at hand
 * (names of hyperparameters, ranges, combinations) is checked after this.
 */
export const SweepFile = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'For editors.' }),
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes and underscores, at most 64')
      .meta({ description: 'Names the sweep: `<name>-1`, `<name>-2`, ... as it is submitted again.' }),
    benchmark: z.union([BenchmarkName, BenchmarkEntry]).meta({ description: 'By name, or with settings.' }),
    strategy: asEnum(strategyNames).default('hnet').meta({ description: 'The continual-learning method.' }),
    method: asEnum([...samplerNames, ...Object.keys(samplerAliases)])
      .transform((name) => samplerAliases[name] ?? name)
      .meta({ description: 'How configurations are proposed.' }),
    metric: Metric.optional().meta({ description: 'What the sweep ranks by.' }),
    metrics: z.array(Metric).min(2).max(3).optional().meta({
      description: 'Two or three objectives in place of metric; also compression_ratio and device_seconds.',
    }),
    parameters: z.record(z.string(), ParameterEntry).default({}).meta({
      description: 'Hyperparameters; what is left out takes its published value.',
    }),
    constraints: z.array(z.string().min(1)).min(1).max(100).optional().meta({
      description:
        'Expressions over hyperparameters and figures such as compression_ratio that every trained configuration keeps.',
    }),
    seeds: z
      .union([z.int().min(1).max(1000), z.array(Seed).min(1)])
      .default(1)
      .meta({ description: 'Replicates of each configuration: n means seeds 1 to n; or a list of seeds.' }),
    search_seed: Seed.default(1).meta({ description: 'Seed of the sampler.' }),
    run_cap: z.int().min(1).optional().meta({ description: 'Most trials.' }),
    max_concurrent_trials: z.int().min(1).max(1000).default(4),
    max_failed_trials: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'The sweep fails once more trials than this have failed.' }),
    max_trial_duration: Duration.optional(),
    ...searchControlShape(Duration),
    checkpoint: z
      .strictObject({ every: Duration.default(60), keep: z.int().min(1).max(100).default(2) })
      .default({ every: 60, keep: 2 })
      .meta({ description: 'Mid-stage checkpoints.' }),
    backend: z.enum(BACKENDS).default('auto').meta({ description: 'What runs the tensors.' }),
    priority: z.int().min(1).max(5).default(3).meta({ description: '1 is served first.' }),
  })
  .meta({ title: 'hnet-sweep sweep file' });
export type SweepFile = z.infer<typeof SweepFile>;

/** What `matrix` may hold, for editors; `matrix.ts` checks it. */
const Cell = z.strictObject({
  benchmark: BenchmarkName.optional(),
  scenario: z.enum(['CL1', 'CL2', 'CL3']).optional(),
  strategy: asEnum(strategyNames).optional(),
});
const Matrix = z
  .strictObject({
    benchmark: z.array(BenchmarkName).min(1).optional(),
    scenario: z
      .array(z.enum(['CL1', 'CL2', 'CL3']))
      .min(1)
      .optional(),
    strategy: z.array(asEnum(strategyNames)).min(1).optional(),
    exclude: z.array(Cell).optional().meta({ description: 'Combinations to leave out.' }),
    adjust: z
      .array(z.looseObject({ when: Cell }))
      .optional()
      .meta({ description: 'What some combinations have besides, or differently.' }),
  })
  .meta({ description: 'One file, many sweeps: each combination is one, named <name>.<values>.' });

/** Keys of `benchmark`, for "did you mean". */
export const benchmarkKeys: readonly string[] = Object.keys(BenchmarkEntry.shape);

/** The sweep file's keys, for "did you mean". */
export const sweepFileKeys: readonly string[] = Object.keys(SweepFile.shape).filter(
  (key) => key !== '$schema',
);

/**
 * The JSON Schema (draft 2020-12) of the sweep file, for editors: `hnet-sweep schema` prints it. Hyperparameters are
 * listed with their descriptions; other tools' names (`aliases.ts`) are read but not suggested.
 */
export function jsonSchema(): Record<string, unknown> {
  // A file may stand for many sweeps; by the time one is checked, `expandMatrix` has taken it apart.
  const schema = z.toJSONSchema(SweepFile.extend({ matrix: Matrix.optional() }), {
    io: 'input',
    override: ({ jsonSchema: node }) => {
      // What zod says of every whole number.
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
    },
  });
  const { parameters } = schema.properties as { parameters: Record<string, unknown> };
  const entry = parameters.additionalProperties;
  const hyperparameters = new Map(
    strategyNames.flatMap(hyperparametersOf).map(({ name, doc }) => [name, doc]),
  );
  parameters.properties = Object.fromEntries(
    [...hyperparameters].map(([name, doc]) => [name, { description: doc, ...(entry as object) }]),
  );
  parameters.additionalProperties = false;
  delete parameters.propertyNames;
  return schema;
}
