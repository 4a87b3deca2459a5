import type { Objective } from '../../../search/types.ts';
import type { Ranking, RankedTrial } from '../../../search/statistics/index.ts';

/** So many trials are named, then counted. */
const named = 5;

/** `trial 5`, `trials 5 and 6`, `trials 5, 6, 7, 8, 9 and 3 more`. */
function listOf(numbers: readonly number[]): string {
  if (numbers.length === 1) return `trial ${numbers[0]}`;
  const more = numbers.length - named;
  if (more > 1) return `trials ${numbers.slice(0, named).join(', ')} and ${more} more`;
  return `trials ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

function testName(tested: readonly RankedTrial[]): string {
  const kinds = new Set(tested.map((trial) => trial.againstBest?.test));
  if (!kinds.has('welch')) return 'paired t-test';
  return kinds.has('paired') ? "paired and Welch's t-tests" : "Welch's t-test";
}

/**
 * A ranking in one plain sentence: which trial leads, and which can't be told apart from it. Only where all the compared
 * can be told apart from it does it say that the leader is best.
 * @param numberOf the trial's number, as pages name it
 */
export function verdictOf(ranking: Ranking, numberOf: (id: string) => number, alpha: number): string {
  const [best, ...others] = ranking.trials;
  if (best === undefined) return 'no trial is complete yet';
  const leader = `trial ${numberOf(best.id)}`;
  if (others.length === 0) return `${leader} is the only complete trial`;
  const tested = others.filter((trial) => trial.adjustedP !== null);
  if (tested.length === 0)
    return `${leader} has the best value, but nothing says it is better than the others: that takes two seeds or more`;
  const numbers = others.filter((trial) => trial.amongBest).map(({ id }) => numberOf(id));
  const how = `one-sided ${testName(tested)} with Holm's adjustment, alpha ${alpha}`;
  if (numbers.length === 0)
    return `${leader} is best; the ${others.length === 1 ? 'other' : `next ${others.length}`} can be told apart from it (${how})`;
  const few = tested.every(({ replicates }) => replicates === 2) && best.replicates === 2;
  return `${leader} leads; ${listOf(numbers)} can't be told apart from it (${how}${few ? '; two seeds show only large differences' : ''})`;
}

/**
 * What fresh seeds say of the leaders, as an end of the sentence; nothing where none was confirmed.
 * @param confirmed by trial, best of the search first
 */
export function confirmationOf(
  { goal }: Objective,
  confirmed: ReadonlyMap<string, { readonly seeds: number; readonly value: number | null }>,
  numberOf: (id: string) => number,
): readonly string[] {
  const sign = goal === 'maximize' ? 1 : -1;
  const measured = [...confirmed].flatMap(([id, { seeds, value }]) =>
    value === null ? [] : [{ id, seeds, value }],
  );
  const [first, ...others] = measured;
  if (first === undefined) return [];
  const best = others.reduce((a, b) => (sign * (b.value - a.value) > 0 ? b : a), first);
  const ids = measured.map(({ id }) => numberOf(id));
  return measured.length === 1
    ? [`${listOf(ids)} is confirmed with ${best.seeds} fresh seeds`]
    : [`of ${listOf(ids)}, confirmed with fresh seeds, trial ${numberOf(best.id)} has the best value there`];
}
