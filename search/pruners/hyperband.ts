import { halve, isRung } from './halving.ts';
import type { HyperbandSettings, Pruner } from './pruner.types.ts';

/** Fractional part of the golden ratio: its multiples spread evenly over [0, 1) however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Hyperband (L. Li et al., arXiv 1603.06560) over asynchronous halving, as Optuna has it: brackets that begin to prune
 * later and later, for where a value after one task may be a bad prophet. A trial belongs to a bracket by its number,
 * so that each bracket gets its share from the beginning, and competes only within it.
 */
export function hyperbandPruner(settings: HyperbandSettings): Pruner {
  const { reductionFactor, minResource } = settings;
  return {
    name: 'hyperband',
    judgesAt: (rung, rungs, number) =>
      rung < Math.min(rungs, settings.maxResource ?? rungs) &&
      isRung(
        {
          rungs: null,
          minResource,
          reductionFactor,
          minEarlyStoppingRate: bracketOf(number, bracketCount(settings, rungs), reductionFactor),
        },
        rung,
      ),
    judge(context) {
      const count = bracketCount(settings, context.rungs);
      const mine = bracketOf(context.number, count, reductionFactor);
      const others = context.others.filter(
        ({ number }) => bracketOf(number, count, reductionFactor) === mine,
      );
      return halve({ ...context, others }, reductionFactor);
    },
  };
}

/** How many brackets there are: one for each power of eta between the least and the most tasks. */
export function bracketCount(settings: HyperbandSettings, rungs: number): number {
  const { minResource, maxResource, reductionFactor } = settings;
  const ratio = Math.max(1, (maxResource ?? rungs) / minResource);
  return Math.floor(Math.log(ratio) / Math.log(reductionFactor) + 1e-9) + 1;
}

/**
 * The bracket of a trial, from 0, the one that prunes from the first rung on. Bracket i of n gets trials in proportion
 * to n * eta^s / (s + 1), s = n - 1 - i, rounded up, so that all brackets cost about the same.
 */
export function bracketOf(number: number, brackets: number, eta: number): number {
  const weights = Array.from({ length: brackets }, (_, i) => {
    const s = brackets - 1 - i;
    return Math.ceil((brackets * eta ** s) / (s + 1));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = ((number * GOLDEN) % 1) * total;
  for (const [bracket, weight] of weights.entries()) {
    if (left < weight) return bracket;
    left -= weight;
  }
  return brackets - 1;
}
