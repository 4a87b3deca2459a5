import {
  cardinality,
  existing,
  exists,
  fromUnit,
  placeFromUnit,
  unitScale,
  valueAt,
  valueKey,
} from '../space/index.ts';
import type { Assignment, ParameterSpace, SearchSpace, Value } from '../types.ts';

/**
 * A free parameter as the estimators see it. A coordinate is a point of the unit interval, on the parameter's own scale
 * (logarithms where it is logarithmic), or the place of a categorical's value.
 */
export interface Axis {
  readonly name: string;
  /** Different values; Infinity of a continuous range. */
  readonly count: number;
  readonly kind: 'categorical' | 'stepped' | 'continuous';
  /** The coordinate of a value; NaN for one that the parameter can't take. */
  readonly coordinate: (value: Value | undefined) => number;
  /** Whether the parameter exists beside these values; left out where it always does. */
  readonly exists?: (values: Assignment) => boolean;
  /** The value at a coordinate, which need not be that of a step. */
  value(coordinate: number): Value;
  /** The coordinate of that value. */
  snap(coordinate: number): number;
  /** The place of that value in canonical order, if its values can be counted. */
  place(coordinate: number): number;
  /** The coordinate of the value at a place in canonical order, if its values can be counted. */
  at(place: number): number;
  /** The coordinate that a number in [0, 1) stands for: uniform numbers give the parameter's own distribution. */
  from(u: number): number;
  /** Of a stepped range: the part of the unit interval whose points become this coordinate's value. */
  cell(coordinate: number): readonly [left: number, right: number];
}

/** The axes of a space: one for each free parameter, in order. */
export function axesOf(space: SearchSpace): readonly Axis[] {
  return Object.entries(space)
    .filter(([, parameter]) => cardinality(parameter) > 1)
    .map(([name, parameter]) => ({
      ...axisOf(name, parameter),
      ...(parameter.when === undefined
        ? {}
        : { exists: (values: Assignment): boolean => exists(space, name, values) }),
    }));
}

/** The coordinate of a parameter that doesn't exist at a point. */
export const MISSING = -1;

/** The coordinate of a configuration; NaN where it has a value that it can't have, or lacks one. */
export function coordinateOf(axis: Axis, assignment: Assignment): number {
  const value = assignment[axis.name];
  if (axis.exists !== undefined && !axis.exists(assignment)) return value === undefined ? MISSING : NaN;
  return axis.coordinate(value);
}

/** What a parameter that comes into being begins with. */
const MIDDLE = 0.5;

/** Marks what doesn't exist beside a point's other values as missing, and puts what does and was missing in its middle. */
export function settle(space: SearchSpace, axes: readonly Axis[], point: Float64Array): void {
  if (axes.every((axis) => axis.exists === undefined)) return;
  const assignment = assignmentAt(space, axes, point);
  axes.forEach((axis, d) => {
    if (assignment[axis.name] === undefined) point[d] = MISSING;
    else if (point[d] === MISSING) point[d] = axis.from(MIDDLE);
  });
}

/** The configuration at a point: a coordinate for each axis; what doesn't exist beside the others is left out. */
export function assignmentAt(space: SearchSpace, axes: readonly Axis[], point: Float64Array): Assignment {
  const free = new Map(
    axes.map((axis, d) => [axis.name, axis.value(point[d] === MISSING ? axis.from(MIDDLE) : point[d]!)]),
  );
  return existing(
    space,
    Object.fromEntries(
      Object.entries(space).map(([name, parameter]) => [name, free.get(name) ?? valueAt(parameter, 0)]),
    ),
  );
}

/** The other way round. */
export function pointOf(axes: readonly Axis[], assignment: Assignment): Float64Array {
  return Float64Array.from(axes, (axis) => coordinateOf(axis, assignment));
}

function axisOf(name: string, parameter: ParameterSpace): Axis {
  switch (parameter.kind) {
    case 'constant':
      throw new RangeError(`${name} is constant`);
    case 'categorical':
      return categoricalAxis(name, parameter);
    case 'int':
    case 'float':
      return numericAxis(name, parameter);
  }
}

function categoricalAxis(name: string, parameter: Extract<ParameterSpace, { kind: 'categorical' }>): Axis {
  const count = cardinality(parameter);
  // Numbers and truth values are their own keys; texts and lists are written out, so that none can meet another.
  const key = (value: Value): Value =>
    typeof value === 'number' || typeof value === 'boolean' ? value : valueKey(value);
  const places = new Map(Array.from({ length: count }, (_, i) => [key(valueAt(parameter, i)), i]));
  return {
    name,
    count,
    kind: 'categorical',
    coordinate: (value) => (value === undefined ? NaN : (places.get(key(value)) ?? NaN)),
    value: (coordinate) => valueAt(parameter, coordinate),
    snap: (coordinate) => coordinate,
    place: (coordinate) => coordinate,
    at: (place) => place,
    from: (u) => Math.min(count - 1, Math.floor(u * count)),
    cell: (coordinate) => [coordinate, coordinate],
  };
}

function numericAxis(name: string, parameter: Extract<ParameterSpace, { kind: 'int' | 'float' }>): Axis {
  const count = cardinality(parameter);
  const { low, high, log } = unitScale(parameter);
  const span = high - low;
  const unit = (x: number): number => ((log ? Math.log(x) : x) - low) / span;
  const coordinate = (value: Value | undefined): number => {
    if (typeof value !== 'number') return NaN;
    const u = unit(value);
    return u >= 0 && u <= 1 ? u : value === parameter.min ? 0 : value === parameter.max ? 1 : NaN;
  };
  const place = (u: number): number => placeFromUnit(parameter, u);
  const value = (u: number): Value => fromUnit(parameter, u);
  const half = (parameter.step ?? 0) / 2;
  return {
    name,
    count,
    kind: count === Infinity ? 'continuous' : 'stepped',
    coordinate,
    value,
    snap: count === Infinity ? (u) => u : (u) => coordinate(value(u)),
    place,
    at: (i) => coordinate(valueAt(parameter, i)),
    from: count === Infinity ? (u) => u : (u) => coordinate(value(u)),
    cell(u) {
      const at = place(u);
      const x = valueAt(parameter, at) as number;
      return [at === 0 ? 0 : unit(x - half), at === count - 1 ? 1 : unit(x + half)];
    },
  };
}
