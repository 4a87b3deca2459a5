/** A function with its gradient, which is written into the array. */
export type WithGradient = (x: Float64Array, gradient: Float64Array) => number;

export interface BoxMinimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

/** Pairs of steps and changes of gradient that the curvature is known from. */
const MEMORY = 8;
/** Part of the promised descent that a step must bring (Armijo). */
const DESCENT = 1e-4;
const MOST_HALVINGS = 25;

/**
 * Minimises a smooth function within a box: limited-memory BFGS (J. Nocedal, 1980; the two-loop recursion of Nocedal and
 * Wright, Numerical Optimization, alg. 7.4) on the coordinates that are not held by a bound, each step projected into the
 * box and halved until it descends enough (D. P. Bertsekas, Projected Newton methods, 1982).
 * @param lower and upper: infinite where there is no bound
 * @param options.tolerance ends once no coordinate of the projected gradient is larger
 */
export function minimiseInBox(
  f: WithGradient,
  start: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  { tolerance = 1e-5, iterations = 100 }: { tolerance?: number; iterations?: number } = {},
): BoxMinimum {
  const n = start.length;
  let x = project(start.slice(), lower, upper);
  let gradient = new Float64Array(n);
  let value = f(x, gradient);
  let evaluations = 1;
  if (!Number.isFinite(value)) return { x, value, evaluations };
  let pairs: Pair[] = [];
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const free = freeCoordinates(x, gradient, lower, upper);
    if (largest(gradient, free) <= tolerance) break;
    let direction = quasiNewton(gradient, free, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      // The curvature on record misleads here: steepest descent.
      pairs = [];
      direction = quasiNewton(gradient, free, pairs);
      slope = dot(direction, gradient);
    }
    // Without curvature a first step of unit length at most.
    let rate = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
    let next = x;
    let nextValue = Infinity;
    const nextGradient = new Float64Array(n);
    let descended = false;
    for (let halving = 0; halving < MOST_HALVINGS && !descended; halving += 1, rate /= 2) {
      next = project(
        x.map((at, i) => at + rate * direction[i]!),
        lower,
        upper,
      );
      nextValue = f(next, nextGradient);
      evaluations += 1;
      let promised = 0;
      for (let i = 0; i < n; i += 1) promised += gradient[i]! * (next[i]! - x[i]!);
      descended = promised < 0 && nextValue <= value + DESCENT * promised;
    }
    if (!descended) {
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    const step = next.map((at, i) => at - x[i]!);
    const change = nextGradient.map((at, i) => at - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 1e-10 * dot(change, change))
      pairs = [...pairs, { step, change, curvature }].slice(-MEMORY);
    [x, value, gradient] = [next, nextValue, nextGradient];
  }
  return { x, value, evaluations };
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** 1 for each coordinate that may move: not those at a bound that the descent would cross. */
function freeCoordinates(
  x: Float64Array,
  gradient: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Uint8Array {
  return Uint8Array.from(x, (at, i) =>
    (at <= lower[i]! && gradient[i]! > 0) || (at >= upper[i]! && gradient[i]! < 0) ? 0 : 1,
  );
}

/** Minus the approximate inverse Hessian times the gradient, 0 on coordinates that are not free. */
function quasiNewton(gradient: Float64Array, free: Uint8Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((at, i) => (free[i] === 1 ? -at : 0));
  const weights = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k -= 1) {
    const { step, change, curvature } = pairs[k]!;
    const weight = dot(step, q) / curvature;
    weights[k] = weight;
    for (let i = 0; i < q.length; i += 1) q[i]! -= weight * change[i]!;
  }
  const newest = pairs.at(-1);
  if (newest !== undefined) {
    const scale = newest.curvature / dot(newest.change, newest.change);
    for (let i = 0; i < q.length; i += 1) q[i]! *= scale;
  }
  pairs.forEach(({ step, change, curvature }, k) => {
    const weight = weights[k]! - dot(change, q) / curvature;
    for (let i = 0; i < q.length; i += 1) q[i]! += weight * step[i]!;
  });
  for (let i = 0; i < q.length; i += 1) if (free[i] === 0) q[i] = 0;
  return q;
}

function project(x: Float64Array, lower: Float64Array, upper: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i += 1) x[i] = Math.min(upper[i]!, Math.max(lower[i]!, x[i]!));
  return x;
}

function largest(gradient: Float64Array, free: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < gradient.length; i += 1)
    if (free[i] === 1) most = Math.max(most, Math.abs(gradient[i]!));
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
