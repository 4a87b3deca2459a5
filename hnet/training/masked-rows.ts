import * as tf from '@tensorflow/tfjs-core';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import { product, productTransposed, transposedProduct } from '../model/linear-algebra.ts';
import type { Part } from './gram-columns.ts';

/** What is left to the plain form where tasks count different weights: rows of the last chunks, some of their columns. */
export interface MaskedRows {
  /** First chunk with a weight that some task leaves out; all after it are in. */
  readonly firstChunk: number;
  /** Columns outside of these count for no task. */
  readonly from: number;
  readonly size: number;
  /** What counts of them [tasks, chunks from the first on * size], of zeros and ones. */
  readonly masks: tf.Tensor2D;
  /** W* in these columns [width, size]. */
  readonly weights: tf.Tensor2D;
}

/** How many of the first weights every task counts: all of them without masks. */
export function sharedSize({ targetSize }: Hypernetwork, masks: readonly Float32Array[] | null): number {
  if (masks === null) return targetSize;
  return masks.reduce((least, mask) => {
    const zero = mask.indexOf(0);
    return zero === -1 ? least : Math.min(least, zero);
  }, targetSize);
}

/** Cuts out of the masks what lies behind the shared weights. @param last W* over b* [width + 1, m] */
export function maskedRows(
  hypernetwork: Hypernetwork,
  masks: readonly Float32Array[],
  last: tf.Tensor2D,
): MaskedRows | null {
  const { chunks, chunkSize } = hypernetwork;
  const shared = sharedSize(hypernetwork, masks);
  const counts = (i: number): boolean => i >= shared && masks.some((mask) => mask[i] === 1);
  const firstChunk = Math.floor(shared / chunkSize);
  const columns = Array.from({ length: chunkSize }, (_, column) => column).filter((column) => {
    for (let chunk = firstChunk; chunk < chunks; chunk += 1)
      if (counts(chunk * chunkSize + column)) return true;
    return false;
  });
  if (columns.length === 0) return null;
  const from = columns[0]!;
  const size = columns.at(-1)! + 1 - from;
  const rows = chunks - firstChunk;
  const cut = new Float32Array(masks.length * rows * size);
  masks.forEach((mask, task) => {
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < size; column += 1) {
        const i = (firstChunk + row) * chunkSize + from + column;
        cut[(task * rows + row) * size + column] = i < shared ? 0 : mask[i]!;
      }
  });
  const width = last.shape[0] - 1;
  return {
    firstChunk,
    from,
    size,
    masks: tf.tensor2d(cut, [masks.length, rows * size]),
    weights: tf.slice2d(last, [0, from], [width, size]).clone(),
  };
}

/**
 * What these rows add to beta R and its gradients: D = v M where the mask is 1, R = sum D^2, dM = 2 v^T D, dv = 2 D M^T.
 * @param v all rows [tasks * chunks, 2 width + 1]
 * @param difference [W - W*; b - b*] [width + 1, m]
 * @param mask of the tasks in question [tasks, rows * size]
 * @returns gradients of all columns and of all chunks' rows, zero where these rows say nothing
 */
export function maskedPart(
  { firstChunk, from, size, weights }: MaskedRows,
  v: tf.Tensor2D,
  difference: tf.Tensor2D,
  mask: tf.Tensor2D,
  { width, chunks, scale }: { width: number; chunks: number; scale: number },
): Part {
  const rows = ofChunks(v, chunks, firstChunk, chunks - firstChunk);
  const m = tf.concat2d([tf.slice2d(difference, [0, from], [-1, size]), weights], 0); // M [2 width + 1, size]
  const counted = tf.mul<tf.Tensor2D>(product(rows, m), tf.reshape(mask, [-1, size]));
  const gradient = tf.mul<tf.Tensor2D>(counted, 2 * scale);
  const ofRows = productTransposed(gradient, m);
  // h stands in v twice, as itself and in h - h*.
  const ofHidden = tf.add<tf.Tensor2D>(
    tf.slice2d(ofRows, [0, 0], [-1, width]),
    tf.slice2d(ofRows, [0, width + 1], [-1, width]),
  );
  const ofColumns = transposedProduct(tf.slice2d(rows, [0, 0], [-1, width + 1]), gradient);
  return {
    ofOutput: tf.pad2d(ofColumns, [
      [0, 0],
      [from, difference.shape[1] - from - size],
    ]),
    ofHidden: inAllChunks(ofHidden, chunks, firstChunk, chunks - firstChunk),
    value: tf.mul(tf.sum(tf.square(counted)), scale),
  };
}

/** Of rows that lie task by task, those of some chunks: [tasks * chunks, n] -> [tasks * count, n]. */
export function ofChunks(x: tf.Tensor2D, chunks: number, from: number, count: number): tf.Tensor2D {
  if (count === chunks) return x;
  const n = x.shape[1];
  const cut = tf.slice3d(tf.reshape(x, [-1, chunks, n]), [0, from, 0], [-1, count, -1]);
  return tf.reshape(cut, [-1, n]);
}

/** The reverse, with zeros for the other chunks: [tasks * count, n] -> [tasks * chunks, n]. */
export function inAllChunks(x: tf.Tensor2D, chunks: number, from: number, count: number): tf.Tensor2D {
  if (count === chunks) return x;
  const n = x.shape[1];
  const padded = tf.pad3d(tf.reshape(x, [-1, count, n]), [
    [0, 0],
    [from, chunks - from - count],
    [0, 0],
  ]);
  return tf.reshape(padded, [-1, n]);
}
