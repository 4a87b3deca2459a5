import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../random.ts';
import type { NetworkPass } from './pass.ts';
import type { Step } from './step.ts';

/**
 * Sets a share of the numbers to 0 in training and scales the others up. The masks are drawn on the host from the
 * iteration's stream, so that a resumed training draws the same.
 * @param rate share dropped, in steps of 1/256
 */
export function dropout(pass: NetworkPass, rate: number): Step {
  return (x) => {
    const stream = pass.stream();
    if (stream === null) return { y: x, back: (gradient) => gradient };
    const mask = tf.tensor4d(dropoutMask(stream, x.size, rate), x.shape);
    return { y: tf.mul(x, mask), back: (gradient) => tf.mul(gradient, mask) };
  };
}

/** 0 with probability `rate`, else 1 / (1 - rate). Each draw of 32 bits serves four numbers. */
export function dropoutMask(stream: RandomStream, size: number, rate: number): Float32Array {
  const below = Math.round(rate * 256);
  const kept = 256 / (256 - below);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i += 4) {
    const bits = stream.integer(2 ** 32);
    for (let k = 0; k < 4 && i + k < size; k += 1)
      if (((bits >>> (8 * k)) & 255) >= below) mask[i + k] = kept;
  }
  return mask;
}
