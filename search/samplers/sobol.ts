import { sobolStream } from '../low-discrepancy/sobol.ts';
import { freeParameters, sizeOrNull } from '../space/index.ts';
import type { Sampler } from '../types.ts';
import { distinctConfiguration } from './distinct.ts';

/**
 * Scrambled Sobol points (direction numbers of Joe and Kuo, scrambling of Owen): spread more evenly than independent
 * draws, in every parameter and in pairs of them; most so after a power of two trials. Each parameter keeps its own
 * distribution. Points whose configuration has come before are passed over, so that a space that can be counted is gone
 * through without repetition.
 *
 * The answer depends on seed and number alone.
 */
export const sobol: Sampler = {
  name: 'sobol',
  multiObjective: true,
  faults: () => [],
  size: sizeOrNull,
  suggest({ space, seed, number }) {
    const dimensions = freeParameters(space).length;
    const points = sobolStream(dimensions, seed);
    return distinctConfiguration(
      space,
      number,
      () => points,
      () => sobolStream(dimensions, seed, number),
    );
  },
};
