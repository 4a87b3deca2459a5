import { scoreKindOf } from '../../hnet/benchmarks/score-kind.ts';
import type { TrialSpec } from '../../hnet/types.ts';
import type { Training } from '../local/train-all.ts';
import { formatDuration, formatMetric } from './format.ts';
import { renderTable } from './table.ts';

/** A training for people: the score matrix of the test sets, then every metric. */
export function trainingText(trial: TrialSpec, { stages, metrics, checkpoint }: Training): string {
  const kind = scoreKindOf(trial.benchmark);
  const seconds = stages.reduce((sum, stage) => sum + stage.trainSeconds + stage.evaluationSeconds, 0);
  const tasks = stages.map((stage) => `task ${stage.task + 1}`);
  const rows = stages.map((stage) => [
    `after task ${stage.task + 1}`,
    ...tasks.map((_, j) => (j < stage.test.length ? formatMetric(kind, stage.test[j]) : '')),
  ]);
  const last = stages.at(-1);
  return [
    `test ${kind}:`,
    renderTable(['', ...tasks], rows),
    '',
    renderTable(
      ['metric', 'value'],
      Object.entries(metrics).map(([name, value]) => [name, formatMetric(name, value)]),
    ),
    '',
    last?.outcome === 'diverged' ? `task ${last.task + 1} diverged: its loss left its bounds` : '',
    `${formatDuration(seconds)} on ${last?.backend} (${last?.device}); checkpoint ${checkpoint}`,
  ]
    .filter((line, i) => line !== '' || i === 2 || i === 4)
    .join('\n');
}
