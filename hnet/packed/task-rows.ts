import * as tf from '@tensorflow/tfjs-core';

/**
 * What each member has for the tasks it chose: [P, t, n] -> [P, K, n]. Nothing is copied where all tasks are chosen.
 * @param tasks each member's choice, in ascending order; all of one length
 */
export function ofTasks(x: tf.Tensor3D, tasks: readonly (readonly number[])[]): tf.Tensor3D {
  const [members, known, size] = x.shape;
  const count = tasks[0]!.length;
  if (count === known) return x;
  const rows = Int32Array.from(
    tasks.flatMap((chosen, member) => chosen.map((task) => member * known + task)),
  );
  const gathered = tf.gather(tf.reshape<tf.Rank.R2>(x, [members * known, size]), tf.tensor1d(rows, 'int32'));
  return tf.reshape(gathered, [members, count, size]);
}
