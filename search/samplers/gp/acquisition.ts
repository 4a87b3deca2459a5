import { MISSING, type Axis } from '../axis.ts';
import { features } from './data.ts';
import { logImprovement } from './expected-improvement.ts';
import { minimiseInBox } from '../../numeric/lbfgs.ts';
import type { KernelParameters } from './kernel.ts';
import type { Belief, Posterior } from './regression.ts';

/** Points that are looked at before the best of them are improved. */
const PRELIMINARY = 2048;
/** Points that are improved. */
const LOCAL = 10;
/** Rounds over all axes of one improvement. */
const MOST_ROUNDS = 20;
/** Axes with up to so many values are tried value by value, others step by step. */
const EXHAUSTIVE = 16;
/** Keeps the logarithm of the standard deviation finite at a point without doubt. */
const LEAST_VARIANCE = 1e-12;

/** A point and the logarithm of its expected improvement. */
export interface Candidate {
  readonly point: Float64Array;
  readonly value: number;
}

/** What is maximised: ln EI over a threshold. */
export class LogExpectedImprovement {
  readonly #axes: readonly Axis[];
  readonly #posterior: Posterior;
  readonly #threshold: number;
  readonly #belief: Belief;

  constructor(posterior: Posterior, threshold: number, axes: readonly Axis[]) {
    this.#axes = axes;
    this.#posterior = posterior;
    this.#threshold = threshold;
    this.#belief = {
      ...{ mean: 0, variance: 0 },
      ...{ meanSlope: new Float64Array(axes.length), varianceSlope: new Float64Array(axes.length) },
    };
  }

  at(point: Float64Array): number {
    const { mean, variance } = this.#posterior.at(features(this.#axes, point));
    const sd = Math.sqrt(variance + LEAST_VARIANCE);
    return logImprovement((mean - this.#threshold) / sd).value + Math.log(sd);
  }

  withSlopes(point: Float64Array, slopes: Float64Array): number {
    const belief = this.#belief;
    this.#posterior.withSlopes(features(this.#axes, point), belief);
    const variance = belief.variance + LEAST_VARIANCE;
    const sd = Math.sqrt(variance);
    const z = (belief.mean - this.#threshold) / sd;
    const { value, slope } = logImprovement(z);
    for (let d = 0; d < slopes.length; d += 1) {
      const half = belief.varianceSlope[d]! / (2 * variance);
      slopes[d] = slope * (belief.meanSlope[d]! / sd - z * half) + half;
    }
    return value + Math.log(sd);
  }
}

/**
 * Points of large expected improvement, best first: the best of 2,048 points, nine more drawn by their expected
 * improvement, and the given ones, each improved by L-BFGS along the continuous axes and value by value along the others
 * until nothing helps.
 * @param draw a point of the space
 * @param settled marks in a point what doesn't exist there
 * @param starts points to improve beside those, such as the best trial's
 */
export function improve(
  acquisition: LogExpectedImprovement,
  axes: readonly Axis[],
  kernel: KernelParameters,
  {
    draw,
    settled,
    uniform,
    starts,
  }: {
    draw: () => Float64Array;
    settled: (point: Float64Array) => Float64Array;
    uniform: () => number;
    starts: readonly Float64Array[];
  },
): readonly Candidate[] {
  const drawn = Array.from({ length: PRELIMINARY }, (): Candidate => {
    const point = draw();
    return { point, value: acquisition.at(point) };
  });
  const begin = [
    ...roulette(drawn, LOCAL - starts.length, uniform),
    ...starts.map((point) => ({ point, value: acquisition.at(point) })),
  ];
  return [...begin.map((start) => climb(acquisition, axes, kernel, start, settled)), ...drawn].sort(
    (a, b) => b.value - a.value,
  );
}

/** The best, and others each with a chance in proportion to its expected improvement, none twice. */
function roulette(drawn: readonly Candidate[], count: number, uniform: () => number): Candidate[] {
  const best = drawn.reduce((most, one) => (one.value > most.value ? one : most));
  const chances = drawn.map(({ value }) => Math.exp(value - best.value));
  chances[drawn.indexOf(best)] = 0;
  const chosen = [best];
  let total = chances.reduce((sum, chance) => sum + chance, 0);
  while (chosen.length < count && total > 1e-12) {
    let rest = uniform() * total;
    const place = chances.findIndex((chance) => (rest -= chance) < 0);
    if (place < 0) break;
    chosen.push(drawn[place]!);
    total -= chances[place]!;
    chances[place] = 0;
  }
  return chosen;
}

/** Improves a point by turns: all continuous axes at once, then each other axis. */
function climb(
  acquisition: LogExpectedImprovement,
  axes: readonly Axis[],
  kernel: KernelParameters,
  start: Candidate,
  settled: (point: Float64Array) => Float64Array,
): Candidate {
  let at = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { point } = at;
    const continuous = axes.flatMap(({ kind }, d) =>
      kind === 'continuous' && point[d] !== MISSING ? [d] : [],
    );
    let next = continuous.length === 0 ? at : ascend(acquisition, continuous, kernel, at);
    axes.forEach((axis, d) => {
      if (axis.kind !== 'continuous' && next.point[d] !== MISSING)
        next = along(acquisition, axis, d, next, settled);
    });
    const gain = next.value - at.value;
    at = next;
    // What only the continuous axes gained, they would not gain again.
    if (!(gain > 1e-4) || continuous.length === axes.length) break;
  }
  return at;
}

/** Along the continuous axes, each measured in its length scale, so that all are curved alike. */
function ascend(
  acquisition: LogExpectedImprovement,
  continuous: readonly number[],
  { inverseSquares }: KernelParameters,
  start: Candidate,
): Candidate {
  const lengths = Float64Array.from(continuous, (d) => 1 / Math.sqrt(inverseSquares[d]!));
  const point = start.point.slice();
  const slopes = new Float64Array(point.length);
  const { x, value } = minimiseInBox(
    (scaled, gradient) => {
      continuous.forEach((d, k) => (point[d] = Math.min(1, scaled[k]! * lengths[k]!)));
      const improvement = acquisition.withSlopes(point, slopes);
      continuous.forEach((d, k) => (gradient[k] = -slopes[d]! * lengths[k]!));
      return -improvement;
    },
    Float64Array.from(continuous, (d, k) => start.point[d]! / lengths[k]!),
    new Float64Array(continuous.length),
    lengths.map((length) => 1 / length),
    { tolerance: 1e-2, iterations: 100 },
  );
  if (!(-value > start.value)) return start;
  const end = start.point.slice();
  continuous.forEach((d, k) => (end[d] = Math.min(1, x[k]! * lengths[k]!)));
  return { point: end, value: -value };
}

/** Along one axis whose values can be counted. */
function along(
  acquisition: LogExpectedImprovement,
  axis: Axis,
  d: number,
  start: Candidate,
  settled: (point: Float64Array) => Float64Array,
): Candidate {
  let best = start;
  const consider = (place: number): boolean => {
    const moved = start.point.slice();
    moved[d] = axis.at(place);
    const trial = settled(moved);
    const value = acquisition.at(trial);
    if (!(value > best.value)) return false;
    best = { point: trial, value };
    return true;
  };
  if (axis.kind === 'categorical' || axis.count <= EXHAUSTIVE) {
    for (let place = 0; place < axis.count; place += 1) consider(place);
    return best;
  }
  // Ever smaller strides to either side of the best so far.
  for (let stride = axis.count >> 1; stride > 0; stride >>= 1) {
    const here = axis.place(best.point[d]!);
    if (here + stride < axis.count) consider(here + stride);
    if (here - stride >= 0) consider(here - stride);
  }
  return best;
}
