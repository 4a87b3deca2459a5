/** `when`: parameters that exist only under others' values. */
import { closest } from '../common/closest.ts';
import { cardinality, isLegal, parentsFirst, sameValue } from '../search/space/index.ts';
import type { Condition, SearchSpace, Value } from '../search/types.ts';
import { describeParameter } from './describe.ts';
import { shown, type Fault } from './fault.ts';
import type { ParameterEntry } from './sweep.schema.ts';

/** A space with its conditions, or faults in place of those that can't be. */
export interface ReadConditions {
  readonly space: SearchSpace;
  readonly faults: readonly Fault[];
}

/**
 * Reads every `when`. What it names must be a parameter of the same file whose values can be counted, and can have the
 * value named; conditions may build on each other, but not in circles.
 * @param space what `parameters` says without conditions
 */
export function readConditions(
  space: SearchSpace,
  entries: Readonly<Record<string, ParameterEntry>>,
): ReadConditions {
  const faults: Fault[] = [];
  const conditional: SearchSpace = Object.fromEntries(
    Object.entries(space).map(([name, parameter]) => {
      const entry = entries[name];
      if (typeof entry !== 'object' || entry.when === undefined) return [name, parameter];
      const { when, faults: found } = readWhen(name, entry.when, space, entries);
      faults.push(...found);
      return [name, found.length > 0 ? parameter : { ...parameter, when }];
    }),
  );
  if (faults.length > 0) return { space, faults };
  try {
    parentsFirst(conditional);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const first = Object.keys(conditional).find((name) => conditional[name]!.when !== undefined)!;
    return {
      space,
      faults: [
        {
          path: ['parameters', first, 'when'],
          given: error.message,
          allowed: 'conditions that come to an end',
        },
      ],
    };
  }
  return { space: conditional, faults };
}

function readWhen(
  name: string,
  given: Readonly<Record<string, Value | readonly Value[]>>,
  space: SearchSpace,
  entries: Readonly<Record<string, ParameterEntry>>,
): { readonly when: Condition; readonly faults: readonly Fault[] } {
  const when: Record<string, readonly Value[]> = {};
  const faults: Fault[] = [];
  for (const [parent, value] of Object.entries(given)) {
    const path = ['parameters', name, 'when', parent];
    const parameter = space[parent];
    if (parameter === undefined) {
      // One that has faults of its own is not there either, and has been named already.
      if (entries[parent] !== undefined) continue;
      const others = Object.keys(space).filter((other) => other !== name);
      const near = closest(parent, others);
      const list = `a parameter of this file: ${others.join(', ') || 'there is no other'}`;
      faults.push({
        ...{ path, given: 'unknown parameter' },
        allowed: near === null ? list : `${list}; did you mean ${near}?`,
      });
      continue;
    }
    if (cardinality(parameter) === Infinity) {
      faults.push({ path, given: 'a continuous range', allowed: 'a parameter with `values` or a step `q`' });
      continue;
    }
    const values = alternatives(value, (one) => isLegal(parameter, one));
    for (const one of values)
      if (!isLegal(parameter, one))
        faults.push({
          path,
          given: shown(one),
          allowed: describeParameter({ ...parameter, when: undefined }),
        });
    when[parent] = values.filter((one, i) => values.findIndex((other) => sameValue(one, other)) === i);
  }
  return { when, faults };
}

/** A list is one value where the parameter has such (layers), otherwise alternatives. */
function alternatives(given: Value | readonly Value[], legal: (value: Value) => boolean): readonly Value[] {
  if (!Array.isArray(given)) return [given as Value];
  return legal(given as Value) ? [given as Value] : (given as readonly Value[]);
}
