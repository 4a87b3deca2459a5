import type { Activation } from '../model/activation.ts';
import { createMlpTarget } from '../model/mlp-target.ts';
import type { TargetNetwork } from '../model/target-network.ts';
import type { BenchmarkSpec, Configuration } from '../types.ts';
import { benchmarkShape } from './benchmark-shape.ts';

/** Output neurons of the target network, all heads counted. */
export function targetOutputs(benchmark: BenchmarkSpec): number {
  const { outputs, multiHead } = benchmarkShape(benchmark);
  return multiHead ? outputs * benchmark.tasks : outputs;
}

/**
 * The target network that a configuration describes, for a benchmark's inputs and heads.
 * @param configuration resolved, as far as it concerns the target network
 */
export function targetNetworkOf(benchmark: BenchmarkSpec, configuration: Configuration): TargetNetwork {
  const { inputs } = benchmarkShape(benchmark);
  const hidden = configuration.target_layers as readonly number[];
  return createMlpTarget(
    [inputs, ...hidden, targetOutputs(benchmark)],
    configuration.target_activation as Activation,
  );
}
