import { sobolStream } from '../../low-discrepancy/sobol.ts';
import { uniformStream } from '../../random.ts';
import { sizeOrNull, spaceSize } from '../../space/index.ts';
import type { Assignment, Sampler, SearchSpace, SuggestContext } from '../../types.ts';
import { assignmentAt, axesOf, pointOf, settle, type Axis } from '../axis.ts';
import { parzen, type Estimator } from './parzen.ts';
import { observe, rowsOf, triedAt, type Past } from '../past.ts';
import { splitByFronts, splitTrials } from './split.ts';
import { drawFeasible, untried, type Untried } from '../untried.ts';

/** Trials that must have ended before there is anything to learn from. */
const STARTUP = 10;
/** Points drawn from the good trials' density, of which the best is proposed. */
const CANDIDATES = 24;
/** Most draws for them: points that were tried before don't count. */
const MOST_DRAWS = 10 * CANDIDATES;
/** Keeps these draws apart from other samplers' of the same seed and number. */
const STREAM = 0x747065;

/**
 * Multivariate tree-structured Parzen estimator, as in Optuna (J. Bergstra et al., 2011; S. Watanabe, arXiv 2304.11127).
 *
 * The best tenth of the trials makes a density l, all others a density g; of 24 draws from l, the one with the largest
 * l/g is proposed, for there the expected improvement is largest. Trials that still run belong to g, so that whoever
 * proposes beside them stays away from them. The first ten proposals are scrambled Sobol points. Nothing is proposed
 * twice while anything is left. No observation is left out however many there are: the time grows in proportion.
 *
 * Of a parameter that doesn't exist everywhere, only trials that have it say anything: the kernels of the others are the
 * prior's there, and a point without it is compared by the rest alone.
 *
 * With several objectives the good are the trials of the first fronts, and of the front that doesn't fit whole those that
 * together have the largest hypervolume (Y. Ozaki et al.: Multiobjective tree-structured Parzen estimator, 2022).
 *
 * The answer depends on seed, number and history.
 */
export const tpe: Sampler = {
  name: 'tpe',
  multiObjective: true,
  faults: () => [],
  size: sizeOrNull,
  suggest({ space, objective, objectives, seed, number, history, feasible }) {
    const size = spaceSize(space);
    // Proposals that could not be tried have no trial: what is still left is gone through once, and that is all.
    if (number >= size) return untried(space, history).from(number - size) ?? 'exhausted';

    const axes = axesOf(space);
    const past = observe(axes, history);
    const ended = past.trials.filter(({ state }) => state !== 'running').length;
    const { good, bad } =
      objectives === undefined
        ? splitTrials(past.trials, objective.goal)
        : splitByFronts(past.trials, objectives);
    if (ended < STARTUP || good.length === 0) {
      const left = untried(space, history);
      return left.count === 0
        ? 'exhausted'
        : drawFeasible(
            left,
            sobolStream(axes.length, seed, number),
            uniformStream(seed, number, STREAM),
            feasible,
          );
    }
    const estimator = (places: readonly number[]): Estimator =>
      parzen(axes, rowsOf(past.columns, places), places.length);
    const uniform = uniformStream(seed, number, STREAM);
    const keeps = (point: Float64Array): boolean =>
      feasible === undefined || feasible(assignmentAt(space, axes, point));
    const l = estimator(good);
    let candidates = drawCandidates(space, axes, past, l, uniform, keeps);
    if (candidates.length === 0) {
      const left = untried(space, history);
      if (left.count === 0) return 'exhausted';
      candidates = drawLeft(axes, left, uniform, feasible);
    }
    return assignmentAt(space, axes, most(candidates, l, estimator(bad)));
  },
};

/** Draws from the density that keep the constraints and that no trial has had; few or none where nearly everything was tried. */
function drawCandidates(
  space: SearchSpace,
  axes: readonly Axis[],
  past: Past,
  density: Estimator,
  uniform: () => number,
  keeps: (point: Float64Array) => boolean,
): Float64Array[] {
  const candidates: Float64Array[] = [];
  for (let draw = 0; draw < MOST_DRAWS && candidates.length < CANDIDATES; draw += 1) {
    const point = new Float64Array(axes.length);
    density.draw(uniform, point);
    settle(space, axes, point);
    if (!triedAt(past, point) && keeps(point)) candidates.push(point);
  }
  return candidates;
}

/** As many of what is left, wherever it lies. */
function drawLeft(
  axes: readonly Axis[],
  left: Untried,
  uniform: () => number,
  feasible: SuggestContext['feasible'],
): Float64Array[] {
  const candidates: Assignment[] = [];
  for (let draw = 0; draw < MOST_DRAWS && candidates.length < CANDIDATES; draw += 1) {
    const drawn = left.draw(uniform);
    if (feasible === undefined || feasible(drawn)) candidates.push(drawn);
  }
  // None keeps the constraints: whoever asks will pass over this one, and ask again.
  if (candidates.length === 0) candidates.push(left.draw(uniform));
  return candidates.map((assignment) => pointOf(axes, assignment));
}

/** The point with the largest l/g. */
function most(points: readonly Float64Array[], l: Estimator, g: Estimator): Float64Array {
  let found = points[0]!;
  let largest = -Infinity;
  for (const point of points) {
    const ratio = l.logDensity(point) - g.logDensity(point);
    if (ratio > largest) [found, largest] = [point, ratio];
  }
  return found;
}
