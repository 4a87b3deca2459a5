import { signedRankTest } from '../../search/statistics/index.ts';
import { median } from '../step/median.ts';
import type { Contender } from './contender.ts';
import { FUNCTIONS } from './functions.ts';

/** Searches of one function by one contender. */
export interface RegretFigure {
  readonly function: string;
  readonly contender: string;
  readonly budget: number;
  /** By seed: the best value found less the smallest there is. */
  readonly regrets: readonly number[];
}

/** Trials of a search of a function: the budget, or fewer where its space is small. */
export function budgetOf(name: string, budget: number): number {
  return Math.min(budget, FUNCTIONS[name]!.most ?? Infinity);
}

/**
 * Searches a function once with each seed, 1, 2, ….
 * @param earlier regrets of the first seeds, which are not searched again
 */
export async function searchFunction(
  name: string,
  contender: Contender,
  { seeds, budget: wanted }: { readonly seeds: number; readonly budget: number },
  earlier: readonly number[] = [],
): Promise<RegretFigure> {
  const budget = budgetOf(name, wanted);
  const { space, minimum, evaluate } = FUNCTIONS[name]!;
  const regrets = earlier.slice(0, seeds);
  for (let seed = regrets.length + 1; seed <= seeds; seed += 1) {
    const search = await contender.start(space, seed);
    let best = Infinity;
    for (let trial = 0; trial < budget; trial += 1) {
      const value = evaluate(await search.ask());
      best = Math.min(best, value);
      await search.tell(value);
    }
    regrets.push(Math.max(0, best - minimum));
  }
  return { function: name, contender: contender.name, budget, regrets };
}

/** A figure beside the one it is compared with. */
export interface Comparison {
  readonly median: number;
  readonly than: string;
  readonly thanMedian: number;
  /** Two-sided p of Wilcoxon's signed-rank test over seeds. */
  readonly p: number;
  readonly verdict: 'better' | 'worse' | 'no difference';
}

/** Ours beside Optuna's of the same name, told apart at p < 0.05; null where that is not there. */
export function compare(figure: RegretFigure, all: readonly RegretFigure[]): Comparison | null {
  const than = `optuna ${figure.contender}`;
  const other = all.find((f) => f.function === figure.function && f.contender === than);
  if (other === undefined) return null;
  const differences = figure.regrets.map((regret, i) => regret - other.regrets[i]!);
  const p = signedRankTest(differences);
  const ours = median(figure.regrets);
  const theirs = median(other.regrets);
  // Where medians agree, the difference is in the rest.
  const lower = ours === theirs ? median(differences.filter((d) => d !== 0).concat(0)) < 0 : ours < theirs;
  return {
    ...{ median: ours, than, thanMedian: theirs, p },
    verdict: p >= 0.05 ? 'no difference' : lower ? 'better' : 'worse',
  };
}
