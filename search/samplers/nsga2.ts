import { costsOf, crowdingDistances, nonDominatedRanks } from '../pareto/index.ts';
import { sobolStream } from '../low-discrepancy/sobol.ts';
import { uniformStream } from '../random.ts';
import { sizeOrNull, spaceSize } from '../space/index.ts';
import type { Objective, PastTrial, Sampler } from '../types.ts';
import { assignmentAt, axesOf, MISSING, settle, type Axis } from './axis.ts';
import { observe, triedAt } from './past.ts';
import { drawFeasible, untried } from './untried.ts';

/** Trials of a generation, and parents of the next. */
const POPULATION = 40;
/** Share of children that have two parents. */
const CROSSOVER = 0.9;
/** How like their parents children are (distribution index). */
const LIKENESS = 20;
const MOST_DRAWS = 100;
const STREAM = 0x6e_73_67;

/**
 * NSGA-II (K. Deb et al.: A fast and elitist multiobjective genetic algorithm, 2002) for several objectives: of all trials of
 * earlier generations the 40 best, by front and within a front by how alone they are, are parents; children by simulated
 * binary crossover and polynomial mutation of numbers, uniform crossover and mutation of choices. The first generation is
 * scrambled Sobol points.
 *
 * A generation is a run of trial numbers, so that which trials may be parents doesn't depend on the order in which they
 * end, only on whether they have. The answer depends on seed, number and history.
 */
export const nsga2: Sampler = {
  name: 'nsga2',
  multiObjective: true,
  faults: () => [],
  size: sizeOrNull,
  suggest({ space, objective, objectives = [objective], seed, number, history, feasible }) {
    const size = spaceSize(space);
    if (number >= size) return untried(space, history).from(number - size) ?? 'exhausted';
    const axes = axesOf(space);
    const past = observe(axes, history);
    const uniform = uniformStream(seed, number, STREAM);
    const first = Math.floor(number / POPULATION) * POPULATION;
    const parents = selectParents(past.trials, objectives, first);
    if (parents.length >= 2 && axes.length > 0) {
      const point = (i: number): Float64Array => Float64Array.from(past.columns, (column) => column[i]!);
      // The better of two, whichever they are: parents come best first.
      const pick = (): Float64Array =>
        point(parents[Math.min(...[0, 0].map(() => Math.floor(uniform() * parents.length)))]!);
      for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
        const child = mutate(axes, cross(axes, pick(), pick(), uniform), uniform);
        settle(space, axes, child);
        if (triedAt(past, child)) continue;
        const proposal = assignmentAt(space, axes, child);
        if (feasible === undefined || feasible(proposal)) return proposal;
      }
    }
    const left = untried(space, history);
    if (left.count === 0) return 'exhausted';
    return drawFeasible(left, sobolStream(axes.length, seed, number), uniform, feasible);
  },
};

/** Places of the parents, best first, among trials with numbers below `first`. */
function selectParents(
  trials: readonly PastTrial[],
  objectives: readonly Objective[],
  first: number,
): readonly number[] {
  const places: number[] = [];
  const costs: Float64Array[] = [];
  trials.forEach((trial, i) => {
    if (trial.number >= first || trial.state !== 'complete') return;
    const own = costsOf(trial, objectives);
    if (own === null) return;
    places.push(i);
    costs.push(own);
  });
  const ranks = nonDominatedRanks(costs);
  const chosen: number[] = [];
  for (let rank = 0; chosen.length < Math.min(POPULATION, places.length); rank += 1) {
    const front = places.map((_, k) => k).filter((k) => ranks[k] === rank);
    const distances = crowdingDistances(front.map((k) => costs[k]!));
    const order = front.map((_, k) => k).sort((a, b) => compare(distances[b]!, distances[a]!) || a - b);
    chosen.push(...order.map((k) => places[front[k]!]!));
  }
  return chosen.slice(0, POPULATION);
}

/** Infinite distances are equal, and their difference no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** One child of two parents. */
function cross(axes: readonly Axis[], a: Float64Array, b: Float64Array, uniform: () => number): Float64Array {
  if (uniform() >= CROSSOVER) return a.slice();
  return a.map((at, d) => {
    const [other, swap, u] = [b[d]!, uniform() < 0.5, uniform()];
    const [one, two] = swap ? [other, at] : [at, other];
    if (axes[d]!.kind === 'categorical' || one === MISSING || two === MISSING || uniform() < 0.5) return one;
    const spread = u <= 0.5 ? (2 * u) ** (1 / (LIKENESS + 1)) : (1 / (2 * (1 - u))) ** (1 / (LIKENESS + 1));
    return axes[d]!.snap(clip(((1 + spread) * one + (1 - spread) * two) / 2));
  });
}

/** Changes one coordinate in the mean. */
function mutate(axes: readonly Axis[], point: Float64Array, uniform: () => number): Float64Array {
  return point.map((at, d) => {
    const axis = axes[d]!;
    const [chance, u] = [uniform(), uniform()];
    if (chance >= 1 / axes.length || at === MISSING) return at;
    if (axis.kind === 'categorical') return axis.from(u);
    const step = u < 0.5 ? (2 * u) ** (1 / (LIKENESS + 1)) - 1 : 1 - (2 * (1 - u)) ** (1 / (LIKENESS + 1));
    const moved = axis.snap(clip(at + step));
    // A step too short to leave a coarse value goes to its neighbour.
    if (moved !== at || axis.kind === 'continuous') return moved;
    const place = axis.place(at) + (u < 0.5 ? -1 : 1);
    return place >= 0 && place < axis.count ? axis.at(place) : at;
  });
}

function clip(u: number): number {
  return Math.min(1, Math.max(0, u));
}
