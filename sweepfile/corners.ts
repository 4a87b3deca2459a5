/** The extreme configurations of a space: where impossible combinations show, without trying all configurations. */
import { cardinality, configurationAt, spaceSize, valueAt } from '../search/space/index.ts';
import type { Assignment, ParameterSpace, SearchSpace, Value } from '../search/types.ts';

/** Most corners that are looked at. */
const MOST_CORNERS = 4096;

/** Values that stand for a parameter: every choice, or both ends of a range. */
export function extremes(parameter: ParameterSpace): readonly Value[] {
  if (parameter.kind === 'constant') return [parameter.value];
  if (parameter.kind === 'categorical') return parameter.values;
  const count = cardinality(parameter);
  return count === Infinity
    ? [parameter.min, parameter.max]
    : [valueAt(parameter, 0), valueAt(parameter, count - 1)];
}

/**
 * Every combination of extremes; where there are more than 4,096, as many evenly spread over them. What makes a
 * combination impossible is monotone in each range (a chunk larger than the target), so the ends find it.
 */
export function corners(space: SearchSpace): readonly Assignment[] {
  const ends: SearchSpace = Object.fromEntries(
    Object.entries(space).map(([name, parameter]) => [
      name,
      { kind: 'categorical' as const, values: extremes(parameter) },
    ]),
  );
  const size = spaceSize(ends);
  const count = Math.min(size, MOST_CORNERS);
  return Array.from({ length: count }, (_, i) => configurationAt(ends, Math.floor((i * size) / count))!);
}
