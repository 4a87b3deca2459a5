import type { MedianSettings, PercentileSettings, Pruner, RungContext, Verdict } from './pruner.types.ts';
import { GO_ON, looksAt, scoresAt, shortValue, whereIs } from './scores.ts';

/**
 * Prunes what is worse than a percentile of the other trials at the same rung: the median for 50. As Optuna's, except
 * that a trial is judged by its value at this rung and not by its best so far, since the mean over one task says nothing
 * about the mean over three; and that all who reached the rung are compared with, not only those that completed.
 */
export function percentilePruner(settings: PercentileSettings | MedianSettings): Pruner {
  const percentile = settings.type === 'median' ? 50 : settings.percentile;
  return {
    name: settings.type,
    judgesAt: (rung, rungs) => looksAt(rung, rungs, settings),
    judge(context): Verdict {
      const { own, others } = scoresAt(context);
      if (others.length < Math.max(1, settings.nStartupTrials)) return GO_ON;
      const bound = percentileOf(others, 100 - percentile);
      if (own >= bound) return GO_ON;
      return { prune: true, reason: reason(context, bound, percentile) };
    },
  };
}

function reason(context: RungContext, bound: number, percentile: number): string {
  const shown = shortValue(context.goal === 'maximize' ? bound : -bound);
  const name = percentile === 50 ? 'the median' : `the best ${percentile} %`;
  const worse = context.goal === 'maximize' ? 'below' : 'above';
  return `${whereIs(context)}: ${shortValue(context.values.at(-1)!)} is ${worse} ${name} of ${context.others.length} others, ${shown}`;
}

/**
 * The p-th percentile by linear interpolation between order statistics, as numpy's.
 * @param values at least one; -Infinity is allowed
 * @param p 0 to 100
 */
export function percentileOf(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = ((sorted.length - 1) * p) / 100;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  const share = place - Math.floor(place);
  // Between minus infinity and a number lies no number.
  return share === 0 || below === -Infinity ? below : below + (above - below) * share;
}
