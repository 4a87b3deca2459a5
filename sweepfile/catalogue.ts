/** What the check of a sweep file asks the science: names and limits, no tensors. */
import type { InputIssue } from '../common/errors.ts';
import { hyperparametersOf, resolveConfiguration, scenarioIssue } from '../hnet/configuration/resolve.ts';
import { strategyByName } from '../hnet/strategies/index.ts';
import type { Hyperparameter } from '../hnet/configuration/hyperparameter.types.ts';
import { resolveBenchmark } from '../hnet/benchmarks/resolve.ts';
import { scoreKindOf } from '../hnet/benchmarks/score-kind.ts';
import type { BenchmarkSpec, Configuration } from '../hnet/types.ts';

/** A metric that a benchmark yields. */
export interface MetricChoice {
  readonly name: string;
  /** Which way is better. */
  readonly goal: 'maximize' | 'minimize';
}

export interface Catalogue {
  /** @throws InvalidInputError naming every fault, with paths that begin with `benchmark.` */
  resolveBenchmark(given: unknown): BenchmarkSpec;
  hyperparametersOf(strategy: string): readonly Hyperparameter[];
  /** @throws InvalidInputError naming every fault, with paths that begin with `parameters.` */
  resolveConfiguration(benchmark: BenchmarkSpec, strategy: string, given: Configuration): Configuration;
  /** What is wrong with a strategy in the benchmark's scenario; null if nothing is. */
  scenarioIssue(benchmark: BenchmarkSpec, strategy: string): InputIssue | null;
  /** What a sweep of this strategy on this benchmark can rank by; the first one is the default. */
  metrics(benchmark: BenchmarkSpec, strategy?: string): readonly MetricChoice[];
}

export const catalogue: Catalogue = {
  resolveBenchmark,
  hyperparametersOf,
  resolveConfiguration,
  scenarioIssue,
  metrics,
};

/** Objectives of accuracies and of errors, those of validation data first where some is held out. */
function metrics(benchmark: BenchmarkSpec, strategy?: string): readonly MetricChoice[] {
  const infersTask =
    strategy !== undefined && strategyByName(strategy).infersTask?.includes(benchmark.scenario) === true;
  const names: readonly MetricChoice[] =
    scoreKindOf(benchmark) === 'mse'
      ? [{ name: 'average_mse', goal: 'minimize' }]
      : [
          { name: 'average_accuracy', goal: 'maximize' },
          { name: 'during_accuracy', goal: 'maximize' },
          { name: 'forgetting', goal: 'minimize' },
          ...(infersTask ? [{ name: 'task_inference', goal: 'maximize' } as const] : []),
        ];
  const splits = benchmark.validation > 0 ? ['val', 'test'] : ['test'];
  return splits.flatMap((split) => names.map(({ name, goal }) => ({ name: `${split}_${name}`, goal })));
}
