import * as tf from '@tensorflow/tfjs-core';
import type { NamedArray } from './strategy.types.ts';

/** Reads a tensor back, as a copy of its own. */
export async function toHost(tensor: tf.Tensor): Promise<NamedArray> {
  return { shape: [...tensor.shape], data: Float32Array.from(await tensor.data<'float32'>()) };
}

/** Puts an array on the device as a flat vector; copied first, since some backends keep the array they are given. */
export function fromHost(array: NamedArray): tf.Tensor1D {
  return tf.tensor1d(array.data.slice());
}
