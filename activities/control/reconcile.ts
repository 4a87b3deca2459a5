/**
 * No zombies: what the database shows as alive must have a running workflow, and a sweep that it shows as ended must
 * have none that trains. Compares the two and repairs the database; the workflows are the truth.
 */
import { allSweeps } from '../../prisma/store/all-sweeps.ts';
import type { SweepRow, SweepStore, QueryStore, TrialRow } from '../../prisma/store/types.ts';
import { sweepWorkflowId, trialWorkflowId } from '../../workflows/ids.ts';
import { TERMINAL_SWEEP_STATES } from '../../workflows/types.ts';
import type { WorkflowFate, WorkflowLookup } from './control.types.ts';
import { endTrialRows } from './end-trial.ts';
import { fateReason, fateState } from './fate.ts';

/** Rows that are younger than this may be waiting for their workflow's start. */
const GRACE_MS = 60_000;

type ReconcileStore = Pick<
  SweepStore,
  | 'openSweeps'
  | 'openTrials'
  | 'setSweepState'
  | 'reopenSweep'
  | 'setTrialState'
  | 'finishReplicate'
  | 'replicates'
> &
  Pick<QueryStore, 'trial' | 'listSweeps'>;

/** Something that the database shows as alive and Temporal does not; or a sweep the other way round, fate `running`. */
export type Drift =
  | { readonly kind: 'sweep'; readonly sweep: SweepRow; readonly fate: WorkflowFate }
  | { readonly kind: 'trial'; readonly trial: TrialRow; readonly fate: WorkflowFate };

/** One line about a difference. */
export function describeDrift(drift: Drift): string {
  return drift.kind === 'sweep'
    ? `sweep ${drift.sweep.id} is ${drift.sweep.state} in the database; ${fateReason(drift.fate)}`
    : `trial ${drift.trial.id} is ${drift.trial.state} in the database; ${fateReason(drift.fate)}`;
}

/** Every difference there is now. */
export async function findDrift({
  store,
  lookup,
  now = Date.now(),
}: {
  readonly store: ReconcileStore;
  readonly lookup: WorkflowLookup;
  readonly now?: number;
}): Promise<readonly Drift[]> {
  const drifts: Drift[] = [];
  for (const sweep of await store.openSweeps()) {
    if (now - sweep.createdAt.getTime() < GRACE_MS) continue;
    const fate = await lookup(sweepWorkflowId(sweep.id));
    if (fate.kind !== 'running') drifts.push({ kind: 'sweep', sweep, fate });
    for (const trial of await store.openTrials(sweep.id)) {
      if (trial.state === 'waiting' && fate.kind === 'running') continue;
      const trialFate = await lookup(trialWorkflowId(sweep.id, trial.hash));
      if (trialFate.kind !== 'running') drifts.push({ kind: 'trial', trial, fate: trialFate });
    }
  }
  for (const sweep of await endedWithOpenTrials(store)) {
    const fate = await lookup(sweepWorkflowId(sweep.id));
    if (fate.kind === 'running') drifts.push({ kind: 'sweep', sweep, fate });
  }
  return drifts;
}

/** A sweep ends after its trials: one that has ended and has open ones goes on, unless its workflow is gone as well. */
async function endedWithOpenTrials(store: ReconcileStore): Promise<readonly SweepRow[]> {
  return (await allSweeps(store)).filter(
    ({ state, counts }) =>
      (TERMINAL_SWEEP_STATES as readonly string[]).includes(state) &&
      counts.waiting + counts.running + counts.paused > 0,
  );
}

/**
 * Repairs every difference: what has no running workflow ends as its workflow did; trials that outlived their sweep's
 * workflow are cancelled, since nobody waits for them; a sweep whose workflow runs is open. Gives one line about each.
 */
export async function repair({
  store,
  lookup,
  cancel,
  now = Date.now(),
}: {
  readonly store: ReconcileStore;
  readonly lookup: WorkflowLookup;
  /** Asks a workflow to cancel. */
  readonly cancel: (workflowId: string) => Promise<unknown>;
  readonly now?: number;
}): Promise<readonly string[]> {
  const drifts = await findDrift({ store, lookup, now });
  // Trials first: a sweep's row ends after the rows of its trials.
  for (const drift of drifts.filter((d) => d.kind === 'trial'))
    await endTrialRows(store, drift.trial.id, fateState(drift.fate), fateReason(drift.fate));
  for (const drift of drifts.filter((d) => d.kind === 'sweep')) {
    if (drift.fate.kind === 'running') {
      await store.reopenSweep(drift.sweep.id);
      continue;
    }
    for (const trial of await store.openTrials(drift.sweep.id))
      await cancel(trialWorkflowId(drift.sweep.id, trial.hash));
    await store.setSweepState(drift.sweep.id, fateState(drift.fate), fateReason(drift.fate));
  }
  return drifts.map(describeDrift);
}
