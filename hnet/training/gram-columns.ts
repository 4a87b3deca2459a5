import * as tf from '@tensorflow/tfjs-core';
import { product, productTransposed, transposedProduct } from '../model/linear-algebra.ts';

/** The weights that count for every task: the first ones of W. */
export interface SharedWeights {
  /** Chunks they lie in. */
  readonly chunks: number;
  /** How many columns of the last of these chunks are theirs. */
  readonly kept: number;
}

/** Where the first `size` of all generated weights lie. */
export function sharedWeights(size: number, chunkSize: number): SharedWeights {
  const chunks = Math.ceil(size / chunkSize);
  return { chunks, kept: size - (chunks - 1) * chunkSize };
}

/** Columns of the output layer that the same chunks are generated from, with what is constant there. */
export interface Columns {
  readonly from: number;
  readonly size: number;
  /** W* in these columns [width, size]. */
  readonly weights: tf.Tensor2D;
  /** W* W*^T over them [width, width]. */
  readonly gram: tf.Tensor2D;
  /** [chunks, 1]: 1 for the chunks that have these columns; null if all do. */
  readonly rows: tf.Tensor2D | null;
}

/** All columns, or those that every chunk has and those that the last one lacks. @param weights W* [width, m] */
export function columnSets({ chunks, kept }: SharedWeights, weights: tf.Tensor2D): Columns[] {
  const chunkSize = weights.shape[1];
  const set = (from: number, size: number, rows: tf.Tensor2D | null): Columns => {
    const cut = size === chunkSize ? weights : tf.slice2d(weights, [0, from], [-1, size]);
    return { from, size, weights: cut, gram: productTransposed(cut, cut), rows };
  };
  if (kept === chunkSize || chunks === 1) return [set(0, kept, null)];
  const whole = new Float32Array(chunks).fill(1, 0, chunks - 1);
  return [set(0, kept, null), set(kept, chunkSize - kept, tf.tensor2d(whole, [chunks, 1]))];
}

/** What one set of columns adds to beta R and its gradients. */
export interface Part {
  /** dW over db [width + 1, size], the layout's order. */
  readonly ofOutput: tf.Tensor2D;
  /** dh [tasks * chunks, width], of the chunks that came in. */
  readonly ofHidden: tf.Tensor2D;
  readonly value: tf.Scalar;
}

export function gramPart(
  { from, size, weights, gram, rows }: Columns,
  allRows: tf.Tensor2D,
  ofAllRows: tf.Tensor2D,
  allDifferences: tf.Tensor2D,
  { width, chunks, scale }: { width: number; chunks: number; scale: number },
): Part {
  const tasks = allRows.shape[0] / chunks;
  const v = rows === null ? allRows : tf.mul<tf.Tensor2D>(allRows, tf.tile(rows, [tasks, 1]));
  const isWhole = size === allDifferences.shape[1];
  const difference = isWhole ? allDifferences : tf.slice2d(allDifferences, [0, from], [-1, size]);
  const m = tf.concat2d([difference, weights], 0); // M [2 width + 1, size]
  // M M^T: only its upper rows change from step to step, and it is symmetric.
  const upper = productTransposed(difference, m); // [width + 1, 2 width + 1]
  const corner = tf.slice2d(upper, [0, width + 1], [-1, width]); // (W - W*; b - b*) W*^T
  const lower = tf.concat2d([tf.transpose(corner), gram], 1); // [width, 2 width + 1]
  const s = rows === null ? ofAllRows : tf.sub<tf.Tensor2D>(ofAllRows, ofLastChunk(allRows, tasks, chunks)); // S
  // h stands in v twice, as itself and in h - h*.
  const left = tf.concat2d(
    [tf.slice2d(upper, [0, 0], [-1, width]), tf.slice2d(lower, [0, 0], [-1, width])],
    0,
  );
  const right = tf.concat2d([corner, gram], 0);
  return {
    ofOutput: product(tf.mul(tf.slice2d(s, [0, 0], [width + 1, -1]), 2 * scale), m),
    ofHidden: product(v, tf.mul(tf.add(left, right), 2 * scale)),
    value: tf.mul<tf.Scalar>(tf.sum(tf.mul(s, tf.concat2d([upper, lower], 0))), scale),
  };
}

/** What the rows of the last chunk, one a task, contribute to S: few, so that S is not accumulated twice. */
function ofLastChunk(v: tf.Tensor2D, tasks: number, chunks: number): tf.Tensor2D {
  const byTask = tf.reshape<tf.Rank.R3>(v, [tasks, chunks, v.shape[1]]);
  const last = tf.slice3d(byTask, [0, chunks - 1, 0], [-1, 1, -1]);
  const rows = tf.reshape<tf.Rank.R2>(last, [tasks, v.shape[1]]);
  return transposedProduct(rows, rows);
}
