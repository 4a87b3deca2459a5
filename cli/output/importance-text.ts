import pc from 'picocolors';
import type { Importance } from '../../dashboard/server/schemas/importance.ts';
import { formatEstimate, formatValue } from './format.ts';
import { renderTable } from './table.ts';

type Parameter = Importance['parameters'][number];
type OverTrees = Parameter['share'];

/** Pairs that are shown: those of half a percent and more, at most so many. */
const mostPairs = 5;
const leastShare = 0.005;
/** Width of the longest bar. */
const barWidth = 24;

/** Shares of hyperparameters and of pairs; what they rest on above them. */
export function importanceText(importance: Importance): string {
  const { parameters, interactions, objective, trials, complete, outOfBag } = importance;
  if (parameters.length === 0) return 'Nothing to explain yet.';
  const pairs = interactions
    .filter(({ share }) => (share.mean ?? 0) >= leastShare)
    .slice(0, mostPairs)
    .map(({ names, share }) => [names.join(' × '), ...shareCells(share), '']);
  const rows = parameters.map(({ name, share, permutation }) => [
    name,
    ...shareCells(share),
    (permutation.mean ?? 0).toFixed(2),
  ]);
  const of = trials === complete ? `${trials}` : `${trials} of ${complete}`;
  const seen =
    outOfBag === null
      ? ''
      : `; the forest explains ${percent(Math.max(0, outOfBag))} of trials it hasn't seen`;
  return `${pc.bold(`What explains ${objective.name}`)} (${of} complete trials${seen})\n${renderTable(
    ['', 'share', '', 'shuffled'],
    [...rows, ...pairs],
  )}`;
}

/** What one hyperparameter does, everything else averaged over the space. */
export function dependenceText({ name, goal }: Importance['objective'], parameter: Parameter): string {
  const sign = goal === 'maximize' ? 1 : -1;
  const best = Math.max(...parameter.dependence.map(({ mean }) => sign * (mean ?? -Infinity)));
  const rows = parameter.dependence.map(({ value, mean, spread }) => [
    value === null ? 'absent' : formatValue(value),
    formatEstimate(name, mean, spread),
    mean !== null && sign * mean === best ? pc.green('best') : '',
  ]);
  return `${pc.bold(parameter.name)}, everything else averaged over the search space (± spread between trees)\n${renderTable(
    ['value', name, ''],
    rows,
  )}`;
}

function shareCells({ mean, spread }: OverTrees): string[] {
  const share = Math.max(0, mean ?? 0);
  return [`${percent(share)} ± ${percent(spread ?? 0)}`, pc.cyan('█'.repeat(Math.round(share * barWidth)))];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
