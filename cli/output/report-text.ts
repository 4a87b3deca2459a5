/** The table of a study: for a terminal, as Markdown, as CSV. */
import pc from 'picocolors';
import type { Report } from '../../dashboard/server/schemas/report.ts';
import { formatEstimate } from './format.ts';
import { renderTable } from './table.ts';

type Column = Report['columns'][number];
type Cell = Report['rows'][number]['cells'][number];

/** `split-mnist CL3`; with what all columns share left out. */
function titles({ columns }: Report): string[] {
  const many = (pick: (column: Column) => unknown): boolean => new Set(columns.map(pick)).size > 1;
  const [name, tasks] = [many((c) => c.benchmark), many((c) => c.tasks)];
  return columns.map((c) =>
    [...(name ? [c.benchmark] : []), ...(tasks ? [`${c.tasks} tasks`] : []), c.scenario].join(' '),
  );
}

function estimate(cell: Cell, { metric }: Column): string {
  if (cell === null) return '–';
  if (cell.value === null) return cell.trial === null ? `(${cell.state})` : '–';
  return formatEstimate(metric, cell.value, cell.standardError);
}

/** What is marked, the same in every form: `★` the best mean of a column, `●` what can't be told apart from it. */
function markOf(cell: Cell): '' | '★' | '●' {
  if (cell === null) return '';
  return cell.best ? '★' : cell.amongBest ? '●' : '';
}

function legend({ alpha }: Report): string {
  return `★ best mean of its column; ● can't be told apart from it (one-sided tests paired by seed, Holm's adjustment, alpha ${alpha})`;
}

/** What was compared. */
function caption(report: Report): string {
  const metrics = [...new Set(report.columns.map(({ metric }) => metric))].join(', ');
  const counts = report.rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => (cell?.seeds ? [cell.seeds] : [])),
  );
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const seeds = counts.length === 0 ? 'none yet' : least === most ? String(least) : `${least} to ${most}`;
  const benchmarks = [
    ...new Set(report.columns.map(({ benchmark, tasks }) => `${benchmark}, ${tasks} tasks`)),
  ];
  return `${benchmarks.join('; ')}: ${metrics}, mean ± standard error over seeds (${seeds})`;
}

/** For people at a terminal. */
export function reportText(report: Report): string {
  const table = renderTable(
    ['strategy', ...titles(report)],
    report.rows.map(({ strategy, cells }) => [
      strategy,
      ...cells.map((cell, i) => {
        const mark = markOf(cell);
        // What has no mark has room for one: the numbers of a column stand in line.
        const text = `${estimate(cell, report.columns[i]!)} ${mark === '' ? ' ' : mark}`;
        return mark === '' ? text : mark === '★' ? pc.bold(pc.green(text)) : pc.green(text);
      }),
    ]),
  );
  return `${pc.bold(report.name)}\n${table}\n\n${legend(report)}\n${caption(report)}`;
}

/** A Markdown table; the best of a column is bold besides. */
export function reportMarkdown(report: Report): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['strategy', ...titles(report)]),
    line(['---', ...report.columns.map(() => '---:')]),
    ...report.rows.map(({ strategy, cells }) =>
      line([
        `\`${strategy}\``,
        ...cells.map((cell, i) => {
          const text = estimate(cell, report.columns[i]!);
          const mark = markOf(cell);
          return mark === '' ? text : `${mark === '★' ? `**${text}**` : text} ${mark}`;
        }),
      ]),
    ),
    '',
    `${caption(report)}. ${legend(report)}.`,
  ].join('\n');
}

/** One line a cell, numbers unrounded. */
export function reportCsv(report: Report): string {
  const head = [
    ...['strategy', 'benchmark', 'tasks', 'scenario', 'metric', 'mean', 'standard_error', 'seeds'],
    ...['best', 'among_best', 'p_value', 'task_inference', 'sweep', 'trial'],
  ];
  const lines = report.rows.flatMap(({ strategy, cells }) =>
    cells.flatMap((cell, i) => {
      if (cell === null) return [];
      const { benchmark, tasks, scenario, metric } = report.columns[i]!;
      return [
        [strategy, benchmark, tasks, scenario, metric, cell.value, cell.standardError, cell.seeds].concat([
          ...[String(cell.best), String(cell.amongBest), cell.pValue, cell.inferenceAccuracy, cell.sweepId],
          cell.trial?.number ?? null,
        ]),
      ];
    }),
  );
  return [head, ...lines].map((line) => line.map((field) => field ?? '').join(',')).join('\n');
}
