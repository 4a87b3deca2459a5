/** What a trial's end means for `stop_when`. Pure. */
import { countTrial } from '../../search/improvement.ts';
import type { Objective } from '../../search/types.ts';
import type { TrialEnd } from '../activities.types.ts';
import type { SweepSpec } from '../types.ts';
import type { SweepCarry } from './state.ts';

/** The better of two values. */
export function better(goal: Objective['goal'], a: number | null, b: number): number {
  if (a === null) return b;
  return goal === 'maximize' ? Math.max(a, b) : Math.min(a, b);
}

/** Counts a trial that has ended, and ends the search well where it no longer improves. */
export function takeValue(
  state: Pick<SweepCarry, 'reference' | 'sinceImprovement' | 'mode' | 'reason'>,
  end: TrialEnd,
  { objective, stopWhen }: SweepSpec,
): void {
  const reason = countTrial(state, end, objective.goal, stopWhen?.noImprovement ?? null);
  if (reason === null || state.mode !== 'running') return;
  state.mode = 'finishing';
  state.reason = reason;
}
