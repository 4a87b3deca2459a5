import { benchmarkShape } from '../configuration/benchmark-shape.ts';
import { impossibleTraining } from '../configuration/impossible-training.ts';
import { targetNetworkOf } from '../configuration/target.ts';
import type { Activation } from '../model/activation.ts';
import type { BenchmarkSpec, Configuration } from '../types.ts';
import {
  NETWORK_HYPERPARAMETERS,
  networkCounts,
  networkDefaults,
  withoutUnread,
} from './plain/plain-strategy.ts';
import { columnLayout, type ColumnShape } from './plain/progressive-columns.ts';
import { ProgressiveLearner } from './plain/progressive-learner.ts';
import type { Strategy } from './strategy.types.ts';

/** Most weights of all columns together: a gibibyte of them. */
const MOST_WEIGHTS = 2 ** 28;

/**
 * Progressive networks (Rusu et al., 2016) with linear lateral connections: a new column for every task, which also reads the
 * hidden activations of all columns before it; those are frozen, so that nothing is forgotten. The number of weights grows
 * with the square of the number of tasks.
 */
export const pnn: Strategy = {
  name: 'pnn',
  description: 'progressive networks: a new column for every task, reading the frozen ones before it',
  scenarios: ['CL1'],
  hyperparameters: NETWORK_HYPERPARAMETERS,
  defaults: networkDefaults,
  impossible(benchmark, values) {
    const ofTraining = impossibleTraining(benchmark, values);
    if (ofTraining.length > 0) return ofTraining;
    if (!('widths' in targetNetworkOf(benchmark, values))) {
      const given = JSON.stringify(values.target_network);
      return [
        { path: 'parameters.target_network', given, allowed: 'mlp with pnn: its columns are perceptrons' },
      ];
    }
    const weights = columnWeights(benchmark, values);
    if (weights <= MOST_WEIGHTS) return [];
    return [
      {
        path: 'parameters.target_layers',
        given: `${JSON.stringify(values.target_layers)} in each of ${benchmark.tasks} columns, ${weights} weights`,
        allowed: `layers with which all columns have at most ${MOST_WEIGHTS} weights together`,
      },
    ];
  },
  parameterCounts: (benchmark, configuration) =>
    networkCounts(
      targetNetworkOf(benchmark, configuration).layout.size,
      columnWeights(benchmark, configuration),
      0,
    ),
  learner: () => 'pnn',
  carriesScores: true,
  effectiveConfiguration: (configuration) => withoutUnread(configuration, []),
  createLearner: (context) =>
    new ProgressiveLearner(context, shapeOf(context.benchmark, context.configuration)),
};

function shapeOf(benchmark: BenchmarkSpec, configuration: Configuration): ColumnShape {
  const { inputs, outputs } = benchmarkShape(benchmark);
  return {
    inputs,
    outputs,
    hidden: configuration.target_layers as readonly number[],
    activation: configuration.target_activation as Activation,
  };
}

/** Weights of the columns of all tasks. */
function columnWeights(benchmark: BenchmarkSpec, configuration: Configuration): number {
  const shape = shapeOf(benchmark, configuration);
  let sum = 0;
  for (let column = 0; column < benchmark.tasks; column += 1) sum += columnLayout(shape, column).size;
  return sum;
}
