import { resolveBenchmark } from '../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../hnet/configuration/resolve.ts';
import type { BenchmarkSpec, Configuration } from '../../hnet/types.ts';

/** A published configuration whose step is timed; names as in the PyTorch yardstick. */
export interface Net {
  readonly label: string;
  readonly benchmark: BenchmarkSpec;
  readonly configuration: Configuration;
  /** Numbers of previous tasks that are looked at if none are named. */
  readonly previous: readonly number[];
}

/** A benchmark's published configuration, with whatever is given in its place. */
export const net = (
  label: string,
  benchmarkGiven: { name: string; tasks: number },
  previous: number[],
  given: Configuration = {},
): Net => {
  const benchmark = resolveBenchmark(benchmarkGiven);
  return { label, benchmark, configuration: resolveConfiguration(benchmark, 'hnet', given), previous };
};

/** hnet-spec 3.3 and 3.2: the defaults of each benchmark are the published values. */
export const NETS: Readonly<Record<string, Net>> = {
  split: net('Split MNIST', { name: 'split-mnist', tasks: 5 }, [0, 4]),
  p10: net('Permuted MNIST, 10 tasks', { name: 'permuted-mnist', tasks: 10 }, [0, 4, 9]),
  p100: net('Permuted MNIST, 100 tasks', { name: 'permuted-mnist', tasks: 100 }, [0, 9, 99]),
};
