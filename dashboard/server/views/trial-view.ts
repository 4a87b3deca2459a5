import { scoreKindOf } from '../../../hnet/benchmarks/score-kind.ts';
import type { ReplicateRow, StageRow, TrialRow } from '../../../prisma/store/types.ts';
import type { SweepSpec } from '../../../workflows/types.ts';
import type { Replicate, Trial, TrialDetail } from '../schemas/trial.ts';
import { meanAndError, measured, measuredRecord, time, timeOrNull } from './numbers.ts';

/** A trial's row as lists show it. */
export function trialView(row: TrialRow): Trial {
  return {
    id: row.id,
    sweepId: row.sweepId,
    number: row.number,
    hash: row.hash,
    state: row.state,
    reason: row.reason,
    assignment: { ...row.assignment } as Trial['assignment'],
    configuration: { ...row.configuration } as Trial['configuration'],
    value: measured(row.value),
    standardError: measured(row.standardError),
    replicatesDone: row.replicatesDone,
    metrics: measuredRecord(row.metrics),
    stagesDone: row.stagesDone,
    startedAt: timeOrNull(row.startedAt),
    endedAt: timeOrNull(row.endedAt),
    deviceSeconds: row.deviceSeconds,
  };
}

type Split = 'val' | 'test';
type Matrix = Replicate['val'];

/** Row i of the matrix is what stage i measured on tasks 0..i; stages not yet recorded are empty rows. */
function scoreMatrix(stages: readonly StageRow[], split: Split): Matrix {
  const rows: Matrix = [];
  for (const stage of stages) {
    while (rows.length < stage.task) rows.push([]);
    rows[stage.task] = stage[split].map(measured);
  }
  return rows;
}

/** Entry by entry the mean over the replicates that have it. */
function meanMatrix(matrices: readonly Matrix[]): Matrix {
  const length = Math.max(0, ...matrices.map((m) => m.length));
  return Array.from({ length }, (_, i) => {
    const width = Math.max(0, ...matrices.map((m) => m[i]?.length ?? 0));
    return Array.from({ length: width }, (_, j) => {
      const present = matrices.map((m) => m[i]?.[j]).filter((v) => v !== null && v !== undefined);
      return meanAndError(present).value;
    });
  });
}

function stageView(stage: StageRow): Replicate['stages'][number] {
  return {
    task: stage.task,
    outcome: stage.outcome,
    ...(stage.valTaskInference && { valTaskInference: stage.valTaskInference.map(measured) }),
    ...(stage.testTaskInference && { testTaskInference: stage.testTaskInference.map(measured) }),
    weightDrift: stage.weightDrift.map(measured),
    finalLoss: measured(stage.finalLoss),
    iterations: stage.iterations,
    curve: stage.curve.map((point) => ({
      iteration: point.iteration,
      loss: measured(point.loss),
      regulariser: measured(point.regulariser),
    })),
    trainSeconds: stage.trainSeconds,
    evaluationSeconds: stage.evaluationSeconds,
    backend: stage.backend,
    device: stage.device,
    key: stage.key,
    reused: stage.reused,
    attempt: stage.attempt,
    worker: stage.worker,
    recordedAt: time(stage.recordedAt),
  };
}

function replicateView(row: ReplicateRow): Replicate {
  return {
    seed: row.seed,
    state: row.state,
    metrics: row.metrics === null ? null : measuredRecord(row.metrics),
    val: scoreMatrix(row.stages, 'val'),
    test: scoreMatrix(row.stages, 'test'),
    stages: row.stages.map(stageView),
  };
}

/** A trial with everything its replicates recorded. */
export function trialDetail(row: TrialRow, spec: SweepSpec, rows: readonly ReplicateRow[]): TrialDetail {
  const replicates = rows.map(replicateView);
  return {
    ...trialView(row),
    scoreKind: scoreKindOf(spec.benchmark),
    tasks: spec.benchmark.tasks,
    val: meanMatrix(replicates.map((replicate) => replicate.val)),
    test: meanMatrix(replicates.map((replicate) => replicate.test)),
    replicates,
  };
}
