import { uniformStream } from '../random.ts';
import { configurationAt, decode, freeParameters, numberOf, spaceSize } from '../space/index.ts';
import type { Assignment, Sampler, SearchSpace } from '../types.ts';

/** Draws before an unseen neighbour is taken instead: only where few are left. */
const MOST_DRAWS = 50;

/**
 * Independent draws from each parameter's own distribution. A space that can be counted is drawn from without
 * replacement, so that no configuration comes twice and all have come when it is exhausted; in a continuous space a
 * repetition has probability 2^-53 a parameter.
 *
 * The answer depends on seed and number alone, not on which trials have ended or were skipped: what earlier numbers
 * proposed is drawn again (some 10 ms for 10,000 of them) rather than read from the history.
 */
export const random: Sampler = {
  name: 'random',
  faults: () => [],
  size(space) {
    const size = spaceSize(space);
    return size === Infinity ? null : size;
  },
  suggest({ space, seed, number }) {
    const size = spaceSize(space);
    if (number >= size) return 'exhausted';
    if (size > Number.MAX_SAFE_INTEGER) return draw(space, uniformStream(seed, number));
    const taken = new Set<number>();
    for (let earlier = 0; earlier < number; earlier += 1)
      taken.add(unseen(space, size, seed, earlier, taken));
    return configurationAt(space, unseen(space, size, seed, number, taken))!;
  },
};

function draw(space: SearchSpace, uniform: () => number): Assignment {
  return decode(space, freeParameters(space).map(uniform));
}

/** The place of the first draw of trial `number` that isn't taken. */
function unseen(
  space: SearchSpace,
  size: number,
  seed: number,
  number: number,
  taken: ReadonlySet<number>,
): number {
  const uniform = uniformStream(seed, number);
  let place = 0;
  for (let attempt = 0; attempt < MOST_DRAWS; attempt += 1) {
    place = numberOf(space, draw(space, uniform));
    if (!taken.has(place)) return place;
  }
  // Nearly all are taken: the next free one after the last draw.
  while (taken.has(place)) place = (place + 1) % size;
  return place;
}
