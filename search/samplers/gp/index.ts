import { sobolStream } from '../../low-discrepancy/sobol.ts';
import { uniformStream } from '../../random.ts';
import { configurationAt, sizeOrNull, spaceSize } from '../../space/index.ts';
import type { Sampler } from '../../types.ts';
import { assignmentAt, axesOf, pointOf, settle } from '../axis.ts';
import { observe, triedAt } from '../past.ts';
import { drawFeasible, untried } from '../untried.ts';
import { improve, LogExpectedImprovement } from './acquisition.ts';
import { trainingData } from './data.ts';
import { fitKernel, Posterior, warped, type Observations } from './regression.ts';

/** Trials that must have ended before there is anything to learn from. */
const STARTUP = 10;
/** Spaces of up to so many configurations are searched one by one. */
const EXHAUSTIVE = 2048;
/** Keeps these draws apart from other samplers' of the same seed and number. */
const STREAM = 0x6770;

/**
 * Bayesian optimisation with a Gaussian process: Matérn's kernel 5/2 with a length scale for each parameter, fitted by
 * maximum a posteriori, and the logarithm of the expected improvement, as in Optuna's GPSampler; beyond it, values are
 * bent by a power that is fitted with the kernel, so that a few terrible trials don't flatten the rest.
 *
 * Logarithmic parameters are seen on their scale, steps as the values they are, choices as equally far from each other.
 * Trials that still run are believed to end as the process expects (D. Ginsbourger et al.: Kriging is well-suited to
 * parallelize optimization, 2010), so that proposals beside them look elsewhere. Known standard errors count as noise, and
 * then the best *expected* trial is what is to be improved on, not the luckiest. The first ten proposals are scrambled
 * Sobol points. Nothing is proposed twice while anything is left.
 *
 * The answer depends on seed, number and history.
 */
export const gp: Sampler = {
  name: 'gp',
  faults: () => [],
  size: sizeOrNull,
  suggest({ space, objective, seed, number, history, feasible }) {
    const size = spaceSize(space);
    if (number >= size) return untried(space, history).from(number - size) ?? 'exhausted';
    const axes = axesOf(space);
    const past = observe(axes, history);
    const ended = past.trials.filter(({ state }) => state !== 'running').length;
    const data = ended < STARTUP ? null : trainingData(axes, past, objective.goal);
    const points = sobolStream(axes.length, seed, number);
    const uniform = uniformStream(seed, number, STREAM);
    const open = (point: Float64Array): boolean =>
      !triedAt(past, point) && (feasible === undefined || feasible(assignmentAt(space, axes, point)));
    if (data === null || axes.length === 0) {
      const left = untried(space, history);
      return left.count === 0 ? 'exhausted' : drawFeasible(left, points, uniform, feasible);
    }
    const kernel = fitKernel(data.fitted);
    const observed = warped(data.observed, kernel.power);
    const known = new Posterior(observed, kernel);
    const likely = data.noisy ? observed.x.map((point) => known.at(point).mean) : [...observed.y];
    const incumbent = place(likely);
    const threshold = likely[incumbent]!;
    const posterior =
      data.running.length === 0 ? known : new Posterior(believed(observed, data.running, known), kernel);
    const acquisition = new LogExpectedImprovement(posterior, threshold, axes);

    if (size <= EXHAUSTIVE) {
      const all = Array.from({ length: size }, (_, i) => pointOf(axes, configurationAt(space, i)!))
        .filter(open)
        .map((point) => ({ point, value: acquisition.at(point) }));
      if (all.length === 0) return 'exhausted';
      const { point } = all.reduce((best, one) => (one.value > best.value ? one : best));
      return assignmentAt(space, axes, point);
    }
    const settled = (point: Float64Array): Float64Array => {
      settle(space, axes, point);
      return point;
    };
    const stream = sobolStream(axes.length, seed ^ STREAM, number * 4096);
    const found = improve(acquisition, axes, kernel, {
      draw: () => settled(Float64Array.from(axes, (axis) => axis.from(stream()))),
      settled,
      uniform,
      starts: [settled(observed.x[incumbent]!.slice())],
    }).find(({ point }) => open(point));
    return found === undefined
      ? drawFeasible(untried(space, history), points, uniform, feasible)
      : assignmentAt(space, axes, found.point);
  },
};

/** Observations with those that still run, at what is expected of them. */
function believed(
  { x, y, variance, unordered }: Observations,
  running: readonly Float64Array[],
  posterior: Posterior,
): Observations {
  return {
    x: [...x, ...running],
    y: Float64Array.from([...y, ...running.map((point) => posterior.at(point).mean)]),
    variance: Float64Array.from([...variance, ...running.map(() => 0)]),
    unordered,
  };
}

function place(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}
