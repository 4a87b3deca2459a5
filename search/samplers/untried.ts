import { configurationAt, decode, freeParameters, numberOf, spaceSize } from '../space/index.ts';
import type { Assignment, PastTrial, SearchSpace } from '../types.ts';
import { placer, unseen, type Draws } from './distinct.ts';

/** What the history has not tried. */
export interface Untried {
  /** How many configurations; Infinity where they can't be counted. */
  readonly count: number;
  /** One of them, by each parameter's own distribution. */
  draw(draws: Draws): Assignment;
  /** The first of them at or after a place in canonical order; null after the last. */
  from(place: number): Assignment | null;
}

/** Draws in search of one that keeps the constraints. */
const MOST_DRAWS = 200;

/**
 * One that is left and keeps the constraints, if a few hundred draws find any.
 * @param first draws the first; the others come from the second
 */
export function drawFeasible(
  left: Untried,
  first: Draws,
  others: Draws,
  feasible: ((assignment: Assignment) => boolean) | undefined,
): Assignment {
  const drawn = left.draw(first);
  if (feasible === undefined || feasible(drawn)) return drawn;
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const another = left.draw(others);
    if (feasible(another)) return another;
  }
  return drawn;
}

/** Configurations of a space that no trial of the history has. */
export function untried(space: SearchSpace, history: readonly PastTrial[]): Untried {
  const size = spaceSize(space);
  if (size > Number.MAX_SAFE_INTEGER)
    return {
      count: Infinity,
      draw: (draws) =>
        decode(
          space,
          freeParameters(space).map(() => draws()),
        ),
      from: () => null,
    };
  const taken = new Set(
    history.map(({ assignment }) => numberOf(space, assignment)).filter((place) => place >= 0),
  );
  const place = placer(space);
  return {
    count: size - taken.size,
    draw: (draws) => configurationAt(space, unseen(place, size, draws, taken))!,
    from(start) {
      let next = start;
      while (taken.has(next)) next += 1;
      return configurationAt(space, next);
    },
  };
}
