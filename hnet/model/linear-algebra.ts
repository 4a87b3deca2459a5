import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend, type NativeBackend } from '../backend/tensorflow-native/native-backend.ts';
import { activate, type Activation } from './activation.ts';

/**
 * The few products that a training step consists of, in one place, so that each backend gets the form it is quickest
 * at. On WebAssembly the kernel behind `transposeA`/`transposeB` is a plain loop, while the untransposed product goes
 * through XNNPACK: there an explicit transpose first pays many times over (docs/benchmarks.md).
 */
const transposeFirst = (): boolean => tf.getBackend() === 'wasm';

/**
 * activation(x W + b). Shapes [rows, in] x [in, out] + [out] -> [rows, out]. One fused kernel where there is one.
 * TensorFlow.js's for native TensorFlow is none: there the operations are named that TensorFlow itself joins in a graph.
 * @param transposed whether the weights given are W^T [out, in]
 */
export function dense(
  x: tf.Tensor2D,
  given: tf.Tensor2D,
  bias: tf.Tensor1D,
  activation: Activation,
  transposed = false,
): tf.Tensor2D {
  const native = nativeBackend();
  if (native !== null) {
    const xw = transposed ? productTransposed(x, given) : product(x, given);
    return activate(activation, addBias(native, xw, bias));
  }
  const turnFirst = transposed && transposeFirst();
  const [weights, transposeB] = turnFirst ? [tf.transpose(given), false] : [given, transposed];
  return tf.fused.matMul({ a: x, b: weights, transposeB, bias, activation }) as tf.Tensor2D;
}

/** A B. */
export function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return multiply(a, b, false, false);
}

/** A^T B: gradients of weights. Shapes [rows, n], [rows, m] -> [n, m]. */
export function transposedProduct(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposeFirst() ? tf.matMul(tf.transpose(a), b) : multiply(a, b, true, false);
}

/** A B^T: gradients of inputs. Shapes [rows, m], [n, m] -> [rows, n]. */
export function productTransposed(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  if (transposeFirst()) return tf.matMul(a, tf.transpose(b));
  return turned(a, b) ? tf.transpose(multiply(b, a, false, true)) : multiply(a, b, false, true);
}

/**
 * Whether A B^T is had quicker as (B A^T)^T. TensorFlow's CPU kernel lays its blocks over the two sides in different ways: a
 * long side comes better first where rows are multiples of 4 KiB, which fall on the same lines of the cache, and where
 * the sum is long and the result small (M M^T of the Gram form). Measured: docs/native-tensorflow.md.
 */
function turned(a: tf.Tensor2D, b: tf.Tensor2D): boolean {
  const native = nativeBackend();
  if (native === null || native.isUsingGpuDevice) return false;
  const [rows, inner] = a.shape;
  const columns = b.shape[0];
  return rows < columns && (inner % 1024 === 0 || (columns > 32 && inner >= 16 * columns));
}

/** TensorFlow.js asks native TensorFlow for a product of stacks of matrices; that of two matrices has less to find out. */
function multiply(a: tf.Tensor2D, b: tf.Tensor2D, transposeA: boolean, transposeB: boolean): tf.Tensor2D {
  const native = nativeBackend();
  if (native === null) return tf.matMul(a, b, transposeA, transposeB);
  const { TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT } = native.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE!, value: TF_FLOAT },
    { name: 'transpose_a', type: TF_ATTR_BOOL!, value: transposeA },
    { name: 'transpose_b', type: TF_ATTR_BOOL!, value: transposeB },
  ];
  return native.executeSingleOutput('MatMul', attributes, [a, b]) as tf.Tensor2D;
}

function addBias(native: NativeBackend, x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const { TF_ATTR_TYPE, TF_FLOAT } = native.binding;
  const attributes = [{ name: 'T', type: TF_ATTR_TYPE!, value: TF_FLOAT }];
  return native.executeSingleOutput('BiasAdd', attributes, [x, bias]) as tf.Tensor2D;
}

/** Views into a flat vector; `shape` elements from `offset`. */
export function view2d(flat: tf.Tensor1D, offset: number, shape: readonly [number, number]): tf.Tensor2D {
  return tf.reshape(tf.slice1d(flat, offset, shape[0] * shape[1]), [shape[0], shape[1]]);
}

/** As `view2d`, of one dimension. */
export function view1d(flat: tf.Tensor1D, offset: number, size: number): tf.Tensor1D {
  return tf.slice1d(flat, offset, size);
}
