import type { RandomStream } from '../../random.ts';
import type { Layout } from '../../model/layout.ts';

/**
 * Weights of a network that is trained itself: matrices and kernels uniform in +-sqrt(6 / (fan_in + fan_out)) (Xavier), as
 * the reference draws them, biases 0 and scales of batch norm (gamma) 1. The two first extents of a kernel are its channels [out, in], those behind its window.
 */
export function initialiseNetwork(layout: Layout, stream: RandomStream): Float32Array {
  const weights = new Float32Array(layout.size);
  for (const { name, shape, offset, size } of layout.entries) {
    if (name.startsWith('gamma')) weights.fill(1, offset, offset + size);
    if (shape.length < 2) continue;
    const [fanOut, fanIn] = shape as [number, number];
    const window = size / (fanIn * fanOut);
    const bound = Math.sqrt(6 / (window * (fanIn + fanOut)));
    for (let i = 0; i < size; i += 1) weights[offset + i] = bound * (2 * stream.uniform() - 1);
  }
  return weights;
}
