import type { PatienceSettings, Pruner, Verdict } from './pruner.types.ts';
import { GO_ON, scoreOf, shortValue, whereIs } from './scores.ts';

/**
 * Bears a trial's getting worse for a while, as Optuna's PatientPruner: only when the best of the last `patience` + 1
 * rungs is worse than the best before them by more than `minDelta` is the wrapped pruner asked; without one the trial
 * is pruned.
 */
export function patiencePruner(settings: PatienceSettings, wrapped: Pruner | null): Pruner {
  const { patience, minDelta } = settings;
  return {
    name: 'patience',
    judgesAt: (rung, rungs, number) =>
      rung < rungs && rung > patience + 1 && (wrapped?.judgesAt(rung, rungs, number) ?? true),
    judge(context): Verdict {
      const scores = context.values.map((value) => scoreOf(value, context.goal));
      const before = Math.max(...scores.slice(0, -(patience + 1)));
      const lately = Math.max(...scores.slice(-(patience + 1)));
      if (scores.length <= patience + 1 || lately >= before - minDelta) return GO_ON;
      if (wrapped !== null) return wrapped.judge(context);
      const sign = context.goal === 'maximize' ? 1 : -1;
      return {
        prune: true,
        reason: `${whereIs(context)}: the best of the last ${patience + 1} tasks, ${shortValue(sign * lately)}, is worse than ${shortValue(sign * before)} before`,
      };
    },
  };
}
