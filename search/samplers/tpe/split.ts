import { costsOf, nonDominatedRanks, referencePoint, spreadSubset } from '../../pareto/index.ts';
import type { Objective, PastTrial } from '../../types.ts';

/** Which trials are good: how many of n finished ones. Optuna's default, a tenth, rounded up, and at most 25. */
export function goodCount(finished: number): number {
  return Math.min(Math.ceil(finished / 10), 25);
}

/** Places in the history, oldest trial first. */
export interface Split {
  readonly good: readonly number[];
  /** All others; trials that run count as bad until they end ("constant liar"), so that their neighbourhood is left alone. */
  readonly bad: readonly number[];
}

/**
 * Splits trials, given in the order of their numbers, into good and bad.
 *
 * Complete trials come first, by value; then pruned ones, by value; failed and diverged ones, and any without a finite
 * value, are worse than all and never good. Of equal values the older is better.
 */
export function splitTrials(trials: readonly PastTrial[], goal: Objective['goal']): Split {
  const sign = goal === 'maximize' ? -1 : 1;
  const finished = trials.reduce((count, { state }) => count + (state === 'running' ? 0 : 1), 0);
  const wanted = goodCount(finished);
  const isGood = new Uint8Array(trials.length);
  let missing = wanted;
  for (const state of ['complete', 'pruned'] as const) {
    const places = ranked(trials, state);
    const costs = new Float64Array(places.length);
    for (let i = 0; i < places.length; i += 1) costs[i] = sign * trials[places[i]!]!.value!;
    for (const i of lowest(costs, missing)) {
      isGood[places[i]!] = 1;
      missing -= 1;
    }
  }
  const [good, bad]: [number[], number[]] = [[], []];
  isGood.forEach((yes, place) => (yes === 1 ? good : bad).push(place));
  return { good, bad };
}

/**
 * The same by several objectives: complete trials come first, front by front; of the front that fits only in part, those
 * that together have the largest hypervolume. Pruned ones are never good, since their costs are of fewer tasks.
 */
export function splitByFronts(trials: readonly PastTrial[], objectives: readonly Objective[]): Split {
  const finished = trials.reduce((count, { state }) => count + (state === 'running' ? 0 : 1), 0);
  const wanted = goodCount(finished);
  const places: number[] = [];
  const costs: Float64Array[] = [];
  trials.forEach((trial, place) => {
    const own = trial.state === 'complete' ? costsOf(trial, objectives) : null;
    if (own === null) return;
    places.push(place);
    costs.push(own);
  });
  const ranks = nonDominatedRanks(costs);
  const isGood = new Uint8Array(trials.length);
  let missing = Math.min(wanted, places.length);
  for (let rank = 0; missing > 0; rank += 1) {
    const front = places.map((_, k) => k).filter((k) => ranks[k] === rank);
    const points = front.map((k) => costs[k]!);
    const fitting =
      front.length <= missing
        ? front
        : spreadSubset(points, missing, referencePoint(points)).map((k) => front[k]!);
    for (const k of fitting) isGood[places[k]!] = 1;
    missing -= fitting.length;
  }
  const [good, bad]: [number[], number[]] = [[], []];
  isGood.forEach((yes, place) => (yes === 1 ? good : bad).push(place));
  return { good, bad };
}

/** Trials of a state that have a finite value. */
function ranked(trials: readonly PastTrial[], state: PastTrial['state']): number[] {
  const places: number[] = [];
  for (let place = 0; place < trials.length; place += 1) {
    const trial = trials[place]!;
    if (trial.state === state && Number.isFinite(trial.value)) places.push(place);
  }
  return places;
}

/** Places of the lowest values, the earlier of equal ones. */
function lowest(values: Float64Array, wanted: number): number[] {
  const count = Math.min(wanted, values.length);
  if (count <= 0) return [];
  const last = values.slice().sort()[count - 1]!;
  const below: number[] = [];
  const level: number[] = [];
  values.forEach((value, i) => {
    if (value < last) below.push(i);
    else if (value === last) level.push(i);
  });
  return [...below, ...level.slice(0, count - below.length)];
}
