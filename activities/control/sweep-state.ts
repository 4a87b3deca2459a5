import type { ControlActivities, TrialEnd } from '../../workflows/activities.types.ts';
import { failureSignature } from '../../workflows/failures.ts';
import type { ControlDependencies } from './control.types.ts';
import { endReplicates, endTrialRows, hasEnded } from './end-trial.ts';
import { fateReason, fateState } from './fate.ts';

type SweepState = Pick<ControlActivities, 'markSweep' | 'endSweep' | 'inspectTrials'>;

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
      const ends: TrialEnd[] = [];
      for (const { number, trialId, workflowId, purpose } of trials) {
        const fate = await lookup(workflowId);
        if (fate.kind === 'running') continue;
        if (purpose === 'confirm') {
          const state = fate.kind === 'ended' && fate.status === 'COMPLETED' ? 'complete' : fateState(fate);
          await endReplicates(store, trialId, state, 'confirm');
          ends.push({ number, state, value: null, reason: fateReason(fate), signature: null, purpose });
          continue;
        }
        let row = await store.trial(trialId);
        if (row && !hasEnded(row.state)) {
          await endTrialRows(store, trialId, fateState(fate), fateReason(fate));
          row = await store.trial(trialId);
        }
        ends.push({
          number,
          state: (row?.state ?? 'failed') as TrialEnd['state'],
          value: row?.state === 'complete' ? row.value : null,
          reason: row ? row.reason : fateReason(fate),
          signature:
            row?.state === 'failed'
              ? failureSignature({ kind: 'workflow', message: row.reason ?? fateReason(fate) })
              : null,
        });
      }
      return ends;
    },
  };
}
