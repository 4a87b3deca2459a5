import { strategyByName } from '../strategies/index.ts';
import type { BenchmarkSpec, Configuration, ParameterCounts } from '../types.ts';

/**
 * Parameter counts by arithmetic alone (hnet-spec section 2.1): what constraints and pages show before any training.
 * @param configuration resolved
 */
export function parameterCounts(
  benchmark: BenchmarkSpec,
  strategy: string,
  configuration: Configuration,
): ParameterCounts {
  return strategyByName(strategy).parameterCounts(benchmark, configuration);
}
