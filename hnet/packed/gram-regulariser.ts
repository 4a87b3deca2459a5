import * as tf from '@tensorflow/tfjs-core';
import { lastWidth, type Hypernetwork } from '../model/hypernetwork.ts';
import { tidy } from '../model/tidy.ts';
import { hiddenBackward, hiddenForward } from './hypernetwork.ts';
import { flatten, perMember, product, productTransposed, transposedProduct } from './linear-algebra.ts';
import type { PackedRegulariser, PackedRegulariserInput } from './regulariser.ts';
import { ofTasks } from './task-rows.ts';

/** Columns of the output layer that the same chunks are generated from, with what is constant there. */
interface Columns {
  readonly from: number;
  readonly size: number;
  /** W* in these columns [P, width, size]. */
  readonly weights: tf.Tensor3D;
  /** W* W*^T over them [P, width, width]. */
  readonly gram: tf.Tensor3D;
  /** [chunks]: 1 for the chunks that have these columns; null if all do. */
  readonly rows: tf.Tensor1D | null;
}

/**
 * The Gram form of `hnet/training/gram-regulariser.ts` (docs/gram-regulariser.md) for several members: with
 * v = [h, 1, h - h*], M = [W - W*; b - b*; W*] and S = sum v^T v of each member,
 * R |S-tasks| = sum (S o M M^T), dM = 2 S M, dv = 2 v (M M^T).
 */
export function createPackedGram(
  hypernetwork: Hypernetwork,
  input: PackedRegulariserInput,
): PackedRegulariser {
  const { chunks } = hypernetwork;
  const width = lastWidth(hypernetwork);
  const members = input.betas.length;
  const known = input.embeddings.shape[1];
  const embeddings = input.embeddings.clone();
  const constant = tidy(() => {
    const { output, last } = hiddenForward(hypernetwork, input.snapshots, embeddings);
    return {
      last, // [P, width + 1, m]
      rows: tf.reshape<tf.Rank.R3>(output, [members, known, chunks * (width + 1)]).clone(), // [h*, 1] by task
      columns: columnSets(hypernetwork, tf.slice3d(last, [0, 0, 0], [-1, width, -1])),
    };
  });

  return {
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const count = tasks[0]!.length;
        const scales = perMember(
          input.betas.map((beta) => beta / count),
          3,
        ) as tf.Tensor3D;
        const pass = hiddenForward(hypernetwork, theta, ofTasks(embeddings, tasks));
        const goal = tf.reshape(ofTasks(constant.rows, tasks), pass.output.shape);
        const moved = tf.slice3d(tf.sub<tf.Tensor3D>(pass.output, goal), [0, 0, 0], [-1, -1, width]); // h - h*
        const v = tf.concat3d([pass.output, moved], 2); // [P, tasks * chunks, 2 width + 1]
        const difference = tf.sub<tf.Tensor3D>(pass.last, constant.last); // [W - W*; b - b*]
        const s = transposedProduct(v, v); // over all rows
        const parts = constant.columns.map((columns) =>
          partOf(columns, v, s, difference, { width, count, scales, wantValue }),
        );
        const ofOutput =
          parts.length === 1
            ? parts[0]!.ofOutput
            : tf.concat3d(
                parts.map((p) => p.ofOutput),
                2,
              );
        const ofHidden = hiddenBackward(hypernetwork, pass, tf.addN(parts.map((p) => p.ofHidden)), false);
        return {
          gradient: tf.concat2d([...ofHidden.parameters, flatten(ofOutput)], 1),
          value: wantValue ? tf.addN(parts.map((p) => p.value!)) : null,
        };
      }),
    dispose() {
      tf.dispose([embeddings, constant.last, constant.rows]);
      for (const { weights, gram, rows } of constant.columns)
        tf.dispose([weights, gram, ...(rows ? [rows] : [])]);
    },
  };
}

/** All columns, or those that every chunk has and those that the last one lacks. */
function columnSets(hypernetwork: Hypernetwork, weights: tf.Tensor3D): Columns[] {
  const { chunks, chunkSize, targetSize } = hypernetwork;
  const kept = targetSize - (chunks - 1) * chunkSize;
  const set = (from: number, size: number, rows: tf.Tensor1D | null): Columns => {
    const cut = size === chunkSize ? weights : tf.slice3d(weights, [0, 0, from], [-1, -1, size]);
    return { from, size, weights: cut, gram: productTransposed(cut, cut), rows };
  };
  if (kept === chunkSize) return [set(0, chunkSize, null)];
  const whole = new Float32Array(chunks).fill(1, 0, chunks - 1);
  return [set(0, kept, null), set(kept, chunkSize - kept, tf.tensor1d(whole))];
}

/** What one set of columns adds to beta R and its gradients. */
interface Part {
  /** dW over db [P, width + 1, size]. */
  readonly ofOutput: tf.Tensor3D;
  /** dh [P, tasks * chunks, width]. */
  readonly ofHidden: tf.Tensor3D;
  /** [P]. */
  readonly value: tf.Tensor1D | null;
}

function partOf(
  { from, size, weights, gram, rows }: Columns,
  allRows: tf.Tensor3D,
  ofAllRows: tf.Tensor3D,
  allDifferences: tf.Tensor3D,
  {
    width,
    count,
    scales,
    wantValue,
  }: { width: number; count: number; scales: tf.Tensor3D; wantValue: boolean },
): Part {
  const top = (x: tf.Tensor3D, n: number): tf.Tensor3D => tf.slice3d(x, [0, 0, 0], [-1, n, -1]);
  const isWhole = size === allDifferences.shape[2];
  const difference = isWhole ? allDifferences : tf.slice3d(allDifferences, [0, 0, from], [-1, -1, size]);
  const m = tf.concat3d([difference, weights], 1); // M [P, 2 width + 1, size]
  // M M^T: only its upper rows change from step to step, and it is symmetric.
  const upper = productTransposed(difference, m); // [P, width + 1, 2 width + 1]
  const corner = tf.slice3d(upper, [0, 0, width + 1], [-1, -1, width]); // (W - W*; b - b*) W*^T
  const lower = tf.concat3d([tf.transpose(corner, [0, 2, 1]), gram], 2); // [P, width, 2 width + 1]
  let v = allRows;
  let s = ofAllRows;
  if (rows !== null) {
    v = tf.mul(allRows, tf.tile(tf.reshape<tf.Rank.R3>(rows, [1, -1, 1]), [1, count, 1]));
    s = transposedProduct(v, v);
  }
  // h stands in v twice, as itself and in h - h*.
  const left = tf.concat3d(
    [tf.slice3d(upper, [0, 0, 0], [-1, -1, width]), tf.slice3d(lower, [0, 0, 0], [-1, -1, width])],
    1,
  );
  const right = tf.concat3d([corner, gram], 1);
  const twice = tf.mul<tf.Tensor3D>(scales, 2);
  return {
    ofOutput: product(tf.mul(top(s, width + 1), twice), m),
    ofHidden: product(v, tf.mul(tf.add(left, right), twice)),
    value: wantValue
      ? tf.mul<tf.Tensor1D>(
          tf.sum(tf.mul(s, tf.concat3d([upper, lower], 1)), [1, 2]),
          tf.reshape(scales, [-1]),
        )
      : null,
  };
}
