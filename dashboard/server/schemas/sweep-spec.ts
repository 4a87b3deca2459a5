import { z } from 'zod';
import { ParameterValue } from './words.ts';

const when = z
  .record(z.string(), z.array(ParameterValue))
  .optional()
  .meta({ description: "Others' values under which it exists; left out: always." });

/** One hyperparameter of the search space. */
export const ParameterSpace = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('constant'), value: ParameterValue, when }),
    z.object({ kind: z.literal('categorical'), values: z.array(ParameterValue), when }),
    z.object({
      kind: z.literal('float'),
      min: z.number(),
      max: z.number(),
      log: z.boolean(),
      step: z.number().nullable(),
      when,
    }),
    z.object({
      kind: z.literal('int'),
      min: z.number(),
      max: z.number(),
      log: z.boolean(),
      step: z.number(),
      when,
    }),
  ])
  .meta({ id: 'ParameterSpace' });

/** A sweep file after checking, every default filled in. */
export const SweepSpec = z
  .object({
    name: z.string(),
    benchmark: z.object({
      name: z.string(),
      scenario: z.enum(['CL1', 'CL2', 'CL3']),
      tasks: z.int(),
      validation: z.int().meta({ description: 'Samples held out of the training set.' }),
      trainLimit: z.int().nullable(),
      dataSeed: z.int(),
      data: z.string(),
    }),
    strategy: z.string(),
    method: z.string(),
    objective: z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) }),
    objectives: z
      .array(z.object({ name: z.string(), goal: z.enum(['maximize', 'minimize']) }))
      .optional()
      .meta({ description: 'Of a sweep with two or three, all of them, `objective` first.' }),
    space: z.record(z.string(), ParameterSpace),
    constraints: z
      .array(z.string())
      .optional()
      .meta({ description: 'Expressions that every trained configuration keeps.' }),
    seeds: z.array(z.int()).meta({ description: 'Replicate seeds, the same for all configurations.' }),
    searchSeed: z.int(),
    runCap: z.int().nullable(),
    maxConcurrentTrials: z.int(),
    maxFailedTrials: z.int().nullable(),
    maxTrialSeconds: z.number().nullable(),
    checkpointEverySeconds: z.number(),
    checkpointKeep: z.int(),
    backend: z.string(),
    priority: z.int(),
    earlyTerminate: z
      .looseObject({ type: z.string() })
      .nullable()
      .optional()
      .meta({ description: 'The pruner and its settings; rungs are tasks learnt.' }),
    racing: z
      .object({ minSeeds: z.int(), alpha: z.number() })
      .nullable()
      .optional()
      .meta({ description: 'Further seeds are earned.' }),
    confirm: z
      .object({ seeds: z.int(), leaders: z.int() })
      .nullable()
      .optional()
      .meta({ description: 'Fresh seeds for each of so many leaders, after the search.' }),
    enqueue: z.array(z.record(z.string(), ParameterValue)).optional(),
    warmStart: z.array(z.string()).optional().meta({ description: 'Sweeps that the sampler learns from.' }),
    maxSeconds: z.number().nullable().optional(),
    maxDeviceSeconds: z.number().nullable().optional(),
    stopWhen: z.object({ noImprovement: z.int() }).nullable().optional(),
    whenSpent: z.enum(['finish', 'prune']).optional(),
  })
  .meta({ id: 'SweepSpec' });
