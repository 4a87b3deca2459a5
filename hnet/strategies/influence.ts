import type { Configuration } from '../types.ts';

/** Hyperparameters that only the regulariser reads. */
const REGULARISER = ['beta', 'lookahead', 'regularised_tasks', 'regulariser_targets', 'mask_regulariser'];
/** Hyperparameters that only a chunked hypernetwork reads. */
const CHUNKED = ['chunk_size', 'chunk_embedding_size', 'chunk_embedding_std'];

/**
 * A configuration less what no stage up to `task` reads, for a stage's content address.
 * @param regularised whether the strategy has a regulariser; it acts from task 1 on, and not with beta 0
 */
export function influence(configuration: Configuration, task: number, regularised: boolean): Configuration {
  const unread = new Set<string>([configuration.optimizer === 'adam' ? 'momentum' : 'adam_beta1']);
  if (configuration.chunked !== true) CHUNKED.forEach((name) => unread.add(name));
  if (!regularised || task === 0 || configuration.beta === 0) REGULARISER.forEach((name) => unread.add(name));
  const read = Object.fromEntries(Object.entries(configuration).filter(([name]) => !unread.has(name)));
  // K tasks of no more than K are all of them.
  const k = read.regularised_tasks;
  return typeof k === 'number' && k >= task ? { ...read, regularised_tasks: -1 } : read;
}
