import type { ControlActivities, RunningTrial, TrialEnd } from '../../workflows/activities.types.ts';
import { failureSignature } from '../../workflows/failures.ts';
import type { ControlDependencies } from './control.types.ts';
import { endReplicates, endTrialRows, hasEnded } from './end-trial.ts';
import { fateReason, fateState } from './fate.ts';
import { sideBySide } from './side-by-side.ts';

type SweepState = Pick<ControlActivities, 'markSweep' | 'endSweep' | 'inspectTrials'>;

/** Workflows that are asked after at once. */
const LOOKUPS = 16;

/** What sweeps write down about themselves, and how they ask after trials that are silent. */
export function createSweepState({ store, lookup }: ControlDependencies): SweepState {
  return {
    async markSweep({ sweepId, state, reason, mark }) {
      await store.setSweepState(sweepId, state, reason);
      await store.appendEvent({
        key: `${sweepId}/mark/${mark}`,
        sweepId,
        kind: `sweep-${state}`,
        message: reason ?? `sweep ${state}`,
      });
    },

    async endSweep({ sweepId, state, reason, mark }) {
      // Rows without a workflow: proposed while the sweep was told to end.
      for (const trial of await store.openTrials(sweepId))
        if (trial.state === 'waiting') await store.setTrialState(trial.id, 'cancelled', 'never started');
      await store.setSweepState(sweepId, state, reason);
      await store.appendEvent({
        key: mark === undefined ? `${sweepId}/ended` : `${sweepId}/ended/${mark}`,
        sweepId,
        kind: `sweep-${state}`,
        message: reason ?? `sweep ${state}`,
      });
    },

    async inspectTrials({ trials }) {
      // One after another, hundreds would take longer than the activity may.
      const ends = await sideBySide(trials, LOOKUPS, endOf);
      return ends.filter((end) => end !== null);
    },
  };

  /** How a trial ended, its rows brought to their end; null while it runs. */
  async function endOf({ number, trialId, workflowId, purpose }: RunningTrial): Promise<TrialEnd | null> {
    const fate = await lookup(workflowId);
    if (fate.kind === 'running') return null;
    if (purpose === 'confirm') {
      const state = fate.kind === 'ended' && fate.status === 'COMPLETED' ? 'complete' : fateState(fate);
      await endReplicates(store, trialId, state, 'confirm');
      return { number, state, value: null, reason: fateReason(fate), signature: null, purpose };
    }
    let row = await store.trial(trialId);
    if (row && !hasEnded(row.state)) {
      await endTrialRows(store, trialId, fateState(fate), fateReason(fate));
      row = await store.trial(trialId);
    }
    return {
      number,
      state: (row?.state ?? 'failed') as TrialEnd['state'],
      value: row?.state === 'complete' ? row.value : null,
      reason: row ? row.reason : fateReason(fate),
      signature:
        row?.state === 'failed'
          ? failureSignature({ kind: 'workflow', message: row.reason ?? fateReason(fate) })
          : null,
    };
  }
}
