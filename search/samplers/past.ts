import type { PastTrial } from '../types.ts';
import { coordinateOf, type Axis } from './axis.ts';

/** The history as coordinates, in the order of trial numbers. */
export interface Past {
  readonly trials: readonly PastTrial[];
  /** Axis by axis, the coordinate of each trial; MISSING where the parameter doesn't exist in it. */
  readonly columns: readonly Float64Array[];
}

/** Reads the history; trials that aren't in the space, such as a user's own, teach nothing and are left out. */
export function observe(axes: readonly Axis[], history: readonly PastTrial[]): Past {
  const trials = inOrder(history);
  const columns = axes.map((axis) => {
    const column = new Float64Array(trials.length);
    for (let i = 0; i < trials.length; i += 1) column[i] = coordinateOf(axis, trials[i]!.assignment);
    return column;
  });
  const foreign = columns.some((column) => column.includes(NaN));
  if (!foreign) return { trials, columns };
  const places = trials.map((_, i) => i).filter((i) => columns.every((column) => !Number.isNaN(column[i])));
  return { trials: places.map((place) => trials[place]!), columns: rowsOf(columns, places) };
}

function inOrder(history: readonly PastTrial[]): readonly PastTrial[] {
  const ordered = history.every((trial, i) => i === 0 || history[i - 1]!.number < trial.number);
  return ordered ? history : [...history].sort((a, b) => a.number - b.number);
}

/** The coordinates of some of the trials. */
export function rowsOf(columns: readonly Float64Array[], places: readonly number[]): readonly Float64Array[] {
  return columns.map((column) => {
    const rows = new Float64Array(places.length);
    for (let i = 0; i < places.length; i += 1) rows[i] = column[places[i]!]!;
    return rows;
  });
}

/** Whether a trial was made at exactly this point. */
export function triedAt({ columns, trials }: Past, point: Float64Array): boolean {
  if (columns.length === 0) return trials.length > 0;
  const [first] = columns as [Float64Array];
  for (let i = first.indexOf(point[0]!); i >= 0; i = first.indexOf(point[0]!, i + 1))
    if (columns.every((column, d) => column[i] === point[d])) return true;
  return false;
}
