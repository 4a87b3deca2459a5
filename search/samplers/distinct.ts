import {
  cardinality,
  configurationAt,
  decode,
  freeParameters,
  isConditional,
  numberOf,
  placeFromUnit,
  spaceSize,
} from '../space/index.ts';
import type { Assignment, SearchSpace } from '../types.ts';

/** Draws before an unseen neighbour is taken instead: only where few are left. */
const MOST_DRAWS = 50;

/** Numbers in [0, 1), one for each free parameter of a draw in order, draw after draw. */
export type Draws = () => number;

/**
 * The configuration of trial `number` when trials draw one after the other and none may repeat an earlier one: what
 * earlier numbers drew is drawn again (tens of milliseconds for 10,000 of them), so that the answer doesn't depend on
 * which trials have ended or were skipped. Where the space can't be counted nothing is drawn again: repetitions have
 * probability 2^-53 a parameter.
 * @param drawsOf the draws of each trial; trials may share one stream, which is then read in the order of numbers
 * @param only draws of that trial alone, for spaces that can't be counted
 */
export function distinctConfiguration(
  space: SearchSpace,
  number: number,
  drawsOf: (number: number) => Draws,
  only: (number: number) => Draws = drawsOf,
): Assignment | 'exhausted' {
  const size = spaceSize(space);
  if (number >= size) return 'exhausted';
  if (size > Number.MAX_SAFE_INTEGER) {
    const draws = only(number);
    return decode(
      space,
      freeParameters(space).map(() => draws()),
    );
  }
  const place = placer(space);
  const taken = new Set<number>();
  for (let earlier = 0; earlier < number; earlier += 1)
    taken.add(unseen(place, size, drawsOf(earlier), taken));
  return configurationAt(space, unseen(place, size, drawsOf(number), taken))!;
}

/** Draws the place of a configuration in canonical order; one number of the stream for each free parameter, in order. */
export function placer(space: SearchSpace): (draws: Draws) => number {
  if (isConditional(space)) {
    const free = freeParameters(space);
    return (draws) =>
      numberOf(
        space,
        decode(
          space,
          free.map(() => draws()),
        ),
      );
  }
  const places = Object.values(space).map((parameter) => {
    const count = cardinality(parameter);
    return {
      count,
      at: count === 1 ? () => 0 : (draws: Draws) => placeFromUnit(parameter, draws()),
    };
  });
  return (draws) => places.reduce((place, { count, at }) => place * count + at(draws), 0);
}

/** The first draw that isn't taken. */
export function unseen(
  place: (draws: Draws) => number,
  size: number,
  draws: Draws,
  taken: ReadonlySet<number>,
): number {
  let drawn = 0;
  for (let attempt = 0; attempt < MOST_DRAWS; attempt += 1) {
    drawn = place(draws);
    if (!taken.has(drawn)) return drawn;
  }
  // Nearly all are taken: the next free one after the last draw.
  while (taken.has(drawn)) drawn = (drawn + 1) % size;
  return drawn;
}
