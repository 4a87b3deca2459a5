import type { Objective, PastTrial } from '../../types.ts';
import { uniformStream } from '../../random.ts';
import type { Past } from '../past.ts';
import { populationSize, startStrategy, updated, type Strategy } from './strategy.ts';

/** Where a trial's point is drawn from. */
export interface Generation {
  readonly strategy: Strategy;
  /** How many trials share it. */
  readonly size: number;
}

/** First step: a sixth of each range, as in Optuna. */
const FIRST_STEP = 1 / 6;
/** A Gaussian this narrow along every axis has converged: a millionth of each range. */
const CONVERGED = 1e-6;
/** Ratio of the longest to the shortest axis, squared, beyond which arithmetic fails. */
const ILL_CONDITIONED = 1e14;
/** Generations of equal values in a row that say that there is nothing to follow. */
const MOST_FLAT = 3;
/** Restarts double the population; more often than this it would be random search. */
const MOST_DOUBLINGS = 8;
const STREAM = 0x63_6d_61;

/**
 * The generation that a trial number belongs to, played through from the history.
 *
 * Generations are runs of numbers, so that which trials make one doesn't depend on when they end. A generation counts
 * with those of its trials that have ended (two or more, or it changes nothing): asked while some still run, the next
 * generation begins with what is known, and is played through again, with all, at the next call.
 *
 * A Gaussian that has converged, or sees nothing but equal values, starts again at a random place: once with twice the
 * population of the last such time, then with a small one and a small step until those have had as many trials (BIPOP: N.
 * Hansen: Benchmarking a BI-population CMA-ES, 2009).
 */
export function generationOf(
  past: Past,
  goal: Objective['goal'],
  { dimensions, seed, number }: { dimensions: number; seed: number; number: number },
): Generation {
  const smallest = populationSize(dimensions);
  let size = smallest;
  let strategy = startStrategy(new Float64Array(dimensions).fill(0.5), FIRST_STEP);
  /** Trials that runs of large and of small populations have had. */
  const used = { large: 0, small: 0 };
  let regime: keyof typeof used = 'large';
  let doublings = 0;
  let restarts = 0;
  let flat = 0;
  let place = 0;
  for (let first = 0; number >= first + size;) {
    const places: number[] = [];
    for (; place < past.trials.length && past.trials[place]!.number < first + size; place += 1)
      if (past.trials[place]!.state !== 'running') places.push(place);
    first += size;
    used[regime] += size;
    if (places.length < 2) continue;
    const ranked = rank(past.trials, places, goal);
    flat = equal(past.trials, places) ? flat + 1 : 0;
    strategy = updated(
      strategy,
      ranked.map((i) => Float64Array.from(past.columns, (column) => column[i]!)),
    );
    if (flat < MOST_FLAT && !ended(strategy)) continue;
    restarts += 1;
    flat = 0;
    const uniform = uniformStream(seed, restarts, STREAM);
    const mean = new Float64Array(dimensions).map(uniform);
    regime = used.small < used.large && restarts > 1 ? 'small' : 'large';
    if (regime === 'large') {
      doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
      size = smallest * 2 ** doublings;
      strategy = startStrategy(mean, FIRST_STEP);
    } else {
      size = Math.floor(smallest * (2 ** doublings / 2) ** (uniform() ** 2));
      strategy = startStrategy(mean, FIRST_STEP * 10 ** (-2 * uniform()));
    }
  }
  return { strategy, size };
}

/** Complete trials by value, then pruned ones by value, then the rest; of equal ones the older first. */
function rank(trials: readonly PastTrial[], places: readonly number[], goal: Objective['goal']): number[] {
  const sign = goal === 'maximize' ? -1 : 1;
  const kind = ({ state, value }: PastTrial): number =>
    !Number.isFinite(value) ? 2 : state === 'complete' ? 0 : state === 'pruned' ? 1 : 2;
  const cost = (trial: PastTrial): number => (kind(trial) === 2 ? 0 : sign * trial.value!);
  return [...places].sort((a, b) => {
    const [one, other] = [trials[a]!, trials[b]!];
    return kind(one) - kind(other) || cost(one) - cost(other) || a - b;
  });
}

function equal(trials: readonly PastTrial[], places: readonly number[]): boolean {
  const { state, value } = trials[places[0]!]!;
  return places.every((i) => trials[i]!.state === state && trials[i]!.value === value);
}

function ended({ sigma, covariance, eigen, mean }: Strategy): boolean {
  const d = mean.length;
  const widest = Math.max(...mean.map((_, i) => sigma * Math.sqrt(covariance[i * d + i]!)));
  const condition = Math.max(...eigen.values) / Math.min(...eigen.values);
  return !(widest > CONVERGED) || !(condition < ILL_CONDITIONED);
}
