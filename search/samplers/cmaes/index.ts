import type { InputIssue } from '../../../common/errors.ts';
import { sobolStream } from '../../low-discrepancy/sobol.ts';
import { uniformStream } from '../../random.ts';
import { cardinality, sizeOrNull, spaceSize } from '../../space/index.ts';
import { normalCdf, normalQuantile } from '../../statistics/normal.ts';
import type { Sampler } from '../../types.ts';
import { assignmentAt, axesOf, type Axis } from '../axis.ts';
import { observe, triedAt } from '../past.ts';
import { drawFeasible, untried } from '../untried.ts';
import { generationOf, type Generation } from './replay.ts';

/** Draws before a coordinate outside the space is moved to its edge. */
const MOST_DRAWS = 100;
const STREAM = 0x636d_6165;

/**
 * CMA-ES, the covariance matrix adaptation evolution strategy with restarts (N. Hansen, A. Ostermeier, 2001): generations
 * of points from a Gaussian whose mean, step and shape follow the better half. For numbers only, steps among them; best
 * where hundreds of trials are to be had. Its normal numbers come from scrambled Sobol points, so that small generations
 * are even.
 *
 * Steps narrower than the Gaussian's cell keep a chance to be left (R. Hamano et al.: CMA-ES with margin, 2022).
 *
 * The answer depends on seed, number and history. What generation a trial belongs to depends on its number alone.
 */
export const cmaes: Sampler = {
  name: 'cmaes',
  faults: (space) => [
    ...Object.entries(space)
      .filter(([, { when }]) => when !== undefined)
      .map(([name]): InputIssue => ({
        path: `parameters.${name}.when`,
        given: 'a condition',
        allowed: 'nothing: a Gaussian has all its coordinates (method: tpe or gp has conditions)',
      })),
    ...Object.entries(space)
      .filter(([, parameter]) => parameter.kind === 'categorical' && cardinality(parameter) > 1)
      .map(([name]): InputIssue => ({
        path: `parameters.${name}`,
        given: '`values`',
        allowed:
          '`min` and `max`, with a step `q` if need be: choices have no order (method: tpe or gp has them)',
      })),
  ],
  size: sizeOrNull,
  suggest({ space, objective, seed, number, history, feasible }) {
    const size = spaceSize(space);
    if (number >= size) return untried(space, history).from(number - size) ?? 'exhausted';
    const axes = axesOf(space);
    const points = sobolStream(axes.length, seed, number);
    if (axes.length > 0) {
      const past = observe(axes, history);
      const generation = generationOf(past, objective.goal, { dimensions: axes.length, seed, number });
      const uniform = uniformStream(seed, number, STREAM);
      for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
        const point = drawPoint(axes, generation, draw === 0 ? points : uniform, uniform);
        if (triedAt(past, point)) continue;
        const proposal = assignmentAt(space, axes, point);
        if (feasible === undefined || feasible(proposal)) return proposal;
      }
    }
    const left = untried(space, history);
    const draws = uniformStream(seed, number, STREAM, 1);
    return left.count === 0 ? 'exhausted' : drawFeasible(left, draws, draws, feasible);
  },
};

/** A point of the generation, within the space and on its steps. */
function drawPoint(
  axes: readonly Axis[],
  { strategy, size }: Generation,
  first: () => number,
  uniform: () => number,
): Float64Array {
  const { mean, sigma, covariance, eigen } = strategy;
  const d = axes.length;
  const point = new Float64Array(d);
  let draws = first;
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    point.set(mean);
    for (let k = 0; k < d; k += 1) {
      const along = sigma * Math.sqrt(eigen.values[k]!) * normalQuantile(inside(draws()));
      for (let i = 0; i < d; i += 1) point[i]! += eigen.vectors[i * d + k]! * along;
    }
    draws = uniform;
    if (point.every((at) => at >= 0 && at <= 1)) break;
  }
  axes.forEach((axis, i) => {
    point[i] = axis.snap(Math.min(1, Math.max(0, point[i]!)));
    if (axis.kind !== 'stepped') return;
    const sd = sigma * Math.sqrt(covariance[i * d + i]!);
    point[i] = leave(axis, point[i], Math.min(1, Math.max(0, mean[i]!)), sd, 1 / (d * size), uniform());
  });
  return point;
}

/** Moves a coordinate that is stuck on the mean's step to a neighbour, with at least the given chance for either side. */
function leave(axis: Axis, at: number, mean: number, sd: number, chance: number, u: number): number {
  const home = axis.place(mean);
  if (axis.place(at) !== home) return at;
  const [left, right] = axis.cell(axis.at(home));
  const below = home === 0 ? 0 : Math.max(0, chance - normalCdf((left - mean) / sd));
  const above = home === axis.count - 1 ? 0 : Math.max(0, chance - normalCdf((mean - right) / sd));
  if (u < below) return axis.at(home - 1);
  return u < below + above ? axis.at(home + 1) : at;
}

/** Keeps a quantile finite. */
function inside(u: number): number {
  return Math.min(1 - 1e-12, Math.max(1e-12, u));
}
