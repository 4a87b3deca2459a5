/** Which of several points are best when there is more than one thing to minimise. */

/** A cost for each objective, smaller better. */
export type Costs = Float64Array | readonly number[];

/** Whether a is as good as b in everything and better in something. */
export function dominates(a: Costs, b: Costs): boolean {
  let better = false;
  for (let i = 0; i < a.length; i += 1) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) better = true;
  }
  return better;
}

/**
 * The rank of each point: 0 on the front, which nothing dominates, 1 for what only the front dominates, and so on. Efficient
 * non-dominated sort (X. Zhang et al., 2015): points in lexicographic order, each put by bisection on the first front that
 * has nothing that dominates it. With two objectives n log n, since then the last of a front decides.
 */
export function nonDominatedRanks(points: readonly Costs[]): Int32Array {
  const order = points.map((_, i) => i).sort((a, b) => lexicographic(points[a]!, points[b]!) || a - b);
  const ranks = new Int32Array(points.length);
  const fronts: number[][] = [];
  for (const i of order) {
    const point = points[i]!;
    const isBelow = (front: readonly number[]): boolean => {
      if (point.length === 2) return dominates(points[front.at(-1)!]!, point);
      for (let k = front.length - 1; k >= 0; k -= 1) if (dominates(points[front[k]!]!, point)) return true;
      return false;
    };
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(fronts[middle]!)) low = middle + 1;
      else high = middle;
    }
    (fronts[low] ??= []).push(i);
    ranks[i] = low;
  }
  return ranks;
}

/** Places of the points that nothing dominates, in the order given. */
export function paretoFront(points: readonly Costs[]): number[] {
  const ranks = nonDominatedRanks(points);
  return points.map((_, i) => i).filter((i) => ranks[i] === 0);
}

/**
 * How alone each point of a front is: by each objective the distance between its neighbours in parts of the front's range,
 * summed; infinite at the ends (K. Deb et al.: NSGA-II, 2002).
 */
export function crowdingDistances(points: readonly Costs[]): Float64Array {
  const distances = new Float64Array(points.length);
  const objectives = points[0]?.length ?? 0;
  for (let m = 0; m < objectives; m += 1) {
    const order = points.map((_, i) => i).sort((a, b) => points[a]![m]! - points[b]![m]! || a - b);
    const [first, last] = [order[0]!, order.at(-1)!];
    const range = points[last]![m]! - points[first]![m]!;
    distances[first] = Infinity;
    distances[last] = Infinity;
    if (range === 0) continue;
    for (let k = 1; k < order.length - 1; k += 1)
      distances[order[k]!]! += (points[order[k + 1]!]![m]! - points[order[k - 1]!]![m]!) / range;
  }
  return distances;
}

function lexicographic(a: Costs, b: Costs): number {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
