import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import type { Classifier, Learner, NamedArray } from '../strategies/strategy.types.ts';
import type { StageResult, StageSpec } from '../types.ts';
import { evaluate, evaluateUntold } from './evaluate.ts';
import type { StageMemory } from './stage-checkpoint.ts';
import { driftReference, weightDrift } from './weight-drift.ts';

/** What is measured after a task. */
export type Scores = Pick<
  StageResult,
  'val' | 'test' | 'weightDrift' | 'valTaskInference' | 'testTaskInference'
>;

/**
 * Row t of the score matrices, and how far the generated weights have drifted since their tasks' ends; `memory` gets what
 * later drift is measured against.
 * @param carriesScores whether earlier tasks' scores can't have changed and are taken over
 */
export async function score(
  learner: Learner,
  benchmark: Benchmark,
  spec: StageSpec,
  memory: StageMemory,
  carriesScores: boolean,
  { signal, alive }: { readonly signal: AbortSignal | undefined; readonly alive: () => Promise<void> },
): Promise<Scores | 'interrupted'> {
  const references = [...memory.drift];
  const rows = {
    val: carriesScores ? [...memory.val] : [],
    test: carriesScores ? [...memory.test] : [],
  };
  const inferred: { val: number[]; test: number[] } = { val: [], test: [] };
  const drift: number[] = [];
  const untold = benchmark.spec.scenario === 'CL1' ? null : classifierOf(learner, spec);
  try {
    for (let task = carriesScores ? spec.task : 0; task <= spec.task; task += 1) {
      if (signal?.aborted === true) return 'interrupted';
      const predictor = learner.predictor(task);
      for (const split of ['val', 'test'] as const) {
        if (untold === null) {
          const found = await evaluate(benchmark, task, split, predictor, alive);
          if (found !== null) rows[split].push(found);
        } else {
          const found = await evaluateUntold(benchmark, task, split, untold, alive);
          if (found !== null) rows[split].push(found.accuracy);
          if (found !== null && found.taskInference !== null) inferred[split].push(found.taskInference);
        }
      }
      const weights = Float32Array.from(await predictor.weights.data<'float32'>());
      if (task === spec.task) {
        const reference: NamedArray = { shape: [], data: driftReference(weights) };
        references.push({ ...reference, shape: [reference.data.length] });
      }
      drift.push(weightDrift(weights, references[task]!));
      predictor.dispose();
    }
  } finally {
    untold?.dispose();
  }
  memory.drift = references;
  return {
    ...rows,
    ...(inferred.val.length > 0 ? { valTaskInference: inferred.val } : {}),
    ...(inferred.test.length > 0 ? { testTaskInference: inferred.test } : {}),
    // Where every task keeps its own network nothing drifts.
    weightDrift: carriesScores ? Array<number>(spec.task + 1).fill(0) : drift,
  };
}

/** What classifies without being told the task. */
function classifierOf(learner: Learner, spec: StageSpec): Classifier {
  const { strategy, benchmark } = spec.trial;
  if (learner.classifier === undefined)
    throw new RangeError(`strategy ${strategy} can't classify in ${benchmark.scenario}`);
  return learner.classifier(spec.task);
}
