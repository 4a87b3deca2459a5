import type { Objective } from '../types.ts';
import type { RungContext, Verdict } from './pruner.types.ts';

/** Values turned so that higher is better whatever the goal; what is not finite is worst. */
export function scoreOf(value: number, goal: Objective['goal']): number {
  if (!Number.isFinite(value)) return -Infinity;
  return goal === 'maximize' ? value : -value;
}

/** What the judged trial and the others have at this rung, higher being better. */
export function scoresAt({ values, others, goal }: RungContext): {
  readonly own: number;
  readonly others: readonly number[];
} {
  return {
    own: scoreOf(values.at(-1)!, goal),
    others: others.map(({ value }) => scoreOf(value, goal)),
  };
}

export const GO_ON: Verdict = { prune: false };

/** A number of a reason: four significant digits. */
export function shortValue(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `after task 2 of 5` */
export function whereIs({ values, rungs }: Pick<RungContext, 'values' | 'rungs'>): string {
  return `after task ${values.length} of ${rungs}`;
}

/** Whether a rung is one of those that are looked at: the last never is, for there is nothing left to save. */
export function looksAt(
  rung: number,
  rungs: number,
  { nWarmupSteps, intervalSteps }: { readonly nWarmupSteps: number; readonly intervalSteps: number },
): boolean {
  return rung < rungs && rung > nWarmupSteps && (rung - nWarmupSteps - 1) % intervalSteps === 0;
}
