import * as tf from '@tensorflow/tfjs-core';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import { tidy } from '../model/tidy.ts';
import type { TargetMode } from '../training/plain-regulariser.ts';
import { generateBackward, hiddenForward } from './hypernetwork.ts';
import { perMember, product } from './linear-algebra.ts';
import type { PackedRegulariser, PackedRegulariserInput } from './regulariser.ts';
import { ofTasks } from './task-rows.ts';

/** Generated weights held at once over all members, in floats: tasks are taken in groups below this. */
const GROUP_FLOATS = 32e6;

/** The plain form of `hnet/training/plain-regulariser.ts` for several members. */
export function createPackedPlain(
  hypernetwork: Hypernetwork,
  input: PackedRegulariserInput,
  mode: TargetMode,
  masks: readonly Float32Array[] | null,
): PackedRegulariser {
  const { chunks, chunkSize } = hypernetwork;
  const members = input.betas.length;
  const known = input.embeddings.shape[1];
  const snapshots = input.snapshots.clone();
  const embeddings = input.embeddings.clone();
  const rowsOf = (theta: tf.Tensor2D, of: tf.Tensor3D): tf.Tensor3D => {
    const { output, last } = hiddenForward(hypernetwork, theta, of);
    return product(output, last); // [P, tasks * chunks, m]
  };
  const stored =
    mode === 'stored'
      ? tf.tidy(() =>
          tf.reshape<tf.Rank.R3>(rowsOf(snapshots, embeddings), [members, known, chunks * chunkSize]),
        )
      : null;
  const weighed = weightMasks(hypernetwork, known, masks);
  const groupSize = Math.max(1, Math.floor(GROUP_FLOATS / (members * chunks * chunkSize)));

  return {
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const count = tasks[0]!.length;
        const scales = perMember(
          input.betas.map((beta) => beta / count),
          3,
        );
        let total: tf.Tensor2D | null = null;
        let value: tf.Tensor1D | null = null;
        for (let from = 0; from < count; from += groupSize) {
          const group = tasks.map((chosen) => chosen.slice(from, from + groupSize));
          const part = tidy(() => {
            const of = ofTasks(embeddings, group);
            const pass = hiddenForward(hypernetwork, theta, of);
            const rows = product(pass.output, pass.last); // [P, group * chunks, m]
            const goal = stored === null ? rowsOf(snapshots, of) : ofTasks(stored, group);
            let difference = tf.sub<tf.Tensor3D>(rows, tf.reshape(goal, rows.shape));
            if (weighed !== null) difference = tf.mul(difference, masksOf(weighed, group, rows.shape));
            const gradient = tf.mul<tf.Tensor3D>(difference, tf.mul(scales, 2));
            return {
              flat: generateBackward(hypernetwork, pass, gradient, false).theta,
              value: wantValue
                ? tf.mul<tf.Tensor1D>(tf.sum(tf.square(difference), [1, 2]), tf.reshape(scales, [-1]))
                : null,
            };
          });
          total = total === null ? part.flat : tf.add(total, part.flat);
          if (part.value !== null) value = value === null ? part.value : tf.add(value, part.value);
        }
        return { gradient: total!, value };
      }),
    dispose() {
      tf.dispose([snapshots, embeddings, ...(stored === null ? [] : [stored])]);
      weighed?.dispose();
    },
  };
}

/** Which generated numbers count, by task [1, t or 1, chunks * m]; null if all do. */
function weightMasks(
  { chunks, chunkSize, targetSize }: Hypernetwork,
  known: number,
  masks: readonly Float32Array[] | null,
): tf.Tensor3D | null {
  const size = chunks * chunkSize;
  if (masks !== null) {
    const all = new Float32Array(known * size);
    for (let task = 0; task < known; task += 1) all.set(masks[task]!, task * size);
    return tf.tensor3d(all, [1, known, size]);
  }
  if (size === targetSize) return null;
  return tf.tensor3d(new Float32Array(size).fill(1, 0, targetSize), [1, 1, size]);
}

/** In a shape that meets [P, tasks * chunks, m]. */
function masksOf(
  masks: tf.Tensor3D,
  tasks: readonly (readonly number[])[],
  [members, rows, chunkSize]: readonly [number, number, number],
): tf.Tensor3D {
  const [, known, size] = masks.shape;
  if (known === 1)
    return tf.tile(tf.reshape<tf.Rank.R3>(masks, [1, size / chunkSize, chunkSize]), [1, tasks[0]!.length, 1]);
  const chosen = ofTasks(tf.tile(masks, [members, 1, 1]), tasks);
  return tf.reshape(chosen, [members, rows, chunkSize]);
}
