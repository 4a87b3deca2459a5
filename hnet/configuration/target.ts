import type { Activation } from '../model/activation.ts';
import { createResNet } from '../model/images/resnet.ts';
import { createZenkeNet } from '../model/images/zenkenet.ts';
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
  const { inputs, image } = benchmarkShape(benchmark);
  const name = (configuration.target_network ?? 'mlp') as string;
  if (name !== 'mlp') {
    if (image === null) throw new RangeError(`the samples of ${benchmark.name} are no images`);
    const shape = { input: image, outputs: targetOutputs(benchmark) };
    if (name === 'zenkenet') return createZenkeNet(shape);
    const [first, ...groups] = configuration.target_channels as number[];
    return createResNet({
      ...shape,
      blocks: (Number(name.slice('resnet'.length)) - 2) / 6,
      channels: [first!, groups[0]!, groups[1]!, groups[2]!],
    });
  }
  const hidden = configuration.target_layers as readonly number[];
  return createMlpTarget(
    [inputs, ...hidden, targetOutputs(benchmark)],
    configuration.target_activation as Activation,
  );
}
