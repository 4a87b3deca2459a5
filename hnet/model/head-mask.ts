import type { Hypernetwork } from './hypernetwork.ts';
import type { Head, TargetNetwork } from './target-network.ts';

/**
 * Which generated weights the regulariser of a task counts when heads are masked (hnet-spec 1.5): all tensors whole,
 * but of the output layer only the rows and biases of that task's head. Shape [chunks, m], ones and zeros; the
 * surplus of the last chunk is zero.
 */
export function headMask(hypernetwork: Hypernetwork, target: TargetNetwork, head: Head): Float32Array {
  const mask = new Float32Array(hypernetwork.chunks * hypernetwork.chunkSize).fill(1, 0, target.layout.size);
  const [matrix, bias] = target.layout.entries.slice(-2);
  const outputs = bias!.size;
  const width = matrix!.size / outputs;
  const inHead = (neuron: number): boolean => neuron >= head.from && neuron < head.from + head.size;
  for (let i = 0; i < matrix!.size; i += 1) if (!inHead(Math.floor(i / width))) mask[matrix!.offset + i] = 0;
  for (let i = 0; i < outputs; i += 1) if (!inHead(i)) mask[bias!.offset + i] = 0;
  return mask;
}
