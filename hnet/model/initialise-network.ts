import type { RandomStream } from '../random.ts';
import type { Layout } from './layout.ts';

/** Weights of a network that owns them: matrices uniform in +-sqrt(6 / (fan_in + fan_out)) (Xavier), biases 0. */
export function initialiseNetwork(layout: Layout, stream: RandomStream): Float32Array {
  const weights = new Float32Array(layout.size);
  for (const { shape, offset, size } of layout.entries) {
    if (shape.length !== 2) continue;
    const bound = Math.sqrt(6 / (shape[0]! + shape[1]!));
    for (let i = 0; i < size; i += 1) weights[offset + i] = bound * (2 * stream.uniform() - 1);
  }
  return weights;
}
