/** What became of a sweep, read from the database. */
import type { StageRow, Store, SweepRow, TrialRow } from '../../prisma/store/types.ts';
import { TERMINAL_SWEEP_STATES } from '../../workflows/types.ts';
import type { SweepState } from '../../workflows/types.ts';
import { eventually } from './eventually.ts';
import type { Stack } from './stack.ts';

/** Waits until a sweep has ended in the database, and its workflow too; gives its row. */
export async function finished(stack: Pick<Stack, 'store' | 'sweeps'>, sweepId: string): Promise<SweepRow> {
  const row = await ended(stack.store, sweepId);
  await stack.sweeps.ended(sweepId);
  return row;
}

/** Waits until a sweep has ended in the database. */
export async function ended(store: Store, sweepId: string): Promise<SweepRow> {
  return await eventually(
    `sweep ${sweepId} to end`,
    async () => {
      const sweep = await store.sweep(sweepId);
      return sweep && (TERMINAL_SWEEP_STATES as readonly SweepState[]).includes(sweep.state) ? sweep : null;
    },
    { seconds: 170, everyMs: 100 },
  );
}

/** A sweep's trials in order of number. */
export async function allTrials(store: Store, sweepId: string): Promise<readonly TrialRow[]> {
  return (await store.listTrials({ sweepId, limit: 1000 })).trials;
}

/** The one trial of a sweep. */
export async function onlyTrial(store: Store, sweepId: string): Promise<TrialRow> {
  const trials = await allTrials(store, sweepId);
  if (trials.length !== 1) throw new Error(`sweep ${sweepId} has ${trials.length} trials`);
  return trials[0]!;
}

/** A recorded stage with the trial and seed it belongs to. */
export interface LocatedStage extends StageRow {
  readonly number: number;
  readonly seed: number;
}

/** Every stage that a sweep has recorded: trial by trial, seed by seed, task by task. */
export async function stagesOf(store: Store, sweepId: string): Promise<readonly LocatedStage[]> {
  const stages: LocatedStage[] = [];
  for (const { id, number } of await allTrials(store, sweepId))
    for (const { seed, stages: rows } of await store.replicates(id))
      stages.push(...rows.map((row) => ({ ...row, number, seed })));
  return stages;
}
