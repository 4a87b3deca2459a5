import * as tf from '@tensorflow/tfjs-core';
import { activate, type Activation } from './activation.ts';

/**
 * The few products that a training step consists of, in one place, so that each backend gets the form it is quickest
 * at. On WebAssembly the kernel behind `transposeA`/`transposeB` is a plain loop, while the untransposed product goes
 * through XNNPACK: there an explicit transpose first pays many times over (docs/benchmarks.md).
 */
const transposeFirst = (): boolean => tf.getBackend() === 'wasm';

/**
 * activation(x W + b). Shapes [rows, in] x [in, out] + [out] -> [rows, out]. One fused kernel where there is one; native
 * TensorFlow takes it apart again and reshapes three times besides, each a call of its own.
 */
export function dense(
  x: tf.Tensor2D,
  weights: tf.Tensor2D,
  bias: tf.Tensor1D,
  activation: Activation,
): tf.Tensor2D {
  if (tf.getBackend() === 'tensorflow') return activate(activation, tf.add(tf.matMul(x, weights), bias));
  return tf.fused.matMul({ a: x, b: weights, bias, activation }) as tf.Tensor2D;
}

/** A B. */
export function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(a, b);
}

/** A^T B: gradients of weights. Shapes [rows, n], [rows, m] -> [n, m]. */
export function transposedProduct(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposeFirst() ? tf.matMul(tf.transpose(a), b) : tf.matMul(a, b, true, false);
}

/** A B^T: gradients of inputs. Shapes [rows, m], [n, m] -> [rows, n]. */
export function productTransposed(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposeFirst() ? tf.matMul(a, tf.transpose(b)) : tf.matMul(a, b, false, true);
}

/** Views into a flat vector; `shape` elements from `offset`. */
export function view2d(flat: tf.Tensor1D, offset: number, shape: readonly [number, number]): tf.Tensor2D {
  return tf.reshape(tf.slice1d(flat, offset, shape[0] * shape[1]), [shape[0], shape[1]]);
}

/** As `view2d`, of one dimension. */
export function view1d(flat: tf.Tensor1D, offset: number, size: number): tf.Tensor1D {
  return tf.slice1d(flat, offset, size);
}
