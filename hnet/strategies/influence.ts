import type { Configuration } from '../types.ts';

/** Hyperparameters that only the regulariser reads. */
const REGULARISER = ['beta', 'lookahead', 'regularised_tasks', 'regulariser_targets', 'mask_regulariser'];
/** Hyperparameters that only a chunked hypernetwork reads. */
const CHUNKED = ['chunk_size', 'chunk_embedding_size', 'chunk_embedding_std'];
/** Values that change nothing: a stage's address is the same as before there was such a hyperparameter. */
const NEUTRAL: Configuration = {
  target_network: 'mlp',
  batch_norm_statistics: 'per-task',
  epochs: 0,
  learning_rate_schedule: 'constant',
  augmentation: false,
  soft_targets: 1,
};

/** Hyperparameters of the target network and of the course of training that are not read beside these values. */
export function unreadBy(configuration: Configuration): string[] {
  const network = String(configuration.target_network ?? 'mlp');
  const isResNet = network.startsWith('resnet');
  return [
    ...(configuration.optimizer === 'adam' ? ['momentum'] : ['adam_beta1']),
    ...(network === 'mlp' ? [] : ['target_layers', 'target_activation']),
    ...(isResNet ? [] : ['target_channels', 'batch_norm_statistics']),
    ...((configuration.epochs ?? 0) === 0 ? [] : ['iterations']),
    ...Object.keys(NEUTRAL).filter((name) => configuration[name] === NEUTRAL[name]),
  ];
}

/**
 * A configuration less what no stage up to `task` reads, for a stage's content address.
 * @param regularised whether the strategy has a regulariser; it acts from task 1 on, and not with beta 0
 */
export function influence(configuration: Configuration, task: number, regularised: boolean): Configuration {
  const unread = new Set<string>(unreadBy(configuration));
  if (configuration.chunked !== true) CHUNKED.forEach((name) => unread.add(name));
  if (!regularised || task === 0 || configuration.beta === 0) REGULARISER.forEach((name) => unread.add(name));
  const read = Object.fromEntries(Object.entries(configuration).filter(([name]) => !unread.has(name)));
  // K tasks of no more than K are all of them.
  const k = read.regularised_tasks;
  return typeof k === 'number' && k >= task ? { ...read, regularised_tasks: -1 } : read;
}
