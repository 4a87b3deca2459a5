import type { Table } from './axis.ts';
import { bestSplit, groupsFor, sideOf, type Found, type Split, type Totals } from './split.ts';

/** How trees are grown. */
export interface TreeSettings {
  /** Most splits from the root to a leaf. */
  readonly depth: number;
  /** Fewest trials (counted as often as the bootstrap drew them) in a leaf. */
  readonly minLeaf: number;
}

/** A leaf, or a split with two children. */
export type Node =
  | { readonly kind: 'leaf'; readonly value: number }
  | { readonly kind: 'split'; readonly split: Split; readonly left: Node; readonly right: Node };

/** Gains that differ by rounding alone are equal: the axis that was looked at first is taken. */
const TIE = 1e-12;

/**
 * A regression tree of the CART family (L. Breiman et al., 1984): each node takes the split, over all axes, that leaves
 * the least squared error.
 * @param table at least one axis
 * @param weights how often each trial counts; 0: not at all
 * @param order trials by each axis's coordinate (`sortedRows`)
 * @param uniform breaks ties between axes
 */
export function growTree(
  { axes, columns, values }: Table,
  weights: Float64Array,
  order: readonly Int32Array[],
  { depth, minLeaf }: TreeSettings,
  uniform: () => number,
): Node {
  // Every node is a stretch of the same places in all of these.
  const sorted = order.map((rows) => rows.filter((row) => weights[row]! > 0));
  const places = axes.map((_, d) => d);
  const goesLeft = new Uint8Array(values.length);
  const groups = groupsFor(values.length);
  const spare = new Int32Array(values.length);

  const split = (from: number, to: number, totals: Totals): Found | null => {
    let best: Found | null = null;
    shuffle(places, uniform);
    for (const index of places) {
      const rows = sorted[index]!.subarray(from, to);
      const along = { axis: axes[index]!, index, column: columns[index]!, values, weights, rows };
      const found = bestSplit(along, minLeaf, totals, groups);
      if (found !== null && (best === null || found.gain > best.gain * (1 + TIE))) best = found;
    }
    return best;
  };

  const grow = (from: number, to: number, left: number): Node => {
    const rows = sorted[0]!.subarray(from, to);
    const { weight, sum, pure } = totalsOf(rows, values, weights);
    const found = left === 0 || pure || weight < 2 * minLeaf ? null : split(from, to, { weight, sum });
    if (found === null) return { kind: 'leaf', value: sum / weight };
    let count = 0;
    for (const row of rows) {
      goesLeft[row] = sideOf(found.split, columns[found.split.axis]![row]!) ? 1 : 0;
      count += goesLeft[row];
    }
    for (const all of sorted) partition(all, from, to, goesLeft, spare);
    return {
      kind: 'split',
      split: found.split,
      left: grow(from, from + count, left - 1),
      right: grow(from + count, to, left - 1),
    };
  };
  return grow(0, sorted[0]!.length, depth);
}

/** Rows by each axis's coordinate, absent ones last: sorted once for a whole forest. */
export function sortedRows({ columns }: Table): readonly Int32Array[] {
  const rank = (coordinate: number): number => (Number.isNaN(coordinate) ? Number.MAX_VALUE : coordinate);
  return columns.map((column) =>
    Int32Array.from(column.keys()).sort((a, b) => rank(column[a]!) - rank(column[b]!) || a - b),
  );
}

/** What a tree predicts where the coordinate of each axis is `at(axis)`. */
export function predict(tree: Node, at: (axis: number) => number): number {
  let node = tree;
  while (node.kind === 'split') node = sideOf(node.split, at(node.split.axis)) ? node.left : node.right;
  return node.value;
}

function totalsOf(
  rows: Int32Array,
  values: Float64Array,
  weights: Float64Array,
): Totals & { readonly pure: boolean } {
  let [weight, sum, lowest, highest] = [0, 0, Infinity, -Infinity];
  for (const row of rows) {
    const value = values[row]!;
    weight += weights[row]!;
    sum += weights[row]! * value;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { weight, sum, pure: lowest === highest };
}

/** Brings the rows that go left to the front of a stretch, keeping the order of both sides. @param right room to work in */
function partition(
  rows: Int32Array,
  from: number,
  to: number,
  goesLeft: Uint8Array,
  right: Int32Array,
): void {
  let kept = from;
  let moved = 0;
  for (let i = from; i < to; i += 1) {
    const row = rows[i]!;
    if (goesLeft[row] === 1) rows[kept++] = row;
    else right[moved++] = row;
  }
  rows.set(right.subarray(0, moved), kept);
}

/** Fisher and Yates, in place. */
export function shuffle(items: number[] | Int32Array, uniform: () => number): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1));
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}
