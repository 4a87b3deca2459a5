import type { Axis } from './axis.ts';
import type { Split } from './split.ts';
import type { Node } from './tree.ts';

/**
 * A tree's view of one axis: cells within which it can't tell coordinates apart, with the measure of each. Those of a
 * number lie between its thresholds, those of a categorical are its choices; "absent" is a last one where it occurs.
 */
interface Cells {
  /** Ends of a number's cells, ascending; null for a categorical. */
  readonly ends: Float64Array | null;
  readonly sizes: Float64Array;
  /** Place of the cell of absent trials; -1 where all trials have the parameter. */
  readonly absent: number;
}

/** Which cells of an axis a box covers: runs of them as begin, end, begin, end, ... (ends excluded), ascending. */
type Cover = readonly number[];

/** A leaf: what it predicts, and which cells of each axis it does so in. */
interface Box {
  readonly value: number;
  readonly covers: readonly Cover[];
  /** Measure of the cover, axis by axis, and their product. */
  readonly sizes: readonly number[];
  readonly size: number;
}

/** What functional ANOVA makes of one tree. */
export interface TreeMarginals {
  /** Variance of the prediction over the whole space. */
  readonly variance: number;
  /** Variance of each axis's marginal. */
  readonly first: readonly number[];
  /** Of each pair of axes (i < j), what their joint marginal varies beyond the two alone: `pairs[i][j - i - 1]`. */
  readonly pairs: readonly (readonly number[])[];
  /** The mean prediction where one axis has this coordinate and all others vary. */
  readonly marginal: (axis: number, coordinate: number) => number;
}

/**
 * Functional ANOVA of a tree over the product of the axes' measures, exactly: each leaf is a box, so that integrals are
 * sums over boxes (F. Hutter, H. Hoos and K. Leyton-Brown, An Efficient Approach for Assessing Hyperparameter
 * Importance, ICML 2014). A number's measure is uniform on its unit scale, so logarithmic where that is; a
 * categorical's is uniform over its choices; where a parameter can be absent, that weighs as much as among the trials.
 */
export function marginalsOf(tree: Node, axes: readonly Axis[]): TreeMarginals {
  const cells = cellsOf(tree, axes);
  const boxes = boxesOf(tree, cells);
  const mean = boxes.reduce((sum, { value, size }) => sum + value * size, 0);
  const variance = boxes.reduce((sum, { value, size }) => sum + (value - mean) ** 2 * size, 0);
  const along = axes.map((_, d) => marginalAlong(boxes, cells[d]!, d, mean));
  const first = along.map((marginal, d) => secondMoment(marginal, cells[d]!.sizes));
  const widths = cells.map(({ sizes }) => sizes.length + 1).sort((a, b) => b - a);
  const room = new Float64Array(widths[0]! * (widths[1] ?? 1));
  const pairs = axes.map((_, i) =>
    axes.slice(i + 1).map((__, offset) => {
      const j = i + 1 + offset;
      const both = jointMoment(boxes, cells, i, j, mean, room);
      return Math.max(0, both - first[i]! - first[j]!);
    }),
  );
  return {
    ...{ variance, first, pairs },
    marginal: (axis, coordinate) => mean + along[axis]![cellAt(cells[axis]!, coordinate)]!,
  };
}

function cellsOf(tree: Node, axes: readonly Axis[]): readonly Cells[] {
  const thresholds = axes.map(() => new Set<number>());
  for (const { axis, threshold, left } of splitsOf(tree))
    if (left === null && threshold < 1) thresholds[axis]!.add(threshold);
  return axes.map(({ choices, absent }, d): Cells => {
    const present = 1 - absent;
    const ends = choices === null ? Float64Array.from([...thresholds[d]!, 1]).sort() : null;
    const sizes =
      ends === null
        ? Array.from({ length: choices! }, () => present / choices!)
        : Array.from(ends, (end, i) => (end - (i === 0 ? 0 : ends[i - 1]!)) * present);
    return absent > 0
      ? { ends, sizes: Float64Array.from([...sizes, absent]), absent: sizes.length }
      : { ends, sizes: Float64Array.from(sizes), absent: -1 };
  });
}

function* splitsOf(node: Node): Generator<Split> {
  if (node.kind === 'leaf') return;
  yield node.split;
  yield* splitsOf(node.left);
  yield* splitsOf(node.right);
}

/** The tree's leaves, those of measure zero left out. */
function boxesOf(tree: Node, cells: readonly Cells[]): readonly Box[] {
  const boxes: Box[] = [];
  const upTo = cells.map(({ sizes }) => runningSums(sizes));
  const descend = (node: Node, covers: readonly Cover[]): void => {
    if (node.kind === 'leaf') {
      const sizes = covers.map((cover, d) => measureOf(cover, upTo[d]!));
      const size = sizes.reduce((product, one) => product * one, 1);
      if (size > 0) boxes.push({ value: node.value, covers, sizes, size });
      return;
    }
    const { axis } = node.split;
    const left = coverOf(node.split, cells[axis]!);
    const right = complement(left, cells[axis]!.sizes.length);
    descend(node.left, covers.with(axis, intersection(covers[axis]!, left)));
    descend(node.right, covers.with(axis, intersection(covers[axis]!, right)));
  };
  descend(
    tree,
    cells.map(({ sizes }) => [0, sizes.length]),
  );
  return boxes;
}

/** Which cells go left at a split. */
function coverOf({ threshold, left, absentLeft }: Split, { ends, sizes, absent }: Cells): Cover {
  const present = absent < 0 ? sizes.length : absent;
  const runs: number[] = [];
  const add = (begin: number, end: number): void => {
    if (begin === end) return;
    if (runs.at(-1) === begin) runs[runs.length - 1] = end;
    else runs.push(begin, end);
  };
  if (ends !== null) add(0, threshold >= 1 ? present : placeOf(ends, threshold) + 1);
  else for (let c = 0; c < present; c += 1) add(c, c + left![c]!);
  if (absent >= 0 && absentLeft) add(absent, absent + 1);
  return runs;
}

function intersection(a: Cover, b: Cover): Cover {
  const runs: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const begin = Math.max(a[i]!, b[j]!);
    const end = Math.min(a[i + 1]!, b[j + 1]!);
    if (begin < end) runs.push(begin, end);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return runs;
}

function complement(cover: Cover, length: number): Cover {
  const edges = [0, ...cover, length];
  const runs: number[] = [];
  for (let i = 0; i < edges.length; i += 2)
    if (edges[i]! < edges[i + 1]!) runs.push(edges[i]!, edges[i + 1]!);
  return runs;
}

function measureOf(cover: Cover, upTo: Float64Array): number {
  let size = 0;
  for (let r = 0; r < cover.length; r += 2) size += upTo[cover[r + 1]!]! - upTo[cover[r]!]!;
  return size;
}

/** Sums of the first 0, 1, 2, ... sizes. */
function runningSums(sizes: Float64Array): Float64Array {
  const sums = new Float64Array(sizes.length + 1);
  for (let c = 0; c < sizes.length; c += 1) sums[c + 1] = sums[c]! + sizes[c]!;
  return sums;
}

/** The first cell that ends at or beyond a coordinate. */
function placeOf(ends: Float64Array, coordinate: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (coordinate <= ends[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function cellAt({ ends, absent }: Cells, coordinate: number): number {
  if (Number.isNaN(coordinate)) return absent;
  return ends === null ? coordinate : placeOf(ends, coordinate);
}

/** Cell by cell of one axis, the mean prediction over all others, less the overall mean. */
function marginalAlong(boxes: readonly Box[], { sizes }: Cells, axis: number, mean: number): Float64Array {
  // Differences: a run of covered cells is added at its first and taken away after its last.
  const steps = new Float64Array(sizes.length + 1);
  for (const { value, size, sizes: along, covers } of boxes) {
    const share = ((value - mean) * size) / along[axis]!;
    const cover = covers[axis]!;
    for (let r = 0; r < cover.length; r += 2) {
      steps[cover[r]!]! += share;
      steps[cover[r + 1]!]! -= share;
    }
  }
  return runningSums(steps).subarray(1, sizes.length + 1);
}

function secondMoment(values: Float64Array, sizes: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < sizes.length; c += 1) sum += values[c]! ** 2 * sizes[c]!;
  return sum;
}

/** Variance of the joint marginal of two axes: differences along both, then sums along both. @param room to work in */
function jointMoment(
  boxes: readonly Box[],
  cells: readonly Cells[],
  i: number,
  j: number,
  mean: number,
  room: Float64Array,
): number {
  const rows = cells[i]!.sizes;
  const columns = cells[j]!.sizes;
  const width = columns.length + 1;
  const steps = room.fill(0, 0, (rows.length + 1) * width);
  for (const { value, size, sizes, covers } of boxes) {
    const share = ((value - mean) * size) / (sizes[i]! * sizes[j]!);
    const [down, across] = [covers[i]!, covers[j]!];
    for (let r = 0; r < down.length; r += 1)
      for (let c = 0; c < across.length; c += 1)
        steps[down[r]! * width + across[c]!]! += (r + c) % 2 === 0 ? share : -share;
  }
  const line = new Float64Array(columns.length);
  let sum = 0;
  for (let r = 0; r < rows.length; r += 1) {
    let added = 0;
    let squares = 0;
    for (let c = 0; c < columns.length; c += 1) {
      added += steps[r * width + c]!;
      line[c]! += added;
      squares += line[c]! ** 2 * columns[c]!;
    }
    sum += squares * rows[r]!;
  }
  return sum;
}
