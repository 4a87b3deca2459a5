import type { Axis } from './axis.ts';

/** A question that a node asks of one axis: which trials go left. */
export interface Split {
  readonly axis: number;
  /** Of a number: coordinates up to here go left. */
  readonly threshold: number;
  /** Of a categorical: 1 where a choice goes left; null for a number. */
  readonly left: Uint8Array | null;
  /** Whether trials without the parameter go left. */
  readonly absentLeft: boolean;
}

/** A split found, with how much of the squared error it takes away. */
export interface Found {
  readonly gain: number;
  readonly split: Split;
}

/** The trials of a node along one axis, in the order of their coordinates, absent ones last. */
export interface Along {
  readonly axis: Axis;
  readonly index: number;
  readonly column: Float64Array;
  readonly values: Float64Array;
  /** How often each trial counts. */
  readonly weights: Float64Array;
  readonly rows: Int32Array;
}

/** Sums over a node's trials. */
export interface Totals {
  readonly weight: number;
  readonly sum: number;
}

/** Whether a coordinate goes left at a split. */
export function sideOf({ threshold, left, absentLeft }: Split, coordinate: number): boolean {
  if (Number.isNaN(coordinate)) return absentLeft;
  return left === null ? coordinate <= threshold : left[coordinate] === 1;
}

/** Less than this share of a node's sum of squares is rounding, not gain. */
const ROUNDING = 1e-15;

/**
 * The split of one axis that leaves the least squared error; null where none helps. Every threshold of a number is
 * tried, and every subset of a categorical, of which only the prefixes of its choices ordered by their means can be
 * best (W. Fisher, 1958; with a `minLeaf` above one it is the best of those prefixes). Trials without the parameter go to whichever side suits them better.
 */
export function bestSplit(
  along: Along,
  minLeaf: number,
  { weight, sum }: Totals,
  groups: Groups = groupsFor(along.rows.length),
): Found | null {
  const count = gather(along, groups);
  const absent = groups.absentWeight > 0;
  const order = along.axis.choices === null ? null : byMean(groups, count);

  const whole = sum ** 2 / weight;
  let gain = ROUNDING * whole;
  let found: { at: number; absentLeft: boolean; leftWeight: number } | null = null;
  for (const absentLeft of absent ? [false, true] : [false]) {
    let leftWeight = absentLeft ? groups.absentWeight : 0;
    let leftSum = absentLeft ? groups.absentSum : 0;
    // All present ones may stand left only if the absent ones stand right.
    const last = absent && !absentLeft ? count : count - 1;
    for (let at = 0; at < last; at += 1) {
      const group = order === null ? at : order[at]!;
      leftWeight += groups.weights[group]!;
      leftSum += groups.sums[group]!;
      const rightWeight = weight - leftWeight;
      if (leftWeight < minLeaf || rightWeight < minLeaf) continue;
      const gained = leftSum ** 2 / leftWeight + (sum - leftSum) ** 2 / rightWeight - whole;
      if (gained > gain) {
        gain = gained;
        found = { at, absentLeft, leftWeight };
      }
    }
  }
  if (found === null) return null;
  const { at, absentLeft, leftWeight } = found;
  const { index, axis } = along;
  const split: Split =
    order === null
      ? { axis: index, threshold: between(groups.coordinates, at, count), left: null, absentLeft }
      : {
          ...{ axis: index, threshold: NaN, absentLeft },
          left: choicesLeft(axis.choices!, groups.coordinates, order, at, 2 * leftWeight > weight),
        };
  return { gain, split };
}

/** Groups in the order of their means. */
function byMean({ sums, weights }: Groups, count: number): readonly number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  return order.sort((a, b) => sums[a]! / weights[a]! - sums[b]! / weights[b]! || a - b);
}

/** Half-way to the next coordinate; past the last one only absent trials stand right. */
function between(coordinates: Float64Array, at: number, count: number): number {
  return at + 1 === count ? Infinity : (coordinates[at]! + coordinates[at + 1]!) / 2;
}

/** Which choices go left: those up to `at`, and those that no trial of the node has where most of its trials go left. */
function choicesLeft(
  choices: number,
  coordinates: Float64Array,
  order: readonly number[],
  at: number,
  unseenLeft: boolean,
): Uint8Array {
  const left = new Uint8Array(choices).fill(unseenLeft ? 1 : 0);
  for (const [place, group] of order.entries()) left[coordinates[group]!] = place <= at ? 1 : 0;
  return left;
}

/** Trials between which an axis can split: those of each coordinate, and the absent ones. Made once and filled again. */
export interface Groups {
  readonly coordinates: Float64Array;
  readonly weights: Float64Array;
  readonly sums: Float64Array;
  absentWeight: number;
  absentSum: number;
}

/** Room for the groups of so many trials. */
export function groupsFor(trials: number): Groups {
  const room = (): Float64Array => new Float64Array(trials);
  return { coordinates: room(), weights: room(), sums: room(), absentWeight: 0, absentSum: 0 };
}

/** Fills the groups. @returns how many there are */
function gather({ column, values, weights, rows }: Along, groups: Groups): number {
  const { coordinates } = groups;
  groups.absentWeight = groups.absentSum = 0;
  let last = -1;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const coordinate = column[row]!;
    const weight = weights[row]!;
    const sum = weight * values[row]!;
    if (Number.isNaN(coordinate)) {
      groups.absentWeight += weight;
      groups.absentSum += sum;
    } else if (last >= 0 && coordinates[last] === coordinate) {
      groups.weights[last]! += weight;
      groups.sums[last]! += sum;
    } else {
      last += 1;
      coordinates[last] = coordinate;
      groups.weights[last] = weight;
      groups.sums[last] = sum;
    }
  }
  return last + 1;
}
