/** The extreme configurations of a space: where impossible combinations show, without trying all configurations. */
import { cardinality, configurationAt, isLegal, spaceSize, valueAt } from '../search/space/index.ts';
import type { Assignment, ParameterSpace, SearchSpace, Value } from '../search/types.ts';

/** Most corners that are looked at. */
const MOST_CORNERS = 4096;

/** Values that stand for a parameter: every choice, or both ends of a range, and 0 between them (often a special case). */
export function extremes(parameter: ParameterSpace): readonly Value[] {
  if (parameter.kind === 'constant') return [parameter.value];
  if (parameter.kind === 'categorical') return parameter.values;
  const count = cardinality(parameter);
  const ends =
    count === Infinity
      ? [parameter.min, parameter.max]
      : [valueAt(parameter, 0) as number, valueAt(parameter, count - 1) as number];
  return ends[0]! < 0 && ends[1]! > 0 && isLegal(parameter, 0) ? [ends[0]!, 0, ends[1]!] : ends;
}

/**
 * Every combination of extremes; where there are more than 4,096, as many evenly spread over them. What makes a
 * combination impossible is monotone in each range (a chunk larger than the target) or sits at 0, so these find it.
 */
export function corners(space: SearchSpace): readonly Assignment[] {
  const parents = new Set(Object.values(space).flatMap(({ when }) => Object.keys(when ?? {})));
  const ends: SearchSpace = Object.fromEntries(
    Object.entries(space).map(([name, parameter]) => [
      name,
      {
        kind: 'categorical' as const,
        // What others depend on keeps all its values: one between the ends may make them exist.
        values: parents.has(name) ? everyValue(parameter) : extremes(parameter),
        when: parameter.when,
      },
    ]),
  );
  const size = spaceSize(ends);
  const count = Math.min(size, MOST_CORNERS);
  return Array.from({ length: count }, (_, i) => configurationAt(ends, Math.floor((i * size) / count))!);
}

function everyValue(parameter: ParameterSpace): readonly Value[] {
  return Array.from({ length: cardinality(parameter) }, (_, i) => valueAt(parameter, i));
}
