import type { ReplicatePurpose, SweepStore } from '../../prisma/store/types.ts';
import type { EndedTrialState } from '../../workflows/activities.types.ts';
import { TERMINAL_TRIAL_STATES } from '../../workflows/types.ts';

/** Whether nothing moves from this state any more. */
export function hasEnded(state: string): boolean {
  return (TERMINAL_TRIAL_STATES as readonly string[]).includes(state);
}

/** Ends a trial's row, and those of its replicates that are not over. What has ended stays as it is. */
export async function endTrialRows(
  store: Pick<SweepStore, 'replicates' | 'finishReplicate' | 'setTrialState'>,
  trialId: string,
  state: EndedTrialState,
  reason: string | null,
): Promise<void> {
  await endReplicates(store, trialId, state, 'search');
  await store.setTrialState(trialId, state, reason);
}

/** Ends the replicates of a trial that are not over. */
export async function endReplicates(
  store: Pick<SweepStore, 'replicates' | 'finishReplicate'>,
  trialId: string,
  state: EndedTrialState,
  purpose: ReplicatePurpose,
): Promise<void> {
  for (const replicate of await store.replicates(trialId, purpose))
    if (!hasEnded(replicate.state)) await store.finishReplicate(trialId, replicate.seed, state, null);
}
