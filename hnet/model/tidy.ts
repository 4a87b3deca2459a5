import * as tf from '@tensorflow/tfjs-core';

/** `tf.tidy` for results of any shape (records with nulls): tensors found in the result live on, all others are freed. */
export function tidy<T>(compute: () => T): T {
  return tf.tidy(compute as () => tf.TensorContainer) as T;
}
