import { cardinality, freeParameters, fromUnit, indexOf, isLegal, toUnit, valueAt } from '../space/index.ts';
import type { Assignment, ParameterSpace, SearchSpace, Value } from '../types.ts';

/** Most places at which a number's partial dependence is given; one with fewer values gets all of them. */
const MOST_POINTS = 33;

/** A place on an axis with the value that stands there; `value` null: the parameter is absent. */
export interface Point {
  readonly coordinate: number;
  readonly value: Value | null;
}

/** A free parameter as the forest sees it. */
export interface Axis {
  readonly name: string;
  /** How many choices a categorical has; null for a number, whose coordinate is on the unit scale (logarithms included). */
  readonly choices: number | null;
  /** Share of the trials that don't have the parameter (a conditional one): the measure of "absent". */
  readonly absent: number;
  /** Where partial dependence is asked for, in order. */
  readonly points: readonly Point[];
}

/** Trials as coordinates: `columns[axis][row]`, NaN where a trial doesn't have the parameter. */
export interface Table {
  readonly axes: readonly Axis[];
  readonly columns: readonly Float64Array[];
  readonly values: Float64Array;
  /** Trials left out: with a value that isn't in the space (a user's own), or without a finite objective. */
  readonly skipped: number;
}

/** What the forest learns from: a configuration and the objective's mean. */
export interface Observation {
  readonly assignment: Assignment;
  readonly value: number;
}

/** Reads trials into columns; parameters with one value are no axes. */
export function tableOf(space: SearchSpace, observations: readonly Observation[]): Table {
  const names = freeParameters(space);
  const usable = observations.filter(
    ({ assignment, value }) =>
      Number.isFinite(value) &&
      names.every((name) => assignment[name] === undefined || isLegal(space[name]!, assignment[name])),
  );
  const columns = names.map((name) =>
    Float64Array.from(usable, ({ assignment }) => coordinateOf(space[name]!, assignment[name])),
  );
  return {
    axes: names.map((name, d): Axis => {
      const absent = usable.length === 0 ? 0 : columns[d]!.filter(Number.isNaN).length / usable.length;
      return {
        ...{ name, absent },
        choices: space[name]!.kind === 'categorical' ? cardinality(space[name]!) : null,
        points: pointsOf(space[name]!, absent),
      };
    }),
    columns,
    values: Float64Array.from(usable, ({ value }) => value),
    skipped: observations.length - usable.length,
  };
}

function coordinateOf(parameter: ParameterSpace, value: Value | undefined): number {
  if (value === undefined) return NaN;
  return parameter.kind === 'categorical' ? indexOf(parameter, value) : toUnit(parameter, value);
}

function pointsOf(parameter: ParameterSpace, absent: number): readonly Point[] {
  const count = cardinality(parameter);
  const every = parameter.kind === 'categorical' || count <= MOST_POINTS;
  const points = Array.from({ length: every ? count : MOST_POINTS }, (_, i): Point => {
    const value = every ? valueAt(parameter, i) : fromUnit(parameter, i / (MOST_POINTS - 1));
    return { coordinate: coordinateOf(parameter, value), value };
  });
  return absent > 0 ? [...points, { coordinate: NaN, value: null }] : points;
}
