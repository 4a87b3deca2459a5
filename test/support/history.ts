/** What a workflow's recorded history says about the attempts at training. */
import { isGrpcServiceError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError, defaultPayloadConverter } from '@temporalio/common';
import type { TrainHeartbeat, TrainStageInput, TrainStageOutput } from '../../workflows/types.ts';

/** One attempt at a stage. */
export interface Attempt {
  readonly task: number;
  readonly attempt: number;
  readonly token: number;
  /** `finished`, `cancelled`, `lost-worker`, or the kind of the failure; null while it runs. */
  readonly end: string | null;
  /** The iteration from which it went on; null unless it finished. */
  readonly resumedFrom: number | null;
}

/** Every attempt that the latest run of a trial's workflow scheduled, in order. */
export async function attemptsOf(client: Client, workflowId: string): Promise<readonly Attempt[]> {
  const events = await eventsOf(client, workflowId);
  const attempts = new Map<string, Attempt>();
  const end = (id: unknown, how: string, resumedFrom: number | null = null): void => {
    const attempt = attempts.get(String(id));
    if (attempt) attempts.set(String(id), { ...attempt, end: how, resumedFrom });
  };
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === 'trainStage') {
      const input = defaultPayloadConverter.fromPayload<TrainStageInput>(scheduled.input!.payloads![0]!);
      const { stage, attempt, token } = input;
      attempts.set(String(event.eventId), { task: stage.task, attempt, token, end: null, resumedFrom: null });
    }
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed && attempts.has(String(completed.scheduledEventId))) {
      const output = defaultPayloadConverter.fromPayload<TrainStageOutput>(completed.result!.payloads![0]!);
      end(completed.scheduledEventId, 'finished', output.resumedFrom);
    }
    const failed = event.activityTaskFailedEventAttributes;
    if (failed) end(failed.scheduledEventId, failed.failure?.applicationFailureInfo?.type ?? 'internal');
    const timedOut = event.activityTaskTimedOutEventAttributes;
    if (timedOut) end(timedOut.scheduledEventId, 'lost-worker');
    const cancelled = event.activityTaskCanceledEventAttributes;
    if (cancelled) end(cancelled.scheduledEventId, 'cancelled');
  }
  return [...attempts.values()];
}

/** What the attempt that runs now has told last of its progress; null where none runs or none has told anything. */
export async function heartbeatOf(client: Client, workflowId: string): Promise<TrainHeartbeat | null> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const told = raw.pendingActivities?.flatMap((one) => one.heartbeatDetails?.payloads ?? []) ?? [];
    return told[0] ? defaultPayloadConverter.fromPayload<TrainHeartbeat>(told[0]) : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null; // its row comes before its workflow
    throw error;
  }
}

/** A gRPC status, which this one call throws as it is. */
const NOT_FOUND = 5;

/** The events of a workflow's latest run; none before it has started. */
async function eventsOf(client: Client, workflowId: string): Promise<readonly HistoryEvent[]> {
  try {
    return (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === NOT_FOUND) return [];
    throw error;
  }
}

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** Whether the latest run of a workflow is the continuation of another. */
export async function wasContinued(client: Client, workflowId: string): Promise<boolean> {
  const [started] = await eventsOf(client, workflowId);
  const before = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  return before !== undefined && before !== null && before !== '';
}
