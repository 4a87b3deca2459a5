import * as tf from '@tensorflow/tfjs-core';
import { Compiled } from '../backend/compiled.ts';
import {
  hiddenBackward,
  hiddenForward,
  lastWidth,
  outputLayer,
  type Hypernetwork,
} from '../model/hypernetwork.ts';
import { transposedProduct } from '../model/linear-algebra.ts';
import { tidy } from '../model/tidy.ts';
import { columnSets, gramPart, sharedWeights } from './gram-columns.ts';
import { inAllChunks, maskedPart, maskedRows, ofChunks, sharedSize } from './masked-rows.ts';
import type { Regulariser, RegulariserInput } from './regulariser.types.ts';

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
 *
 * With masks, this serves the weights before the first that a task leaves out, as if they were all. The few behind it (the
 * output layer's, of each task its own head) are generated and compared.
 * @param masks per task, the weights that count, [chunks, m] of zeros and ones; null counts all
 */
export function createGramRegulariser(
  hypernetwork: Hypernetwork,
  input: RegulariserInput,
  masks: readonly Float32Array[] | null = null,
): Regulariser {
  const { chunks, chunkSize } = hypernetwork;
  const width = lastWidth(hypernetwork);
  const tasksKnown = input.embeddings.shape[0];
  const embeddings = input.embeddings.clone();
  const known = masks?.slice(0, tasksKnown) ?? null;
  const shared = sharedWeights(sharedSize(hypernetwork, known), chunkSize);
  const constant = tidy(() => {
    const last = outputLayer(hypernetwork, input.snapshot).clone(); // [width + 1, m]
    const masked = known && maskedRows(hypernetwork, known, last);
    return { last, masked, columns: columnSets(shared, tf.slice2d(last, [0, 0], [width, -1])) };
  });

  /** @returns the gradient, the value, and [h, 1] */
  const compute = (
    theta: tf.Tensor1D,
    e: tf.Tensor2D, // [tasks, taskEmbeddingSize]
    goal: tf.Tensor2D, // [h*, 1] [tasks * chunks, width + 1]
    mask: tf.Tensor2D | undefined, // [tasks, ...]
  ): tf.Tensor[] => {
    const tasks = e.shape[0];
    const scale = input.beta / tasks;
    const pass = hiddenForward(hypernetwork, theta, e);
    const moved = tf.slice2d(tf.sub(pass.output, goal), [0, 0], [-1, width]); // h - h*
    const all = tf.concat2d([pass.output, moved], 1); // [tasks * chunks, 2 width + 1]
    const difference = tf.sub<tf.Tensor2D>(pass.last, constant.last); // [W - W*; b - b*]

    const v = ofChunks(all, chunks, 0, shared.chunks);
    const s = transposedProduct(v, v); // over all rows [2 width + 1, 2 width + 1]
    const parts = constant.columns.map((columns) =>
      gramPart(columns, v, s, difference, { width, chunks: shared.chunks, scale }),
    );
    const values = parts.map((part) => part.value);
    let ofHidden = inAllChunks(tf.addN(parts.map((part) => part.ofHidden)), chunks, 0, shared.chunks);
    let ofOutput = besides(
      parts.map((part) => part.ofOutput),
      chunkSize,
    );
    if (constant.masked !== null) {
      const part = maskedPart(constant.masked, all, difference, mask!, { width, chunks, scale });
      ofHidden = tf.add(ofHidden, part.ofHidden);
      ofOutput = tf.add(ofOutput, part.ofOutput);
      values.push(part.value);
    }
    const front = hiddenBackward(hypernetwork, pass, ofHidden, false).parameters;
    return [tf.concat1d([...front, tf.reshape(ofOutput, [-1])]), tf.addN(values), pass.output];
  };
  const compiled = new Compiled();
  const run = (theta: tf.Tensor1D, ...others: readonly tf.Tensor2D[]): tf.Tensor[] =>
    compiled.run([theta, ...others], ([t, e, goal, mask]) =>
      compute(t as tf.Tensor1D, e as tf.Tensor2D, goal as tf.Tensor2D, mask as tf.Tensor2D | undefined),
    );
  const allMasks = constant.masked === null ? [] : [constant.masked.masks];
  // The computation itself says what h is at Theta*: the same operations, so that there the difference is exactly 0.
  const goals = tidy(() => {
    const nothing = tf.zeros<tf.Rank.R2>([tasksKnown * chunks, width + 1]);
    return tf
      .reshape<tf.Rank.R2>(run(input.snapshot, embeddings, nothing, ...allMasks)[2]!, [tasksKnown, -1])
      .clone();
  });

  return {
    form: 'gram',
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const some = tasks.length < tasksKnown;
        const of = (all: tf.Tensor2D): tf.Tensor2D => (some ? tf.gather(all, [...tasks]) : all);
        const goal = tf.reshape<tf.Rank.R2>(of(goals), [-1, width + 1]);
        const [gradient, value] = run(theta, of(embeddings), goal, ...allMasks.map(of));
        return { gradient: gradient as tf.Tensor1D, value: wantValue ? (value as tf.Scalar) : null };
      }),
    dispose() {
      compiled.dispose();
      tf.dispose([embeddings, constant.last, goals, ...allMasks]);
      constant.masked?.weights.dispose();
      for (const { weights, gram, rows } of constant.columns)
        tf.dispose([weights, gram, ...(rows ? [rows] : [])]);
    },
  };
}

/** Blocks of columns side by side, and zeros up to the width. */
function besides(blocks: readonly tf.Tensor2D[], width: number): tf.Tensor2D {
  const rows = blocks[0]!.shape[0];
  const missing = width - blocks.reduce((sum, block) => sum + block.shape[1], 0);
  const all = missing === 0 ? [...blocks] : [...blocks, tf.zeros<tf.Rank.R2>([rows, missing])];
  return all.length === 1 ? all[0]! : tf.concat2d(all, 1);
}
