import * as tf from '@tensorflow/tfjs-core';
import { hiddenBackward, hiddenForward, outputBackward, type Hypernetwork } from '../model/hypernetwork.ts';
import { product } from '../model/linear-algebra.ts';
import { tidy } from '../model/tidy.ts';
import type { Regulariser, RegulariserInput } from './regulariser.types.ts';

/** Generated weights held at once, in floats: tasks are taken in groups below this. */
const GROUP_FLOATS = 8e6;

/** How targets f_h(e_j, Theta*) are had: computed once and kept, or generated again at every evaluation. */
export type TargetMode = 'stored' | 'online';

/**
 * The regulariser as it is written: generate the weights of every task in S and compare them with their targets.
 * @param masks per task, the weights that count, [chunks, m] of zeros and ones; null counts all. The surplus of the
 *   last chunk never counts.
 */
export function createPlainRegulariser(
  hypernetwork: Hypernetwork,
  input: RegulariserInput,
  mode: TargetMode,
  masks: readonly Float32Array[] | null,
): Regulariser {
  const { chunks, chunkSize, targetSize } = hypernetwork;
  const snapshot = input.snapshot.clone();
  const embeddings = input.embeddings.clone();
  const rowsOf = (theta: tf.Tensor1D, task: number): tf.Tensor2D => {
    const { output, last } = hiddenForward(hypernetwork, theta, tf.slice2d(embeddings, [task, 0], [1, -1]));
    return product(output, last);
  };
  const stored =
    mode === 'stored'
      ? Array.from({ length: embeddings.shape[0] }, (_, task) => tf.tidy(() => rowsOf(snapshot, task)))
      : null;
  const surplusMask = chunks * chunkSize === targetSize ? null : maskOfSize(hypernetwork);
  const taskMasks = masks?.map((mask) => tf.tensor2d(mask, [chunks, chunkSize])) ?? null;
  const groupSize = Math.max(1, Math.floor(GROUP_FLOATS / (chunks * chunkSize)));

  return {
    form: 'plain',
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const scale = input.beta / tasks.length;
        let total: tf.Tensor1D | null = null;
        let value: tf.Scalar | null = null;
        for (let from = 0; from < tasks.length; from += groupSize) {
          const group = tasks.slice(from, from + groupSize);
          const part = tidy(() => {
            const pass = hiddenForward(hypernetwork, theta, tf.gather(embeddings, [...group]));
            const rows = product(pass.output, pass.last); // [group * chunks, m]
            const goal = tf.concat2d(
              group.map((task) => stored?.[task] ?? rowsOf(snapshot, task)),
              0,
            );
            const difference = applyMask(tf.sub(rows, goal), group, hypernetwork, surplusMask, taskMasks);
            const gradient = tf.mul<tf.Tensor2D>(difference, 2 * scale);
            const { hidden, last } = outputBackward(hypernetwork, pass, gradient);
            const flat = tf.concat1d([...hiddenBackward(hypernetwork, pass, hidden, false).parameters, last]);
            return {
              flat,
              value: wantValue ? tf.mul<tf.Scalar>(tf.sum(tf.square(difference)), scale) : null,
            };
          });
          total = total === null ? part.flat : tf.add(total, part.flat);
          if (part.value !== null) value = value === null ? part.value : tf.add(value, part.value);
        }
        return { gradient: total!, value };
      }),
    dispose() {
      tf.dispose([snapshot, embeddings, ...(stored ?? []), ...(taskMasks ?? [])]);
      surplusMask?.dispose();
    },
  };
}

/** Ones for the n_W weights that exist, zeros for the surplus of the last chunk. */
function maskOfSize({ chunks, chunkSize, targetSize }: Hypernetwork): tf.Tensor2D {
  const mask = new Float32Array(chunks * chunkSize).fill(1, 0, targetSize);
  return tf.tensor2d(mask, [chunks, chunkSize]);
}

function applyMask(
  difference: tf.Tensor2D,
  group: readonly number[],
  { chunks, chunkSize }: Hypernetwork,
  surplus: tf.Tensor2D | null,
  taskMasks: readonly tf.Tensor2D[] | null,
): tf.Tensor2D {
  if (taskMasks !== null)
    return tf.mul(
      difference,
      tf.concat2d(
        group.map((task) => taskMasks[task]!),
        0,
      ),
    );
  if (surplus === null) return difference;
  if (group.length === 1) return tf.mul(difference, surplus);
  const shaped = tf.reshape(difference, [group.length, chunks, chunkSize]);
  return tf.reshape(tf.mul(shaped, surplus), [group.length * chunks, chunkSize]);
}
