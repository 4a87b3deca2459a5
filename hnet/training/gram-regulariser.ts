import * as tf from '@tensorflow/tfjs-core';
import { hiddenBackward, hiddenForward, lastWidth, type Hypernetwork } from '../model/hypernetwork.ts';
import { product, productTransposed, transposedProduct } from '../model/linear-algebra.ts';
import { tidy } from '../model/tidy.ts';
import type { Regulariser, RegulariserInput } from './regulariser.types.ts';

/**
 * The same regulariser without generating a single weight of an old task.
 *
 * The output layer is linear, so the generated difference of task j and chunk c is v M with
 * v = [h, 1, h - h*] and M = [W - W*; b - b*; W*], and with S = sum v^T v over all rows
 *
 *   R |S-tasks| = sum || v M ||^2 = sum (S o M M^T),    dM = 2 S M,    dv = 2 v (M M^T).
 *
 * Only h, h* and the small matrix S see the number of tasks. The truncated last chunk has its own S over its own
 * columns. Written in differences on purpose: stacking [W; b; -W*; -b*] loses all digits by cancellation near Theta*.
 * Derivation and figures: docs/gram-regulariser.md.
 */
export function createGramRegulariser(hypernetwork: Hypernetwork, input: RegulariserInput): Regulariser {
  const { chunks, chunkSize, targetSize } = hypernetwork;
  const width = lastWidth(hypernetwork);
  const columns = 2 * width + 1;
  const surplus = chunks * chunkSize - targetSize;
  const kept = chunkSize - surplus;
  const tasksKnown = input.embeddings.shape[0];
  const embeddings = input.embeddings.clone();
  const constant = tidy(() => {
    const { output: hidden, last } = hiddenForward(hypernetwork, input.snapshot, embeddings);
    return {
      weights: last.weights,
      bias: last.bias,
      hidden: tf.reshape(hidden, [tasksKnown, chunks * width]).clone() as tf.Tensor2D,
    };
  });

  return {
    form: 'gram',
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const scale = input.beta / tasks.length;
        const all = tasks.length === tasksKnown;
        const pass = hiddenForward(hypernetwork, theta, all ? embeddings : tf.gather(embeddings, [...tasks]));
        const h = pass.output; // [tasks * chunks, width]
        const goal = tf.reshape(all ? constant.hidden : tf.gather(constant.hidden, [...tasks]), [-1, width]);
        const v = tf.concat2d([h, tf.ones([h.shape[0], 1]), tf.sub(h, goal)], 1); // [tasks * chunks, 2 width + 1]
        const { weights, bias } = pass.last;
        const m = tf.concat2d(
          [
            tf.sub(weights, constant.weights),
            tf.reshape(tf.sub(bias, constant.bias), [1, chunkSize]),
            constant.weights,
          ],
          0,
        ); // [2 width + 1, m]

        let ofOutput: tf.Tensor2D; // [width + 1, m]: dW over db, in the layout's order
        let dv: tf.Tensor2D;
        let value: tf.Scalar | null = null;
        const top = (s: tf.Tensor2D): tf.Tensor2D => tf.slice2d(s, [0, 0], [width + 1, -1]);
        if (surplus === 0) {
          const s = transposedProduct(v, v);
          const gram = productTransposed(m, m);
          ofOutput = product(top(s), m);
          dv = product(v, gram);
          if (wantValue) value = tf.sum(tf.mul(s, gram));
        } else {
          const byTask = tf.reshape<tf.Rank.R3>(v, [tasks.length, chunks, columns]);
          const lastRows = tf.reshape<tf.Rank.R2>(tf.slice3d(byTask, [0, chunks - 1, 0], [-1, 1, -1]), [
            -1,
            columns,
          ]);
          const sAll = transposedProduct(v, v);
          const sWhole = tf.sub<tf.Tensor2D>(sAll, transposedProduct(lastRows, lastRows));
          const mKept = tf.slice2d(m, [0, 0], [-1, kept]);
          const mSurplus = tf.slice2d(m, [0, kept], [-1, -1]);
          const gramKept = productTransposed(mKept, mKept);
          const gramSurplus = productTransposed(mSurplus, mSurplus);
          ofOutput = tf.concat2d([product(top(sAll), mKept), product(top(sWhole), mSurplus)], 1);
          // Every row meets the kept columns; all but the last chunk's meet the rest too.
          const whole = chunks > 1 ? wholeRows(byTask, chunks, columns, gramSurplus) : null;
          const kepts = product(v, gramKept);
          dv = whole === null ? kepts : tf.add(kepts, whole);
          if (wantValue) value = tf.add(tf.sum(tf.mul(sAll, gramKept)), tf.sum(tf.mul(sWhole, gramSurplus)));
        }
        const dh = tf.add<tf.Tensor2D>(
          tf.slice2d(dv, [0, 0], [-1, width]),
          tf.slice2d(dv, [0, width + 1], [-1, -1]),
        );
        const ofHidden = hiddenBackward(hypernetwork, pass, tf.mul(dh, 2 * scale), false);
        const gradient = tf.concat1d([...ofHidden.parameters, tf.reshape(tf.mul(ofOutput, 2 * scale), [-1])]);
        return { gradient, value: value === null ? null : tf.mul<tf.Scalar>(value, scale) };
      }),
    dispose() {
      tf.dispose([embeddings, constant.weights, constant.bias, constant.hidden]);
    },
  };
}

/** v times the surplus columns' Gram matrix, with zeros in the rows of the last chunk. */
function wholeRows(byTask: tf.Tensor3D, chunks: number, columns: number, gram: tf.Tensor2D): tf.Tensor2D {
  const tasks = byTask.shape[0];
  const rows = tf.reshape<tf.Rank.R2>(tf.slice3d(byTask, [0, 0, 0], [-1, chunks - 1, -1]), [-1, columns]);
  const shaped = tf.reshape<tf.Rank.R3>(product(rows, gram), [tasks, chunks - 1, columns]);
  return tf.reshape(
    tf.pad3d(shaped, [
      [0, 0],
      [0, 1],
      [0, 0],
    ]),
    [tasks * chunks, columns],
  );
}
