import { normalCdf, normalMass, normalQuantile } from '../../statistics/normal.ts';
import { MISSING, type Axis } from '../axis.ts';
import { widths } from './widths.ts';

/**
 * One axis of a mixture of product kernels: a kernel for each observation, then the prior's. Nothing is allocated for a
 * point, so that ten thousand kernels at two dozen points stay a matter of milliseconds.
 */
export interface Kernels {
  /** No log density is larger. */
  readonly most: number;
  /** Adds to the kernels' sums the logarithm of their density (probability, where there are steps) at a coordinate. */
  addLogDensity(coordinate: number, sums: Float64Array, alive: Alive, floor: number): void;
  /** A draw from one kernel, by a number uniform in [0, 1). */
  draw(kernel: number, u: number): number;
}

/**
 * The kernels that still count at a point: the first `count` of `places`. Whoever adds to sums drops those that end
 * below the floor.
 */
export interface Alive {
  readonly places: Int32Array;
  count: number;
}

const LOG_SQRT_2_PI = Math.log(2 * Math.PI) / 2;

/** Steps below this part of a kernel's width count as the density at their middle: wrong by less than their square / 24. */
const FINE = 0.1;

/** Widths from its mean beyond which a Gaussian has nothing that floating point could tell from 0. */
const REACH = 8.3;

/** Kernels of an axis around the observed coordinates; an observation that lacks the parameter has the prior's. */
export function kernelsOf(axis: Axis, observed: Float64Array): Kernels {
  switch (axis.kind) {
    case 'categorical':
      return categoricalKernels(axis.count, observed);
    case 'stepped':
      return steppedKernels(axis, gaussians(observed));
    case 'continuous':
      return continuousKernels(gaussians(observed));
  }
}

/**
 * Smoothed one-hot distributions over c choices: of n kernels (the prior among them) each gives every choice 1/n, its
 * own 1 more, over 1 + c/n in sum. The prior is uniform.
 */
function categoricalKernels(choices: number, observed: Float64Array): Kernels {
  const n = observed.length + 1;
  const total = 1 + choices / n;
  const hit = Math.log((1 + 1 / n) / total);
  const miss = Math.log(1 / n / total);
  const prior = -Math.log(choices);
  const isPrior = (kernel: number): boolean => kernel === n - 1 || observed[kernel] === MISSING;
  return {
    most: 0,
    addLogDensity(coordinate, sums, alive, floor) {
      const { places, count } = alive;
      let kept = 0;
      for (let j = 0; j < count; j += 1) {
        const i = places[j]!;
        const sum = sums[i]! + (isPrior(i) ? prior : observed[i] === coordinate ? hit : miss);
        sums[i] = sum;
        places[kept] = i;
        if (sum >= floor) kept += 1;
      }
      alive.count = kept;
    },
    draw(kernel, u) {
      if (isPrior(kernel)) return Math.floor(u * choices);
      const at = u * total;
      return at < 1 ? observed[kernel]! : Math.min(choices - 1, Math.floor((at - 1) * n));
    },
  };
}

/** Gaussians cut off at the ends of the unit interval; the prior last, with mean 1/2 and width 1. */
interface Gaussians {
  readonly centres: Float64Array;
  readonly sigmas: Float64Array;
  /** ln of what lies within the unit interval. */
  readonly logInside: Float64Array;
}

function gaussians(observed: Float64Array): Gaussians {
  const n = observed.length;
  const present = observed.includes(MISSING) ? observed.filter((at) => at !== MISSING) : observed;
  const spread = widths(present);
  const centres = new Float64Array(n + 1).fill(0.5);
  const sigmas = new Float64Array(n + 1).fill(1);
  for (let i = 0, k = 0; i < n; i += 1) {
    if (observed[i] === MISSING) continue;
    centres[i] = observed[i]!;
    sigmas[i] = spread[k]!;
    k += 1;
  }
  const logInside = new Float64Array(n + 1);
  for (let i = 0; i <= n; i += 1) {
    const [low, high] = [-centres[i]! / sigmas[i]!, (1 - centres[i]!) / sigmas[i]!];
    logInside[i] = low < -REACH && high > REACH ? 0 : Math.log(normalMass(low, high));
  }
  return { centres, sigmas, logInside };
}

/** The quantile u of a Gaussian that is cut off at the ends of the unit interval. */
function drawWithin({ centres, sigmas }: Gaussians, kernel: number, u: number): number {
  const [centre, sigma] = [centres[kernel]!, sigmas[kernel]!];
  const below = normalCdf(-centre / sigma);
  const z = normalQuantile(below + u * (normalCdf((1 - centre) / sigma) - below));
  return Math.min(1, Math.max(0, centre + z * sigma));
}

function continuousKernels(these: Gaussians): Kernels {
  const { centres, sigmas, logInside } = these;
  const n = centres.length;
  const inverse = new Float64Array(n);
  const constant = new Float64Array(n);
  let most = -Infinity;
  for (let i = 0; i < n; i += 1) {
    inverse[i] = 1 / sigmas[i]!;
    constant[i] = -Math.log(sigmas[i]!) - logInside[i]! - LOG_SQRT_2_PI;
    most = Math.max(most, constant[i]!);
  }
  return {
    most,
    addLogDensity(coordinate, sums, alive, floor) {
      const { places, count } = alive;
      let kept = 0;
      for (let j = 0; j < count; j += 1) {
        const i = places[j]!;
        const z = (coordinate - centres[i]!) * inverse[i]!;
        const sum = sums[i]! + constant[i]! - 0.5 * z * z;
        sums[i] = sum;
        places[kept] = i;
        if (sum >= floor) kept += 1;
      }
      alive.count = kept;
    },
    draw: (kernel, u) => drawWithin(these, kernel, u),
  };
}

/** Each step has the Gaussian's integral over its cell. Equal kernels, of which few steps make many, are computed once. */
function steppedKernels(axis: Axis, these: Gaussians): Kernels {
  const { centres, sigmas, logInside } = these;
  const { kind, first } = distinct(centres, sigmas);
  const logMass = new Float64Array(first.length);
  return {
    most: 0,
    addLogDensity(coordinate, sums, alive, floor) {
      const [left, right] = axis.cell(coordinate);
      for (let k = 0; k < first.length; k += 1) {
        const i = first[k]!;
        logMass[k] =
          logCellMass((left - centres[i]!) / sigmas[i]!, (right - centres[i]!) / sigmas[i]!) - logInside[i]!;
      }
      const { places, count } = alive;
      let kept = 0;
      for (let j = 0; j < count; j += 1) {
        const i = places[j]!;
        const sum = sums[i]! + logMass[kind[i]!]!;
        sums[i] = sum;
        places[kept] = i;
        if (sum >= floor) kept += 1;
      }
      alive.count = kept;
    },
    draw: (kernel, u) => axis.snap(drawWithin(these, kernel, u)),
  };
}

function logCellMass(a: number, b: number): number {
  const middle = (a + b) / 2;
  return b - a < FINE ? Math.log(b - a) - LOG_SQRT_2_PI - 0.5 * middle * middle : Math.log(normalMass(a, b));
}

/** Which kernels are the same: for each its kind, for each kind the first kernel. */
function distinct(centres: Float64Array, sigmas: Float64Array): { kind: Int32Array; first: number[] } {
  const kind = new Int32Array(centres.length);
  const first: number[] = [];
  const seen = new Map<number, number[]>();
  for (let i = 0; i < centres.length; i += 1) {
    const here = seen.get(centres[i]!) ?? [];
    let k = here.find((known) => sigmas[first[known]!] === sigmas[i]);
    if (k === undefined) {
      k = first.length;
      first.push(i);
      here.push(k);
      seen.set(centres[i]!, here);
    }
    kind[i] = k;
  }
  return { kind, first };
}
