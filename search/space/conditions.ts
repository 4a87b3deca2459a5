/** Parameters that exist only under others' values: which do, and the branches of a space that they make. */
import type { Assignment, SearchSpace, Value } from '../types.ts';
import { cardinality, sameValue, valueAt } from './parameter.ts';

/** A part of a space in which the same parameters exist, and all that others depend on have fixed values. */
export interface Branch {
  /** Those values. */
  readonly fixed: Assignment;
  /** The parameters that exist beside those, in the space's order. */
  readonly open: readonly string[];
  /** How many configurations. */
  readonly size: number;
}

/** Whether any parameter has a condition. */
export function isConditional(space: SearchSpace): boolean {
  return Object.values(space).some(({ when }) => when !== undefined);
}

/** Whether a parameter exists beside these values. A condition on a parameter that has none is not met. */
export function exists(space: SearchSpace, name: string, values: Assignment): boolean {
  const { when } = space[name]!;
  if (when === undefined) return true;
  return Object.entries(when).every(([parent, allowed]) => {
    const value = values[parent];
    return value !== undefined && allowed.some((one) => sameValue(one, value));
  });
}

/** Of values for all parameters, those of parameters that exist; in the space's order. */
export function existing(space: SearchSpace, values: Assignment): Assignment {
  if (!isConditional(space)) return values;
  const found: Record<string, Value> = {};
  for (const name of parentsFirst(space)) if (exists(space, name, found)) found[name] = values[name]!;
  return inSpaceOrder(space, found);
}

/** The same values in the order of the space. */
export function inSpaceOrder(space: SearchSpace, values: Assignment): Assignment {
  return Object.fromEntries(
    Object.keys(space).flatMap((name) => (name in values ? [[name, values[name]!]] : [])),
  );
}

/**
 * The names of a space, each after those that its condition names.
 * @throws RangeError where conditions go round in circles
 */
export function parentsFirst(space: SearchSpace): readonly string[] {
  const ordered = new Set<string>();
  const visit = (name: string, below: readonly string[]): void => {
    if (ordered.has(name) || space[name] === undefined) return;
    if (below.includes(name))
      throw new RangeError(`conditions go round in circles: ${[...below, name].join(', ')}`);
    for (const parent of Object.keys(space[name].when ?? {})) visit(parent, [...below, name]);
    ordered.add(name);
  };
  for (const name of Object.keys(space)) visit(name, []);
  return [...ordered];
}

const known = new WeakMap<SearchSpace, readonly Branch[]>();

/**
 * The branches of a space, in canonical order: nested loops over the parameters that others depend on. A space without
 * conditions has one.
 * @throws RangeError if one of those is continuous, or conditions go round in circles
 */
export function branchesOf(space: SearchSpace): readonly Branch[] {
  const before = known.get(space);
  if (before !== undefined) return before;
  const named = new Set(Object.values(space).flatMap(({ when }) => Object.keys(when ?? {})));
  const parents = parentsFirst(space).filter((name) => named.has(name));
  let fixed: Record<string, Value>[] = [{}];
  for (const parent of parents) {
    const parameter = space[parent]!;
    const count = cardinality(parameter);
    if (count === Infinity) throw new RangeError(`${parent} is continuous: nothing can depend on it`);
    fixed = fixed.flatMap((values) =>
      exists(space, parent, values)
        ? Array.from({ length: count }, (_, i) => ({ ...values, [parent]: valueAt(parameter, i) }))
        : [values],
    );
  }
  const branches = fixed.map((values): Branch => {
    const open = Object.keys(space).filter((name) => !named.has(name) && exists(space, name, values));
    const counts = open.map((name) => cardinality(space[name]!));
    const size = counts.includes(0) ? 0 : counts.reduce((product, count) => product * count, 1);
    return { fixed: values, open, size };
  });
  known.set(space, branches);
  return branches;
}
