import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../common/errors.ts';
import type { NamedArray, NamedArrays } from './strategy.types.ts';

/** Reads a tensor back, as a copy of its own. */
export async function toHost(tensor: tf.Tensor): Promise<NamedArray> {
  return { shape: [...tensor.shape], data: Float32Array.from(await tensor.data<'float32'>()) };
}

/** Puts an array on the device as a flat vector; copied first, since some backends keep the array they are given. */
export function fromHost(array: NamedArray): tf.Tensor1D {
  return tf.tensor1d(array.data.slice());
}

/** @throws UserError `corrupt-data` unless every tensor named is there with that many elements. */
export function checkSizes(arrays: NamedArrays, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    const found = arrays[name]?.data.length;
    if (found !== size)
      throw new UserError(
        'corrupt-data',
        `checkpoint of another configuration: ${name} has ${found ?? 'no'} elements, ${size} are needed`,
      );
  }
}

/** As `fromHost`, as the matrix it is. */
export function fromHost2d(array: NamedArray): tf.Tensor2D {
  return tf.tensor2d(array.data.slice(), array.shape as [number, number]);
}
