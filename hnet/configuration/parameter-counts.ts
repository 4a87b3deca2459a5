import { createHypernetwork } from '../model/hypernetwork.ts';
import { mlpLayout } from '../model/layout.ts';
import type { Activation } from '../model/activation.ts';
import type { BenchmarkSpec, Configuration, ParameterCounts } from '../types.ts';

/** Inputs of a benchmark's samples and outputs of one task, before any data is loaded. */
export function benchmarkShape(benchmark: BenchmarkSpec): {
  inputs: number;
  outputs: number;
  multiHead: boolean;
} {
  switch (benchmark.name) {
    case 'polynomials':
      return { inputs: 1, outputs: 1, multiHead: false };
    case 'split-mnist':
      return { inputs: 784, outputs: 2, multiHead: benchmark.scenario !== 'CL2' };
    case 'permuted-mnist':
      return { inputs: 1024, outputs: 10, multiHead: benchmark.scenario !== 'CL2' };
  }
}

/** [inputs, ...hidden, outputs] of the target network, all heads counted. */
export function targetWidths(benchmark: BenchmarkSpec, configuration: Configuration): number[] {
  const { inputs, outputs, multiHead } = benchmarkShape(benchmark);
  const hidden = configuration.target_layers as readonly number[];
  return [inputs, ...hidden, multiHead ? outputs * benchmark.tasks : outputs];
}

/**
 * Parameter counts by arithmetic alone (hnet-spec section 2.1): what constraints and pages show before any training.
 * `from-scratch` stores one hypernetwork per task.
 * @param configuration resolved
 */
export function parameterCounts(
  benchmark: BenchmarkSpec,
  strategy: string,
  configuration: Configuration,
): ParameterCounts {
  const target = mlpLayout(targetWidths(benchmark, configuration)).size;
  const taskEmbeddingSize = configuration.task_embedding_size as number;
  const hypernetwork = createHypernetwork({
    targetSize: target,
    chunkSize: configuration.chunked === true ? (configuration.chunk_size as number) : null,
    taskEmbeddingSize,
    chunkEmbeddingSize: configuration.chunk_embedding_size as number,
    hiddenLayers: configuration.hidden_layers as readonly number[],
    activation: configuration.activation as Activation,
  });
  const copies = strategy === 'from-scratch' ? benchmark.tasks : 1;
  const chunkEmbeddings = copies * hypernetwork.layout.entries[0]!.size;
  const hypernetworkMlp = copies * hypernetwork.layout.size - chunkEmbeddings;
  const taskEmbeddings = benchmark.tasks * taskEmbeddingSize;
  const total = hypernetworkMlp + chunkEmbeddings + taskEmbeddings;
  return {
    target,
    chunks: hypernetwork.chunkEmbeddingSize === 0 ? 0 : hypernetwork.chunks,
    hypernetworkMlp,
    chunkEmbeddings,
    taskEmbeddings,
    total,
    compressionRatio: total / target,
  };
}
