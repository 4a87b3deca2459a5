/** A whole search space: its size, its configurations in canonical order, membership. */
import type { Assignment, SearchSpace, Value } from '../types.ts';
import { cardinality, fromUnit, indexOf, isLegal, toUnit, valueAt, valueKey } from './parameter.ts';

/**
 * The number of different configurations; Infinity with a continuous parameter, 0 with an empty one. Above 2^53 it is
 * rounded as floating point is.
 */
export function spaceSize(space: SearchSpace): number {
  const counts = Object.values(space).map(cardinality);
  return counts.includes(0) ? 0 : counts.reduce((product, count) => product * count, 1);
}

/** The same for samplers that reach every configuration: null where there is no end. */
export function sizeOrNull(space: SearchSpace): number | null {
  const size = spaceSize(space);
  return size === Infinity ? null : size;
}

/** Whether an assignment has exactly the space's parameters, each with a value that it can take. */
export function contains(space: SearchSpace, assignment: Assignment): boolean {
  const names = Object.keys(space);
  return (
    Object.keys(assignment).length === names.length &&
    names.every((name) => assignment[name] !== undefined && isLegal(space[name]!, assignment[name]))
  );
}

/**
 * The configuration at a place in canonical order, which is that of nested loops over the parameters: the first
 * parameter changes slowest. Digits of a number in mixed radix, so that nothing is ever listed.
 * @returns null past the last one
 * @throws RangeError if a parameter is continuous
 */
export function configurationAt(space: SearchSpace, number: number): Assignment | null {
  const values: [string, Value][] = [];
  let rest = number;
  for (const [name, parameter] of Object.entries(space).reverse()) {
    const count = cardinality(parameter);
    if (count === 0) return null;
    if (count === Infinity) throw new RangeError(`${name} is continuous: its values can't be counted`);
    values.push([name, valueAt(parameter, rest % count)]);
    rest = Math.floor(rest / count);
  }
  return rest > 0 ? null : Object.fromEntries(values.reverse());
}

/** The place of a configuration in canonical order; -1 if it isn't in the space. */
export function numberOf(space: SearchSpace, assignment: Assignment): number {
  let number = 0;
  for (const [name, parameter] of Object.entries(space)) {
    const value = assignment[name];
    const index = value === undefined ? -1 : indexOf(parameter, value);
    if (index < 0) return -1;
    number = number * cardinality(parameter) + index;
  }
  return number;
}

/** A text that names a configuration, whatever order its keys stand in. */
export function assignmentKey(space: SearchSpace, assignment: Assignment): string {
  return Object.keys(space)
    .map((name) => valueKey(assignment[name]!))
    .join(' ');
}

/** Names of the parameters that have more than one value, in order: the dimensions of the search. */
export function freeParameters(space: SearchSpace): readonly string[] {
  return Object.keys(space).filter((name) => cardinality(space[name]!) > 1);
}

/** A configuration as a point of the unit cube, one coordinate for each free parameter. */
export function encode(space: SearchSpace, assignment: Assignment): readonly number[] {
  return freeParameters(space).map((name) => toUnit(space[name]!, assignment[name]!));
}

/** The configuration at a point of the unit cube, coordinates in [0, 1): the other way round. */
export function decode(space: SearchSpace, point: readonly number[]): Assignment {
  let next = 0;
  return Object.fromEntries(
    Object.entries(space).map(([name, parameter]): [string, Value] => [
      name,
      fromUnit(parameter, cardinality(parameter) > 1 ? point[next++]! : 0.5),
    ]),
  );
}
