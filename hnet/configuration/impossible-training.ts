import type { InputIssue } from '../../common/errors.ts';
import type { BenchmarkSpec, Configuration } from '../types.ts';
import { benchmarkShape } from './benchmark-shape.ts';

/**
 * What can't stand together of the hyperparameters that any trained network may have: target network, length of
 * training, schedule, augmentation. Hyperparameters that a strategy lacks are passed over.
 */
export function impossibleTraining(benchmark: BenchmarkSpec, values: Configuration): InputIssue[] {
  const issues: InputIssue[] = [];
  const fault = (name: string, allowed: string): void => {
    issues.push({ path: `parameters.${name}`, given: JSON.stringify(values[name]), allowed });
  };
  const network = String(values.target_network ?? 'mlp');
  if (network !== 'mlp') {
    if (benchmarkShape(benchmark).image === null)
      fault('target_network', `mlp: the samples of ${benchmark.name} are no images`);
    if ((values.target_layers as readonly number[] | undefined)?.length)
      fault('target_layers', `nothing: ${network} has its own layers (target_network: mlp takes a list)`);
  }
  if (network.startsWith('resnet')) {
    if ((values.target_channels as readonly number[]).length !== 4)
      fault(
        'target_channels',
        'a list of four: after the first convolution, and in each of the three groups',
      );
    if (values.initialisation !== undefined && values.initialisation !== 'xavier')
      fault('initialisation', `xavier: hyperfan rules know nothing of the batch norm of ${network}`);
  }
  const epochs = values.epochs ?? 0;
  if (epochs !== 0 && values.iterations !== 0)
    fault('epochs', '0 beside iterations: either says how long a task is trained');
  if (epochs === 0 && values.iterations === 0) fault('iterations', 'a whole number >= 1 (or epochs above 0)');
  if (String(values.learning_rate_schedule ?? '').includes('plateau') && benchmark.validation === 0)
    fault(
      'learning_rate_schedule',
      'constant or steps: a plateau is told by validation data, and validation is 0',
    );
  if (values.augmentation === true && benchmark.name !== 'split-cifar')
    fault('augmentation', `false: only images of split-cifar are flipped and cropped`);
  if (values.soft_targets !== undefined && values.soft_targets !== 1 && benchmarkShape(benchmark).outputs < 2)
    fault('soft_targets', `1: ${benchmark.name} has no classes`);
  return issues;
}
