import type { Configuration } from '../types.ts';

/** Hyperparameters that only the regulariser reads: without one they can't influence the weights. */
export const REGULARISER_PARAMETERS = [
  'beta',
  'lookahead',
  'regularised_tasks',
  'regulariser_targets',
  'mask_regulariser',
] as const;

/** A configuration less what only the regulariser reads. */
export function withoutRegulariser(configuration: Configuration): Configuration {
  const dropped = new Set<string>(REGULARISER_PARAMETERS);
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => !dropped.has(name)));
}
