/** Stages trained in a pack, beside the same by themselves. */
import { expect } from 'vitest';
import { resolveConfiguration } from '../../hnet/configuration/resolve.ts';
import type { PackOptions } from '../../hnet/packed/pack.ts';
import { trainPackOn } from '../../hnet/packed/train-pack.ts';
import { readSafetensors } from '../../hnet/training/safetensors.ts';
import { trainStageOn } from '../../hnet/training/stage.ts';
import type { CheckpointBytes, StageInput, StageOutcome } from '../../hnet/training/stage.types.ts';
import { relativeError } from './naive-hnet.ts';
import type { Training } from './training.ts';

/** What packed and single training may differ by: rounding, in a training short enough not to blow it up. */
const TOLERANCE = 1e-4;

export type Finished = Extract<StageOutcome, { kind: 'finished' }>;

/** A stage of a training. */
export function inputOf(training: Training, task: number, from: Partial<StageInput> = {}): StageInput {
  const { benchmark, strategy = 'hnet', configuration, seed = 1 } = training;
  const trial = {
    benchmark: benchmark.spec,
    strategy,
    configuration: resolveConfiguration(benchmark.spec, strategy, configuration),
  };
  return { spec: { trial, seed, task }, previous: null, resume: null, dataDir: null, ...from };
}

const hooks = { checkpointEverySeconds: Infinity };

/** All members through some tasks, packed and each by itself. */
export async function packedAndAlone(
  members: readonly Training[],
  tasks: number,
  options: PackOptions = {},
): Promise<{ packed: Finished[]; alone: Finished[] }[]> {
  const stages: { packed: Finished[]; alone: Finished[] }[] = [];
  const { benchmark } = members[0]!;
  for (let task = 0; task < tasks; task += 1) {
    const before = stages.at(-1);
    const inputs = (of: 'packed' | 'alone'): StageInput[] =>
      members.map((member, i) => inputOf(member, task, { previous: before?.[of][i]!.checkpoint ?? null }));
    const settled = await trainPackOn(
      benchmark,
      inputs('packed').map((input) => ({ input, hooks })),
      options,
    );
    const alone: Finished[] = [];
    for (const input of inputs('alone'))
      alone.push(
        (await trainStageOn(benchmark, input, hooks, {
          ...(options.forceRegulariser && { forceRegulariser: options.forceRegulariser }),
        })) as Finished,
      );
    stages.push({ packed: settled.map(finished), alone });
  }
  return stages;
}

/** How a stage ended that must have finished. */
export function finished(settled: PromiseSettledResult<StageOutcome>): Finished {
  if (settled.status === 'rejected') throw settled.reason as Error;
  if (settled.value.kind !== 'finished') throw new Error('interrupted');
  return settled.value;
}

const arraysOf = (bytes: CheckpointBytes) => readSafetensors(bytes).arrays;

/** Everything that a stage leaves is equal within rounding, and all that is counted exactly. */
export function expectEqual(packed: Finished, alone: Finished, tolerance = TOLERANCE): void {
  const [a, b] = [packed.result, alone.result];
  expect(a).toMatchObject({ task: b.task, outcome: b.outcome, iterations: b.iterations, backend: b.backend });
  expect(a.curve.map((point) => point.iteration)).toEqual(b.curve.map((point) => point.iteration));
  for (const what of ['loss', 'regulariser'] as const) {
    const [mine, theirs] = [a, b].map(({ curve }) => curve.map((point) => point[what]));
    if (theirs!.every((value) => value === 0)) expect(mine).toEqual(theirs);
    else expect(relativeError(mine!, theirs!)).toBeLessThan(10 * tolerance);
  }
  expect(a.val.length).toBe(b.val.length);
  a.test.forEach((score, i) => expect(score).toBeCloseTo(b.test[i]!, 3));
  a.val.forEach((score, i) => expect(score).toBeCloseTo(b.val[i]!, 3));
  a.weightDrift.forEach((drift, i) =>
    expect(Math.abs(drift - b.weightDrift[i]!)).toBeLessThan(1e-2 * (b.weightDrift[i]! + 0.01)),
  );
  const [mine, theirs] = [arraysOf(packed.checkpoint), arraysOf(alone.checkpoint)];
  expect(Object.keys(mine).sort()).toEqual(Object.keys(theirs).sort());
  for (const [name, { shape, data }] of Object.entries(theirs)) {
    expect(mine[name]!.shape, name).toEqual(shape);
    expect(relativeError(mine[name]!.data, data), name).toBeLessThan(tolerance);
  }
}
