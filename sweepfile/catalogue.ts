/** What the check of a sweep file asks the science: names and limits, no tensors. */
import { hyperparametersOf, resolveConfiguration } from '../hnet/configuration/resolve.ts';
import type { Hyperparameter } from '../hnet/configuration/hyperparameter.types.ts';
import { resolveBenchmark } from '../hnet/benchmarks/resolve.ts';
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
  /** What a sweep on this benchmark can rank by; the first one is the default. */
  metrics(benchmark: BenchmarkSpec): readonly MetricChoice[];
}

export const catalogue: Catalogue = {
  resolveBenchmark,
  hyperparametersOf,
  resolveConfiguration,
  metrics,
};

/** Objectives of accuracies and of errors, those of validation data first where some is held out. */
function metrics(benchmark: BenchmarkSpec): readonly MetricChoice[] {
  const names: readonly MetricChoice[] =
    benchmark.name === 'polynomials'
      ? [{ name: 'average_mse', goal: 'minimize' }]
      : [
          { name: 'average_accuracy', goal: 'maximize' },
          { name: 'during_accuracy', goal: 'maximize' },
          { name: 'forgetting', goal: 'minimize' },
        ];
  const splits = benchmark.validation > 0 ? ['val', 'test'] : ['test'];
  return splits.flatMap((split) => names.map(({ name, goal }) => ({ name: `${split}_${name}`, goal })));
}
