import pc from 'picocolors';
import type { Effects } from '../../dashboard/server/schemas/effects.ts';
import { formatDifference, formatMetric, formatValue } from './format.ts';
import { renderTable } from './table.ts';

/** Which value of each hyperparameter is best, by how much, and whether that is more than noise; empty without any. */
export function effectsText({ parameters, objective }: Effects): string {
  if (parameters.length === 0) return '';
  const rows = parameters.flatMap(({ name, levels }) =>
    levels.map(({ value, mean, againstBest }, i) => [
      i === 0 ? name : '',
      formatValue(value),
      formatMetric(objective.name, mean),
      againstBest === null
        ? i === 0
          ? pc.green('best')
          : '–'
        : formatDifference(objective.name, againstBest.difference, againstBest.standardError),
      againstBest?.pValue == null ? '' : againstBest.pValue.toPrecision(2),
      againstBest?.pValue == null ? '' : againstBest.pValue < 0.05 ? 'more than noise' : 'may be noise',
    ]),
  );
  return `${pc.bold('Each hyperparameter, everything else equal')} (pairs over all configurations and seeds: plainer than single trials)\n${renderTable(
    ['', 'value', objective.name, 'against the best', 'p', ''],
    rows,
  )}`;
}
