/** From score matrices to metrics (hnet-spec section 7.1). Pure arithmetic, no tensors. */
import type { ParameterCounts, ScoreKind, StageResult } from '../types.ts';

/** Scores `a[i][j]` on task j after training task i, j <= i: row i is one stage's. */
export type ScoreMatrix = readonly (readonly number[])[];

/** A metric that a training yields. */
export interface MetricDescription {
  readonly name: string;
  /** Which way is better. */
  readonly goal: 'maximize' | 'minimize';
  /** One sentence, for pages and help. */
  readonly description: string;
  /** Whether test data enter it: ranking by it selects on test data. */
  readonly readsTestData: boolean;
}

/** One metric of a score matrix. */
interface ScoreMetric {
  readonly suffix: string;
  readonly goal: MetricDescription['goal'];
  readonly description: string;
  /** `sign` is 1 where higher scores are better, -1 for errors. */
  readonly value: (scores: ScoreMatrix, sign: number) => number;
}

/**
 * What a score matrix of T tasks yields. Forgetting and transfer speak of the tasks before the last; of a single task
 * they are 0. For errors the sign is turned, so that forgetting is positive and transfer negative when old tasks suffer.
 */
function scoreMetrics(kind: ScoreKind): readonly ScoreMetric[] {
  const better = kind === 'accuracy' ? 'maximize' : 'minimize';
  const noun = kind === 'accuracy' ? 'accuracy' : 'mean squared error';
  return [
    {
      suffix: `average_${kind}`,
      goal: better,
      description: `mean ${noun} over all tasks after the last one`,
      value: (a) => mean(a.at(-1)!),
    },
    {
      suffix: `during_${kind}`,
      goal: better,
      description: `mean ${noun} of each task just after it was learnt`,
      value: (a) => mean(a.map((row, j) => row[j]!)),
    },
    {
      suffix: 'forgetting',
      goal: 'minimize',
      description: `what tasks lost since just after they were learnt, in ${noun}, averaged over all but the last`,
      value: (a, sign) => -backwardTransfer(a, sign),
    },
    {
      suffix: 'max_forgetting',
      goal: 'minimize',
      description: `what tasks lost since their best moment, in ${noun}, averaged over all but the last`,
      value: maximalForgetting,
    },
    {
      suffix: 'backward_transfer',
      goal: 'maximize',
      description: `what tasks gained from later ones, in ${noun}; forgetting with the sign turned`,
      value: backwardTransfer,
    },
  ];
}

/** Of strategies that infer the task, where they must: not a matter of scores. */
const taskInference = (split: 'val' | 'test'): MetricDescription => ({
  name: `${split}_task_inference`,
  goal: 'maximize',
  description: `share of samples that were taken for the right task, averaged over all tasks after the last one, on ${dataOf(split)}`,
  readsTestData: split === 'test',
});

/** Mean over j < T-1 of a[T-1][j] - a[j][j]. */
function backwardTransfer(a: ScoreMatrix, sign: number): number {
  const last = a.at(-1)!;
  return mean(earlierTasks(a).map((j) => sign * (last[j]! - a[j]![j]!)));
}

/** Mean over j < T-1 of the best a[i][j], j <= i < T-1, less a[T-1][j]. */
function maximalForgetting(a: ScoreMatrix, sign: number): number {
  const last = a.at(-1)!;
  return mean(
    earlierTasks(a).map((j) => Math.max(...a.slice(j, -1).map((row) => sign * row[j]!)) - sign * last[j]!),
  );
}

/** Metrics that don't derive from scores. */
const OTHERS: readonly MetricDescription[] = [
  {
    name: 'compression_ratio',
    goal: 'minimize',
    description: 'stored parameters per weight of the target network, all heads counted; below 1 compresses',
    readsTestData: false,
  },
  {
    name: 'mean_weight_drift',
    goal: 'minimize',
    description:
      "distance of the generated weights from those just after the task's training, averaged over all but the last",
    readsTestData: false,
  },
  {
    name: 'train_seconds',
    goal: 'minimize',
    description: 'seconds of training, all tasks together, evaluation apart',
    readsTestData: false,
  },
];

/**
 * What trainings of a benchmark yield, the default objective first.
 * @param options.validation samples held out; without any there are no `val_` metrics
 * @param options.infersTask whether the strategy infers the task in the benchmark's scenario
 */
export function metricCatalogue(
  kind: ScoreKind,
  options: { readonly validation: number; readonly infersTask?: boolean },
): readonly MetricDescription[] {
  const splits: readonly ('val' | 'test')[] = options.validation > 0 ? ['val', 'test'] : ['test'];
  const ofScores = splits.flatMap((split) =>
    scoreMetrics(kind).map(({ suffix, goal, description }) => ({
      name: `${split}_${suffix}`,
      goal,
      description: `${description}, on ${dataOf(split)}`,
      readsTestData: split === 'test',
    })),
  );
  return [...ofScores, ...(options.infersTask === true ? splits.map(taskInference) : []), ...OTHERS];
}

/** Which way a metric of any benchmark is better; null for a name that no training yields. */
export function goalOf(metric: string): MetricDescription['goal'] | null {
  const all = (['accuracy', 'mse'] satisfies ScoreKind[]).flatMap((kind) =>
    metricCatalogue(kind, { validation: 1, infersTask: true }),
  );
  return all.find(({ name }) => name === metric)?.goal ?? null;
}

function dataOf(split: 'val' | 'test'): string {
  return split === 'val' ? 'validation data' : 'test data';
}

/**
 * Every metric of a training, by name.
 * @param stages of tasks 0..t in order; before the last task the metrics are those of the tasks so far
 * @returns no metrics of a split without scores: nothing held out, or a stage that diverged
 * @throws RangeError without any stage
 */
export function metricsOf(
  kind: ScoreKind,
  stages: readonly StageResult[],
  counts: Pick<ParameterCounts, 'compressionRatio'>,
): Record<string, number> {
  if (stages.length === 0) throw new RangeError('there are no metrics of no stages');
  const metrics: Record<string, number> = {};
  const sign = kind === 'accuracy' ? 1 : -1;
  for (const split of ['val', 'test'] as const) {
    const scores = stages.map((stage) => stage[split]);
    if (!scores.every((row, task) => row.length === task + 1)) continue;
    // Adding 0 makes -0, which databases and people trip over, 0.
    for (const { suffix, value } of scoreMetrics(kind))
      metrics[`${split}_${suffix}`] = value(scores, sign) + 0;
  }
  for (const split of ['val', 'test'] as const) {
    const inferred = stages.at(-1)![`${split}TaskInference`];
    if (inferred?.length === stages.length) metrics[`${split}_task_inference`] = mean(inferred);
  }
  metrics.compression_ratio = counts.compressionRatio;
  const drift = stages.at(-1)!.weightDrift;
  if (drift.length === stages.length) metrics.mean_weight_drift = mean(drift.slice(0, -1));
  metrics.train_seconds = stages.reduce((sum, stage) => sum + stage.trainSeconds, 0);
  return metrics;
}

/**
 * Mean gain over a training from scratch: mean over j > 0 of a[j][j] - s[j], with the sign turned for errors.
 * @param scratch s[j], the score of task j trained alone
 */
export function forwardTransfer(kind: ScoreKind, scores: ScoreMatrix, scratch: readonly number[]): number {
  if (scratch.length < scores.length)
    throw new RangeError(`${scores.length} tasks were trained, ${scratch.length} from scratch`);
  const sign = kind === 'accuracy' ? 1 : -1;
  return mean(scores.slice(1).map((row, i) => sign * (row[i + 1]! - scratch[i + 1]!)));
}

/** Indices of all tasks but the last. */
function earlierTasks(a: ScoreMatrix): number[] {
  return Array.from({ length: a.length - 1 }, (_, j) => j);
}

/** Mean; of nothing 0. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
