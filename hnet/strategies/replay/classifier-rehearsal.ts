import { benchmarkShape } from '../../configuration/benchmark-shape.ts';
import { ReplayPlan, type LabelRule, type ReplayWeighting } from '../../replay/replay-plan.ts';
import type { BenchmarkSpec } from '../../types.ts';
import type { Rehearsal, RehearsalInput } from './rehearsing-network.ts';

/** Rehearsal of a classifier whose former self labels what is replayed: `hnet+r` and `dgr`. */
export function classifierRehearsal(
  benchmark: BenchmarkSpec,
  batchSize: number,
  weighting: ReplayWeighting,
  labels: LabelRule,
): (input: RehearsalInput) => Rehearsal {
  const { scenario, tasks } = benchmark;
  const { outputs } = benchmarkShape(benchmark);
  return (input) => {
    const plan = new ReplayPlan({ ...input, scenario, tasks, outputs, batchSize, weighting, labels });
    return {
      targetsOf: (logits) => plan.targetsOf(logits),
      batchTargets: (oneHot, replayed) => plan.batchTargets(oneHot, replayed),
      dispose: () => plan.dispose(),
    };
  };
}
