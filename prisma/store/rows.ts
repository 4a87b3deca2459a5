/** From the database's rows to the records that leave the store. */
import type { StageResult } from '../../hnet/types.ts';
import type { SweepState, TrialState } from '../../workflows/types.ts';
import type { Prisma } from '../generated/sqlite/client.ts';
import { decodeJson, encodeJson } from './json.ts';
import type {
  EventRow,
  ReplicatePurpose,
  ReplicateRow,
  StageRow,
  SweepRow,
  TrialOrigin,
  TrialRow,
} from './types.ts';

type Row<Model extends keyof Prisma.TypeMap['model']> = Prisma.TypeMap['model'][Model]['payload']['scalars'];

/** A sweep's record. */
export function sweepRow(row: Row<'Sweep'>): SweepRow {
  const { waiting, running, paused, complete, pruned, diverged, failed, cancelled } = row;
  return {
    id: row.id,
    name: row.name,
    spec: decodeJson(row.spec),
    state: row.state as SweepState,
    reason: row.reason,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    counts: { waiting, running, paused, complete, pruned, diverged, failed, cancelled },
    stagesRecorded: row.stagesRecorded,
    stagesReused: row.stagesReused,
    deviceSeconds: row.deviceSeconds,
    savedDeviceSeconds: row.savedDeviceSeconds,
    bestTrialId: row.bestTrialId,
    bestValue: row.bestValue,
  };
}

/** A trial's record. */
export function trialRow(row: Row<'Trial'>): TrialRow {
  return {
    id: row.id,
    sweepId: row.sweepId,
    number: row.number,
    hash: row.hash,
    state: row.state as TrialState,
    reason: row.reason,
    assignment: decodeJson(row.assignment),
    configuration: decodeJson(row.configuration),
    value: row.value,
    standardError: row.standardError,
    replicatesDone: row.replicatesDone,
    metrics: decodeJson(row.metrics),
    stagesDone: row.stagesDone,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    deviceSeconds: row.deviceSeconds,
    origin: row.origin as TrialOrigin,
    generation: row.generation,
  };
}

/** A result as it is stored: what every replicate keeps of its own, and the curve, which is kept once a stage. */
export function splitResult(result: StageResult): { readonly result: string; readonly curve: string } {
  const { curve, ...rest } = result;
  return { result: encodeJson(rest), curve: encodeJson(curve) };
}

/** A result put together again. */
export function joinResult(result: string, curve: string | null): StageResult {
  return {
    ...decodeJson<Omit<StageResult, 'curve'>>(result),
    curve: curve === null ? [] : decodeJson<StageResult['curve']>(curve),
  };
}

/** A recorded stage. */
export function stageRow(row: Row<'StageRun'>, curve: string | null): StageRow {
  return {
    ...joinResult(row.result, curve),
    key: row.key,
    reused: row.reused,
    attempt: row.attempt,
    worker: row.worker,
    checkpointDigest: row.checkpointDigest,
    recordedAt: row.recordedAt,
  };
}

/** A replicate with its stages. */
export function replicateRow(row: Row<'Replicate'>, stages: readonly StageRow[]): ReplicateRow {
  return {
    trialId: row.trialId,
    seed: row.seed,
    purpose: row.purpose as ReplicatePurpose,
    state: row.state as TrialState,
    metrics: row.metrics === null ? null : decodeJson(row.metrics),
    stages,
  };
}

/** An entry of the audit log. */
export function eventRow(row: Row<'Event'>): EventRow {
  return { ...row, data: decodeJson(row.data) };
}
