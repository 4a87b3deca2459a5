import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../common/errors.ts';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import type { TargetNetwork } from '../model/target-network.ts';
import { HnetLearner } from '../strategies/hnet-learner.ts';
import { strategyByName } from '../strategies/index.ts';
import { unpackStage } from '../training/stage-checkpoint.ts';
import type { CheckpointBytes } from '../training/stage.types.ts';
import type { StageSpec } from '../types.ts';

/** A trained hypernetwork at rest. Owns its tensors until `dispose`. */
export interface TrainedHypernetwork {
  readonly hypernetwork: Hypernetwork;
  readonly target: TargetNetwork;
  readonly learner: HnetLearner;
  /** Theta_h, flat. */
  readonly theta: tf.Tensor1D;
  /** e_0 .. e_t on the host. */
  readonly embeddings: readonly Float32Array[];
  dispose(): void;
}

/**
 * Takes up the checkpoint that a stage left.
 * @throws UserError `invalid-input` for a strategy without one hypernetwork for all tasks, `corrupt-data` for a
 *   checkpoint of another stage
 */
export function openTrained(spec: StageSpec, checkpoint: CheckpointBytes): TrainedHypernetwork {
  const strategy = strategyByName(spec.trial.strategy);
  const learner = strategy.createLearner({
    benchmark: spec.trial.benchmark,
    configuration: spec.trial.configuration,
    seed: spec.seed,
    onWarning: () => undefined,
  });
  if (!(learner instanceof HnetLearner) || strategy.carriesScores) {
    learner.dispose();
    throw new UserError(
      'invalid-input',
      `strategy: given ${spec.trial.strategy}; this figure needs one hypernetwork for all tasks, as hnet has`,
    );
  }
  const { arrays } = unpackStage(checkpoint, spec, 'final');
  learner.restore(arrays, { task: spec.task + 1, midway: false, steps: 0 });
  const theta = tf.tensor1d(arrays.theta!.data);
  const { data, shape } = arrays.task_embeddings!;
  const size = shape[1]!;
  return {
    hypernetwork: learner.hypernetwork,
    target: learner.target,
    learner,
    theta,
    embeddings: Array.from({ length: shape[0]! }, (_, t) => data.slice(t * size, (t + 1) * size)),
    dispose() {
      theta.dispose();
      learner.dispose();
    },
  };
}
