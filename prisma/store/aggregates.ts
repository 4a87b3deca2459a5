/** What a sweep's row says about its trials, kept true by the transactions that change them. */
import type { Objective } from '../../search/types.ts';
import type { SweepSpec, TrialState } from '../../workflows/types.ts';
import type { Client, Dialect, Transaction } from './databases/database.ts';
import { decodeJson } from './json.ts';

/** One trial came into being (`from` null) or changed its state. */
export async function countTrial(
  tx: Transaction,
  sweepId: string,
  from: TrialState | null,
  to: TrialState,
): Promise<void> {
  await tx.sweep.update({
    where: { id: sweepId },
    data: { ...(from === null ? {} : { [from]: { decrement: 1 } }), [to]: { increment: 1 } },
    select: { id: true },
  });
}

/** What a sweep optimises. */
export async function objectiveOf(tx: Transaction | Client, sweepId: string): Promise<Objective> {
  const { spec } = await tx.sweep.findUniqueOrThrow({ where: { id: sweepId }, select: { spec: true } });
  return decodeJson<SweepSpec>(spec).objective;
}

/** The order of "better first": by value, and among equals the earlier trial. */
export function bestFirst(goal: Objective['goal']) {
  return [{ value: goal === 'maximize' ? 'desc' : 'asc' }, { number: 'asc' }] as const;
}

/** Looks the best complete trial up again (one step down an index) after a trial's state or value changed. */
export async function refreshBest(
  tx: Transaction,
  dialect: Dialect,
  sweepId: string,
  goal: Objective['goal'],
): Promise<void> {
  await dialect.lockSweep(tx, sweepId);
  const best = await tx.trial.findFirst({
    where: { sweepId, state: 'complete', value: { not: null } },
    orderBy: [...bestFirst(goal)],
    select: { id: true, value: true },
  });
  await tx.sweep.update({
    where: { id: sweepId },
    data: { bestTrialId: best?.id ?? null, bestValue: best?.value ?? null },
    select: { id: true },
  });
}
