import { createHypernetwork } from '../model/hypernetwork.ts';
import type { Activation } from '../model/activation.ts';
import type { BenchmarkSpec, Configuration, ParameterCounts } from '../types.ts';
import { targetNetworkOf } from './target.ts';

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
  const target = targetNetworkOf(benchmark, configuration).layout.size;
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
