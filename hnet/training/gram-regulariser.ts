import * as tf from '@tensorflow/tfjs-core';
import { Compiled } from '../backend/compiled.ts';
import {
  hiddenBackward,
  hiddenForward,
  lastWidth,
  outputLayer,
  type Hypernetwork,
} from '../model/hypernetwork.ts';
import { product, productTransposed, transposedProduct } from '../model/linear-algebra.ts';
import { tidy } from '../model/tidy.ts';
import type { Regulariser, RegulariserInput } from './regulariser.types.ts';

/** Columns of the output layer that the same chunks are generated from, with what is constant there. */
interface Columns {
  readonly from: number;
  readonly size: number;
  /** W* in these columns [width, size]. */
  readonly weights: tf.Tensor2D;
  /** W* W*^T over them [width, width]. */
  readonly gram: tf.Tensor2D;
  /** [chunks, 1]: 1 for the chunks that have these columns; null if all do. */
  readonly rows: tf.Tensor2D | null;
}

/**
 * The same regulariser without generating a single weight of an old task.
 *
 * The output layer is linear, so the generated difference of task j and chunk c is v M with
 * v = [h, 1, h - h*] and M = [W - W*; b - b*; W*], and with S = sum v^T v over all rows
 *
 *   R |S-tasks| = sum || v M ||^2 = sum (S o M M^T),    dM = 2 S M,    dv = 2 v (M M^T).
 *
 * Only h, h* and the small matrix S see the number of tasks. The truncated last chunk has fewer columns than the
 * others, so the columns fall into two sets, each with its own S and M. Written in differences on purpose: stacking
 * [W; b; -W*; -b*] loses all digits by cancellation near Theta*. Derivation and figures: docs/gram-regulariser.md.
 */
export function createGramRegulariser(hypernetwork: Hypernetwork, input: RegulariserInput): Regulariser {
  const { chunks } = hypernetwork;
  const width = lastWidth(hypernetwork);
  const tasksKnown = input.embeddings.shape[0];
  const embeddings = input.embeddings.clone();
  const constant = tidy(() => {
    const last = outputLayer(hypernetwork, input.snapshot).clone(); // [width + 1, m]
    return { last, columns: columnSets(hypernetwork, tf.slice2d(last, [0, 0], [width, -1])) };
  });

  /** @returns the gradient, the value, and [h, 1] */
  const compute = (
    theta: tf.Tensor1D,
    known: tf.Tensor2D, // embeddings [tasks, taskEmbeddingSize]
    goal: tf.Tensor2D, // [h*, 1] [tasks * chunks, width + 1]
    count: number,
  ): tf.Tensor[] => {
    const scale = input.beta / count;
    const pass = hiddenForward(hypernetwork, theta, known);
    const moved = tf.slice2d(tf.sub(pass.output, goal), [0, 0], [-1, width]); // h - h*
    const v = tf.concat2d([pass.output, moved], 1); // [tasks * chunks, 2 width + 1]
    const difference = tf.sub<tf.Tensor2D>(pass.last, constant.last); // [W - W*; b - b*]

    const s = transposedProduct(v, v); // over all rows [2 width + 1, 2 width + 1]
    const parts = constant.columns.map((columns) =>
      partOf(columns, v, s, difference, { width, chunks, scale }),
    );
    const ofOutput =
      parts.length === 1
        ? parts[0]!.ofOutput
        : tf.concat2d(
            parts.map((p) => p.ofOutput),
            1,
          );
    const ofHidden = hiddenBackward(hypernetwork, pass, tf.addN(parts.map((p) => p.ofHidden)), false);
    return [
      tf.concat1d([...ofHidden.parameters, tf.reshape(ofOutput, [-1])]),
      tf.addN(parts.map((p) => p.value)),
      pass.output,
    ];
  };
  const compiled = new Compiled();
  const run = (theta: tf.Tensor1D, e: tf.Tensor2D, goal: tf.Tensor2D): tf.Tensor[] =>
    compiled.run([theta, e, goal], ([t, of, g]) =>
      compute(t as tf.Tensor1D, of as tf.Tensor2D, g as tf.Tensor2D, e.shape[0]),
    );
  // The computation itself says what h is at Theta*: the same operations, so that there the difference is exactly 0.
  const goals = tidy(() => {
    const nothing = tf.zeros<tf.Rank.R2>([tasksKnown * chunks, width + 1]);
    return tf.reshape<tf.Rank.R2>(run(input.snapshot, embeddings, nothing)[2]!, [tasksKnown, -1]).clone();
  });

  return {
    form: 'gram',
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const some = tasks.length < tasksKnown;
        const of = (all: tf.Tensor2D): tf.Tensor2D => (some ? tf.gather(all, [...tasks]) : all);
        const goal = tf.reshape<tf.Rank.R2>(of(goals), [-1, width + 1]);
        const [gradient, value] = run(theta, of(embeddings), goal);
        return { gradient: gradient as tf.Tensor1D, value: wantValue ? (value as tf.Scalar) : null };
      }),
    dispose() {
      compiled.dispose();
      tf.dispose([embeddings, constant.last, goals]);
      for (const { weights, gram, rows } of constant.columns)
        tf.dispose([weights, gram, ...(rows ? [rows] : [])]);
    },
  };
}

/** All columns, or those that every chunk has and those that the last one lacks. */
function columnSets(hypernetwork: Hypernetwork, weights: tf.Tensor2D): Columns[] {
  const { chunks, chunkSize, targetSize } = hypernetwork;
  const kept = targetSize - (chunks - 1) * chunkSize;
  const set = (from: number, size: number, rows: tf.Tensor2D | null): Columns => {
    const cut = size === chunkSize ? weights : tf.slice2d(weights, [0, from], [-1, size]);
    return { from, size, weights: cut, gram: productTransposed(cut, cut), rows };
  };
  if (kept === chunkSize) return [set(0, chunkSize, null)];
  const whole = new Float32Array(chunks).fill(1, 0, chunks - 1);
  return [set(0, kept, null), set(kept, chunkSize - kept, tf.tensor2d(whole, [chunks, 1]))];
}

/** What one set of columns adds to beta R and its gradients. */
interface Part {
  /** dW over db [width + 1, size], the layout's order. */
  readonly ofOutput: tf.Tensor2D;
  /** dh [tasks * chunks, width]. */
  readonly ofHidden: tf.Tensor2D;
  readonly value: tf.Scalar;
}

function partOf(
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
