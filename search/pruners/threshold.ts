import type { Pruner, ThresholdSettings, Verdict } from './pruner.types.ts';
import { GO_ON, looksAt, shortValue, whereIs } from './scores.ts';

/**
 * Prunes what leaves its bounds, whatever the others do. Of the score on the task just learnt it is the minimum
 * during-accuracy of the published simulations (`during_acc_criterion`): a network that can't learn a task now has
 * nothing to keep later.
 */
export function thresholdPruner(settings: ThresholdSettings): Pruner {
  const { of, lower, upper } = settings;
  return {
    name: 'threshold',
    judgesAt: (rung, rungs) => looksAt(rung, rungs, settings),
    judge(context): Verdict {
      const rung = context.values.length;
      const value = (of === 'during' ? context.during : context.values).at(-1)!;
      const what = of === 'during' ? `the score on task ${rung}` : 'the value';
      const prune = (words: string): Verdict => ({
        prune: true,
        reason: `${whereIs(context)}: ${what}, ${shortValue(value)}, ${words}`,
      });
      if (!Number.isFinite(value)) return prune('is not a finite number');
      const [least, most] = [boundAt(lower, rung), boundAt(upper, rung)];
      if (least !== null && value < least) return prune(`is below ${shortValue(least)}`);
      if (most !== null && value > most) return prune(`is above ${shortValue(most)}`);
      return GO_ON;
    },
  };
}

/** The bound of a rung; the last of a list holds on. */
function boundAt(bound: ThresholdSettings['lower'], rung: number): number | null {
  if (bound === null || typeof bound === 'number') return bound;
  return bound[Math.min(rung, bound.length) - 1]!;
}
