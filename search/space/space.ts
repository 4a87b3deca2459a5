/** A whole search space: its size, its configurations in canonical order, membership. */
import type { Assignment, SearchSpace, Value } from '../types.ts';
import { branchesOf, existing, exists, inSpaceOrder } from './conditions.ts';
import {
  cardinality,
  fromUnit,
  indexOf,
  isLegal,
  sameValue,
  toUnit,
  valueAt,
  valueKey,
} from './parameter.ts';

/**
 * The number of different configurations; Infinity with a continuous parameter, 0 with an empty one. Above 2^53 it is
 * rounded as floating point is.
 */
export function spaceSize(space: SearchSpace): number {
  return branchesOf(space).reduce((sum, { size }) => sum + size, 0);
}

/** The same for samplers that reach every configuration: null where there is no end. */
export function sizeOrNull(space: SearchSpace): number | null {
  const size = spaceSize(space);
  return size === Infinity ? null : size;
}

/** Whether an assignment has exactly the parameters that exist in it, each with a value that it can take. */
export function contains(space: SearchSpace, assignment: Assignment): boolean {
  const names = Object.keys(space).filter((name) => exists(space, name, assignment));
  return (
    Object.keys(assignment).length === names.length &&
    names.every((name) => assignment[name] !== undefined && isLegal(space[name]!, assignment[name]))
  );
}

/**
 * The configuration at a place in canonical order, which is that of nested loops over the parameters: the first
 * parameter changes slowest; where parameters depend on others, those others slowest of all. Digits of a number in mixed
 * radix, so that nothing is ever listed.
 * @returns null past the last one
 * @throws RangeError if a parameter is continuous
 */
export function configurationAt(space: SearchSpace, number: number): Assignment | null {
  let rest = number;
  for (const { fixed, open, size } of branchesOf(space)) {
    if (rest >= size) {
      rest -= size;
      continue;
    }
    const values: Record<string, Value> = { ...fixed };
    for (const name of open.toReversed()) {
      const parameter = space[name]!;
      const count = cardinality(parameter);
      if (count === Infinity) throw new RangeError(`${name} is continuous: its values can't be counted`);
      values[name] = valueAt(parameter, rest % count);
      rest = Math.floor(rest / count);
    }
    return inSpaceOrder(space, values);
  }
  return null;
}

/** The place of a configuration in canonical order; -1 if it isn't in the space. */
export function numberOf(space: SearchSpace, assignment: Assignment): number {
  let before = 0;
  for (const { fixed, open, size } of branchesOf(space)) {
    const here = Object.entries(fixed).every(([name, value]) => {
      const own = assignment[name];
      return own !== undefined && sameValue(own, value);
    });
    if (
      !here ||
      !Object.keys(space).every((n) => n in fixed || open.includes(n) || assignment[n] === undefined)
    ) {
      before += size;
      continue;
    }
    let number = 0;
    for (const name of open) {
      const value = assignment[name];
      const index = value === undefined ? -1 : indexOf(space[name]!, value);
      if (index < 0) return -1;
      number = number * cardinality(space[name]!) + index;
    }
    return before + number;
  }
  return -1;
}

/** A text that names a configuration, whatever order its keys stand in. */
export function assignmentKey(space: SearchSpace, assignment: Assignment): string {
  return Object.keys(space)
    .map((name) => (assignment[name] === undefined ? '-' : valueKey(assignment[name])))
    .join(' ');
}

/** Names of the parameters that have more than one value, in order: the dimensions of the search. */
export function freeParameters(space: SearchSpace): readonly string[] {
  return Object.keys(space).filter((name) => cardinality(space[name]!) > 1);
}

/** A configuration as a point of the unit cube, one coordinate for each free parameter; 0.5 where one doesn't exist. */
export function encode(space: SearchSpace, assignment: Assignment): readonly number[] {
  return freeParameters(space).map((name) => {
    const value = assignment[name];
    return value === undefined ? 0.5 : toUnit(space[name]!, value);
  });
}

/**
 * The configuration at a point of the unit cube, coordinates in [0, 1): the other way round. Coordinates of parameters
 * that don't exist there are passed over.
 */
export function decode(space: SearchSpace, point: readonly number[]): Assignment {
  let next = 0;
  return existing(
    space,
    Object.fromEntries(
      Object.entries(space).map(([name, parameter]): [string, Value] => [
        name,
        fromUnit(parameter, cardinality(parameter) > 1 ? point[next++]! : 0.5),
      ]),
    ),
  );
}
