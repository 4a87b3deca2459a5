import { uniformStream } from '../random.ts';
import { sizeOrNull } from '../space/index.ts';
import type { Sampler } from '../types.ts';
import { distinctConfiguration } from './distinct.ts';

/**
 * Independent draws from each parameter's own distribution. A space that can be counted is drawn from without
 * replacement, so that no configuration comes twice and all have come when it is exhausted; in a continuous space a
 * repetition has probability 2^-53 a parameter.
 *
 * The answer depends on seed and number alone, not on which trials have ended or were skipped.
 */
export const random: Sampler = {
  name: 'random',
  multiObjective: true,
  faults: () => [],
  size: sizeOrNull,
  suggest: ({ space, seed, number }) =>
    distinctConfiguration(space, number, (earlier) => uniformStream(seed, earlier)),
};
