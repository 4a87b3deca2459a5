import * as tf from '@tensorflow/tfjs-core';
import { replayShare, type ReplayWeighting } from '../../replay/replay-plan.ts';
import { EXCLUDED } from '../../replay/weighted-loss.ts';
import type { Rehearsal, RehearsalInput } from './rehearsing-network.ts';

/**
 * Rehearsal of the task inference of `hnet+tir`: real rows are of task t, replayed ones of the task whose decoder they
 * come from, and the outputs 0..t of T take part. All targets are constants of the stage.
 */
export function inferenceRehearsal(
  tasks: number,
  batchSize: number,
  weighting: ReplayWeighting,
): (input: RehearsalInput) => Rehearsal {
  return ({ task, replayRows, replayTasks }) => {
    if (replayTasks === null) throw new RangeError('task inference needs replay whose task is known');
    const share = replayShare(weighting, task);
    const rows = [...Array<number>(batchSize).fill(task), ...replayTasks];
    const shares = rows.map((_, row) => (row < batchSize ? (1 - share) / batchSize : share / replayRows));
    const targets = {
      targets: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(rows, 'int32'), tasks), 'float32') as tf.Tensor2D),
      scale: tf.tensor2d(shares, [rows.length, 1]),
      inverseTemperature: null,
      mask: tf.tensor2d([Array.from({ length: tasks }, (_, j) => (j <= task ? 0 : EXCLUDED))]),
    };
    return {
      targetsOf: null,
      batchTargets: () => targets,
      dispose: () => tf.dispose([targets.targets, targets.scale, targets.mask]),
    };
  };
}
