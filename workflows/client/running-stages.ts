/** What running trials are doing this moment, as their workers' heartbeats tell Temporal. */
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, defaultPayloadConverter } from '@temporalio/common';
import { trialWorkflowId } from '../ids.ts';
import type { TrainHeartbeat } from '../types.ts';

/** A stage that waits for a slot, or is trained now. */
export interface RunningStage {
  /** Number of its trial. */
  readonly trial: number;
  readonly state: 'queued' | 'training';
  /** Null until the worker has told. */
  readonly progress: TrainHeartbeat | null;
  /** `host/pid`; null while queued. */
  readonly worker: string | null;
}

/** `temporal.api.enums.v1.PendingActivityState`: from this one on it has been given to a worker. */
const STARTED = 2;

/** Asks after each trial; one that has ended meanwhile is left out. */
export async function runningStages(
  client: Client,
  sweepId: string,
  trials: readonly { readonly number: number; readonly hash: string }[],
): Promise<readonly RunningStage[]> {
  const found = await Promise.all(
    trials.map(async ({ number, hash }): Promise<readonly RunningStage[]> => {
      try {
        const { raw } = await client.workflow.getHandle(trialWorkflowId(sweepId, hash)).describe();
        return (raw.pendingActivities ?? [])
          .filter((activity) => activity.activityType?.name === 'trainStage')
          .map((activity) => {
            const payload = activity.heartbeatDetails?.payloads?.[0];
            const training = Number(activity.state) >= STARTED;
            return {
              trial: number,
              state: training ? 'training' : 'queued',
              // The first heartbeat says nothing yet.
              progress: payload
                ? (defaultPayloadConverter.fromPayload<TrainHeartbeat | undefined>(payload) ?? null)
                : null,
              worker: training ? (activity.lastWorkerIdentity ?? null) : null,
            };
          });
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}
