import { UserError } from '../../common/errors.ts';
import { headOf } from '../configuration/scenario.ts';
import { targetNetworkOf } from '../configuration/target.ts';
import type { Head, TargetNetwork } from '../model/target-network.ts';
import { strategyByName } from '../strategies/index.ts';
import type { NamedArrays } from '../strategies/strategy.types.ts';
import { unpackStage } from '../training/stage-checkpoint.ts';
import type { CheckpointBytes } from '../training/stage.types.ts';
import type { StageSpec } from '../types.ts';

/** The target network of one task, as a finished training left it. */
export interface TrainedTarget {
  readonly task: number;
  readonly head: Head;
  /** W_j, flat in the order of the target's layout. */
  readonly weights: Float32Array;
  /** Running batch-norm statistics, flat in the order of their layout; null without batch norm. */
  readonly statistics: Float32Array | null;
}

/** A finished training, taken out of its last checkpoint. */
export interface TrainedModel {
  readonly target: TargetNetwork;
  /** Everything the strategy keeps, as the checkpoint names it. */
  readonly arrays: NamedArrays;
  readonly targets: readonly TrainedTarget[];
}

/**
 * The target networks of some tasks after a stage. Needs a backend; `cpu` will do.
 * @param stage the last one trained
 * @param checkpoint what it left
 * @throws UserError `corrupt-data` for a checkpoint of another stage; `invalid-input` where a strategy predicts with more
 *   than the target network
 */
export async function readTrained(
  stage: StageSpec,
  checkpoint: CheckpointBytes,
  tasks: readonly number[],
): Promise<TrainedModel> {
  const { trial, seed } = stage;
  const { benchmark, configuration } = trial;
  const { arrays } = unpackStage(checkpoint, stage, 'final');
  const target = targetNetworkOf(benchmark, configuration);
  const learner = strategyByName(trial.strategy).createLearner({
    benchmark,
    configuration,
    seed,
    onWarning: () => undefined,
  });
  try {
    learner.restore(arrays, { task: stage.task + 1, midway: false, steps: 0 });
    const targets: TrainedTarget[] = [];
    for (const task of tasks) {
      const predictor = learner.predictor(task);
      const weights = Float32Array.from(await predictor.weights.data<'float32'>());
      predictor.dispose();
      if (weights.length !== target.layout.size)
        throw new UserError(
          'invalid-input',
          `${trial.strategy} predicts with ${weights.length} weights, its target network has ${target.layout.size}: only strategies that predict with the target network alone can be exported`,
        );
      const statistics = statisticsOf(
        target,
        arrays,
        configuration.batch_norm_statistics === 'per-task',
        task,
      );
      targets.push({ task, head: headOf(benchmark, task), weights, statistics });
    }
    return { target, arrays, targets };
  } finally {
    learner.dispose();
  }
}

/** The task's own statistics, or the latest. */
function statisticsOf(
  target: TargetNetwork,
  arrays: NamedArrays,
  perTask: boolean,
  task: number,
): Float32Array | null {
  if (target.statistics === null) return null;
  const { size } = target.statistics;
  const { data } = arrays.batch_norm_statistics!;
  const row = perTask ? task : data.length / size - 1;
  return data.slice(row * size, (row + 1) * size);
}
