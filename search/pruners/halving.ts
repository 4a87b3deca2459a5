import type { HalvingSettings, Pruner, RungContext, Verdict } from './pruner.types.ts';
import { GO_ON, scoresAt, shortValue, whereIs } from './scores.ts';

/**
 * Asynchronous successive halving (L. Li et al., arXiv 1810.05934) as Optuna and Ray have it: a trial that reaches a rung
 * goes on if it is among the best 1/eta of those that have reached it so far, and always if it is the best. Nobody waits
 * for anybody. What a synchronous variant would add, waiting for a rung to fill, is what leaves devices idle.
 */
export function halvingPruner(settings: HalvingSettings): Pruner {
  return {
    name: 'asha',
    judgesAt: (rung, rungs) => rung < rungs && isRung(settings, rung),
    judge: (context) => halve(context, settings.reductionFactor),
  };
}

/** The verdict at a rung. */
export function halve(context: RungContext, eta: number): Verdict {
  const { own, others } = scoresAt(context);
  const better = others.filter((score) => score > own).length;
  const reached = others.length + 1;
  // Of fewer than eta the best goes on.
  const goOn = Math.max(1, Math.floor(reached / eta));
  if (better < goOn) return GO_ON;
  return {
    prune: true,
    reason: `${whereIs(context)}: ${shortValue(context.values.at(-1)!)} is number ${better + 1} of the ${reached} there, the best ${goOn} go on`,
  };
}

/** Whether a number of tasks is a rung: minResource * eta^(rate + k), rounded down. */
export function isRung(
  { rungs, minResource, reductionFactor, minEarlyStoppingRate }: Omit<HalvingSettings, 'type'>,
  rung: number,
): boolean {
  if (rungs !== null) return rungs.includes(rung);
  let at = minResource * reductionFactor ** minEarlyStoppingRate;
  while (Math.floor(at + 1e-9) < rung) at *= reductionFactor;
  return Math.floor(at + 1e-9) === rung;
}
