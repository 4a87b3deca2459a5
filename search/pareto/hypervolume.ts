import { paretoFront, type Costs } from './ranks.ts';

/**
 * The volume that points dominate, as far as a reference point (E. Zitzler, L. Thiele, 1998): the one figure by which
 * fronts are compared, larger better. Exact for one to three objectives; points that don't dominate the reference count
 * nothing.
 * @param points costs, smaller better
 * @throws RangeError for more objectives than three
 */
export function hypervolume(points: readonly Costs[], reference: Costs): number {
  const within = points.filter((point) => Array.from(point).every((cost, i) => cost < reference[i]!));
  const front = paretoFront(within).map((i) => within[i]!);
  switch (reference.length) {
    case 1:
      return front.length === 0 ? 0 : reference[0]! - front[0]![0]!;
    case 2:
      return area(front, reference);
    case 3:
      return volume(front, reference);
    default:
      throw new RangeError(`a hypervolume of ${reference.length} objectives`);
  }
}

/** Stripes from left to right. */
function area(points: readonly Costs[], [right, top]: Costs): number {
  const sorted = [...points].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  let [sum, height] = [0, top!];
  for (const [x, y] of sorted as [number, number][]) {
    if (y >= height) continue;
    sum += (right! - x) * (height - y);
    height = y;
  }
  return sum;
}

/** Slices from the lowest third cost up: each has the area of all points below it. */
function volume(points: readonly Costs[], reference: Costs): number {
  const sorted = [...points].sort((a, b) => a[2]! - b[2]!);
  return sorted.reduce((sum, point, i) => {
    const thickness = (sorted[i + 1]?.[2] ?? reference[2]!) - point[2]!;
    return thickness === 0 ? sum : sum + thickness * area(sorted.slice(0, i + 1), reference);
  }, 0);
}

/**
 * A reference point for points whose limits nobody knows: the worst of each cost and a tenth of its range beyond, so that
 * the ends of the front count as well.
 */
export function referencePoint(points: readonly Costs[]): number[] {
  return Array.from(points[0] ?? [], (_, m) => {
    const costs = points.map((point) => point[m]!);
    const [least, most] = [Math.min(...costs), Math.max(...costs)];
    return most + (most > least ? (most - least) / 10 : Math.max(Math.abs(most) / 10, 1e-12));
  });
}

/**
 * So many of the points, together with as large a hypervolume as choosing one after the other gives (63 % of the best
 * choice's or more: A. Guerreiro et al., 2016).
 * @returns places, in the order chosen
 */
export function spreadSubset(points: readonly Costs[], count: number, reference: Costs): number[] {
  const chosen: number[] = [];
  const left = new Set(points.keys());
  while (chosen.length < count && left.size > 0) {
    const soFar = chosen.map((i) => points[i]!);
    let [best, most] = [-1, -Infinity];
    for (const i of left) {
      const gained = hypervolume([...soFar, points[i]!], reference);
      if (gained > most) [best, most] = [i, gained];
    }
    chosen.push(best);
    left.delete(best);
  }
  return chosen;
}
