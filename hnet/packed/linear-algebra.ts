/** The products of `hnet/model/linear-algebra.ts` for several members at once: the first axis is the member's. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Multiplications of one member's product from which WebAssembly is quicker member by member: its batched kernel is a
 * plain loop, the kernel behind a single product (XNNPACK) a dozen times faster but called once a member.
 */
const LOOP_FROM = 20_000;
/** The plain loop sums in blocks of so many terms; up to one block both kernels sum in the same order. */
const LOOP_BLOCK = 48;

/** A B. Shapes [P or 1, rows, k] x [P, k, m] -> [P, rows, m]. */
export function product(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b);
  const [, rows, k] = a.shape;
  // Which kernel is used must not depend on the number of members, or results would.
  if (k <= LOOP_BLOCK && rows * k * b.shape[2] < LOOP_FROM) return tf.matMul(a, b);
  return memberByMember(a, b);
}

/** A^T B: gradients of weights. Shapes [P or 1, rows, n] x [P, rows, m] -> [P, n, m]. */
export function transposedProduct(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  if (tf.getBackend() !== 'wasm' || b.shape[1] * b.shape[2] * a.shape[2] < LOOP_FROM)
    return tf.matMul(a, b, true, false);
  return memberByMember(tf.transpose(a, [0, 2, 1]), b);
}

/** A B^T: gradients of inputs. Shapes [P, rows, m] x [P, n, m] -> [P, rows, n]. */
export function productTransposed(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  if (tf.getBackend() !== 'wasm' || a.shape[1] * a.shape[2] * b.shape[1] < LOOP_FROM)
    return tf.matMul(a, b, false, true);
  return memberByMember(a, tf.transpose(b, [0, 2, 1]));
}

function memberByMember(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  const members = b.shape[0];
  if (members === 1 && a.shape[0] === 1) return tf.matMul(a, b);
  const each = Array.from({ length: members }, (_, i) =>
    tf.matMul<tf.Tensor3D>(member(a, a.shape[0] === 1 ? 0 : i), member(b, i)),
  );
  return tf.concat3d(each, 0);
}

/** [P, n, m] -> [1, n, m]. */
function member(x: tf.Tensor3D, i: number): tf.Tensor3D {
  return x.shape[0] === 1 ? x : tf.slice3d(x, [i, 0, 0], [1, -1, -1]);
}

/** The same piece of every member's flat vector as matrices: [P, n] -> [P, rows, columns]. */
export function view(flat: tf.Tensor2D, offset: number, rows: number, columns: number): tf.Tensor3D {
  const piece = tf.slice2d(flat, [0, offset], [-1, rows * columns]);
  return tf.reshape<tf.Rank.R3>(piece, [flat.shape[0], rows, columns]);
}

/** Each member's tensor as one flat row: [P, ...] -> [P, n]. */
export function flatten(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [x.shape[0], -1]);
}

/** One number a member, spread over tensors of the given rank: [P, 1, ...]. */
export function perMember(values: readonly number[], rank: number): tf.Tensor {
  return tf.tensor(Float32Array.from(values), [values.length, ...Array<number>(rank - 1).fill(1)]);
}
