import type { Objective, PastTrial } from '../../types.ts';
import { MISSING, type Axis } from '../axis.ts';
import type { Past } from '../past.ts';
import type { Observations } from './regression.ts';

/** Most trials that the process is conditioned on: its time grows with their cube. */
export const MOST_OBSERVATIONS = 400;
/** Most that its kernel is fitted to. */
export const MOST_FITTED = 160;

/**
 * A point as the process sees it: numbers that don't exist there in the middle of their range, so that points without them
 * are alike, and choices that don't exist a choice of their own.
 */
export function features(axes: readonly Axis[], point: Float64Array): Float64Array {
  if (!point.includes(MISSING)) return point;
  return point.map((at, d) => (at === MISSING && axes[d]!.kind !== 'categorical' ? 0.5 : at));
}

/** What trials say, and where others still run. */
export interface TrainingData {
  readonly observed: Observations;
  /** A part of them for the kernel's parameters. */
  readonly fitted: Observations;
  /** Points of trials that still run. */
  readonly running: readonly Float64Array[];
  /** Whether the values' own standard errors are known. */
  readonly noisy: boolean;
}

/**
 * The history as observations, larger values better, standardised.
 *
 * A pruned trial counts as no better than the median complete one, since its value is of fewer tasks; a diverged or
 * failed one as bad as the worst. Where trials have standard errors, the square of their median one is the known part of
 * each value's variance: that of a single trial is too uncertain itself. Past 400 trials the best half of that many stays
 * and an even choice of all others.
 * @returns null without any finite value
 */
export function trainingData(
  axes: readonly Axis[],
  { trials, columns }: Past,
  goal: Objective['goal'],
): TrainingData | null {
  const point = (i: number): Float64Array =>
    features(
      axes,
      Float64Array.from(columns, (column) => column[i]!),
    );
  const places = trials.map((_, i) => i);
  const ended = places.filter((i) => trials[i]!.state !== 'running');
  const raw = values(trials, goal);
  if (raw === null) return null;
  const standard = standardise(ended.map((i) => raw[i]!));
  const { known, noisy } = knownVariance(trials, standard.sd);
  const y = new Map(ended.map((i, k) => [i, standard.values[k]!]));
  const observe = (chosen: readonly number[]): Observations => ({
    x: chosen.map(point),
    y: Float64Array.from(chosen, (i) => y.get(i)!),
    variance: new Float64Array(chosen.length).fill(known),
    unordered: axes.map(({ kind }) => kind === 'categorical'),
  });
  const kept = choose(ended, MOST_OBSERVATIONS, y);
  return {
    observed: observe(kept),
    fitted: observe(choose(kept, MOST_FITTED, y)),
    running: places.filter((i) => trials[i]!.state === 'running').map(point),
    noisy,
  };
}

/** Larger is better; NaN of those that run. */
function values(trials: readonly PastTrial[], goal: Objective['goal']): Float64Array | null {
  const sign = goal === 'maximize' ? 1 : -1;
  const own = trials.map(({ state, value }) =>
    (state === 'complete' || state === 'pruned') && Number.isFinite(value) ? sign * value! : NaN,
  );
  const of = (state: PastTrial['state']): number[] =>
    own.filter((value, i) => trials[i]!.state === state && !Number.isNaN(value)).sort((a, b) => a - b);
  const [complete, pruned] = [of('complete'), of('pruned')];
  const all = complete.length > 0 ? complete : pruned;
  if (all.length === 0) return null;
  const middle = complete.length > 0 ? all[all.length >> 1]! : Infinity;
  return Float64Array.from(trials, ({ state }, i) => {
    if (state === 'running') return NaN;
    if (Number.isNaN(own[i])) return all[0]!;
    return state === 'pruned' ? Math.min(own[i]!, middle) : own[i]!;
  });
}

function standardise(raw: readonly number[]): { values: number[]; sd: number } {
  const mean = raw.reduce((sum, value) => sum + value / raw.length, 0);
  const variance = raw.reduce((sum, value) => sum + (value - mean) ** 2 / raw.length, 0);
  const sd = variance > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : 1;
  return { values: raw.map((value) => (Number.isFinite(variance) ? (value - mean) / sd : 0)), sd };
}

/** In units of the standardised values. */
function knownVariance(trials: readonly PastTrial[], sd: number): { known: number; noisy: boolean } {
  const errors = trials
    .filter(({ state }) => state === 'complete')
    .map(({ standardError }) => standardError ?? NaN)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const middle = errors[errors.length >> 1];
  return middle === undefined || middle === 0
    ? { known: 0, noisy: false }
    : { known: (middle / sd) ** 2, noisy: true };
}

/** The best half of so many, and of the rest every so-manieth. */
function choose(places: readonly number[], most: number, y: ReadonlyMap<number, number>): readonly number[] {
  if (places.length <= most) return places;
  const half = most >> 1;
  const best = new Set([...places].sort((a, b) => y.get(b)! - y.get(a)! || a - b).slice(0, half));
  const rest = places.filter((place) => !best.has(place));
  const others = new Set(
    Array.from({ length: most - half }, (_, k) => rest[Math.floor((k * rest.length) / (most - half))]!),
  );
  return places.filter((place) => best.has(place) || others.has(place));
}
