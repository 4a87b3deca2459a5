import { holm } from '../../search/statistics/index.ts';
import { median } from '../step/median.ts';
import { compare, type RegretFigure } from './regret.ts';
import { COUNTS, type TimingFigure } from './timing.ts';

/**
 * A Markdown table: a row a function, a column a contender, and ours beside Optuna's, with p as it is and, of several
 * functions, by Holm's adjustment over them.
 */
export function regretTable(figures: readonly RegretFigure[]): string {
  const contenders = unique(figures.map((figure) => figure.contender));
  const compared = contenders.filter((name) =>
    figures.some((figure) => figure.contender === name && compare(figure, figures) !== null),
  );
  const functions = unique(figures.map((figure) => figure.function));
  const adjusted = new Map(compared.map((contender) => [contender, adjustedOver(contender, figures)]));
  const rows = functions.map((name) => {
    const of = (contender: string): RegretFigure =>
      figures.find((figure) => figure.function === name && figure.contender === contender)!;
    const medians = contenders.map((contender) => median(of(contender).regrets).toPrecision(3));
    const verdicts = compared.map((contender) => {
      const comparison = compare(of(contender), figures);
      if (comparison === null) return '–';
      const { p, verdict } = comparison;
      const holms = functions.length < 2 ? '' : `, Holm ${short(adjusted.get(contender)!.get(name)!)}`;
      return `${verdict} (p ${short(p)}${holms})`;
    });
    return row([`\`${name}\``, ...medians, ...verdicts]);
  });
  return [
    row(['function', ...contenders, ...compared.map((name) => `${name} against optuna ${name}`)]),
    row(['---', ...contenders.map(() => '---:'), ...compared.map(() => '---')]),
    ...rows,
  ].join('\n');
}

/** By function, p of a contender's comparisons adjusted for how many there are. */
function adjustedOver(contender: string, figures: readonly RegretFigure[]): ReadonlyMap<string, number> {
  const pValues = figures.flatMap((figure): [string, number][] => {
    const comparison = figure.contender === contender ? compare(figure, figures) : null;
    return comparison === null ? [] : [[figure.function, comparison.p]];
  });
  const adjusted = holm(pValues.map(([, p]) => p));
  return new Map(pValues.map(([name], i) => [name, adjusted[i]!]));
}

function short(p: number): string {
  return p < 1e-4 ? '< 0.0001' : p.toPrecision(2);
}

/** A Markdown table: a row a function and contender, a column a number of trials; in brackets by processor time. */
export function timingTable(figures: readonly TimingFigure[]): string {
  const keys = unique(figures.map((figure) => `${figure.function}\t${figure.contender}`));
  const rows = keys.map((key) => {
    const [name, contender] = key.split('\t') as [string, string];
    const at = (trials: number, of: string): TimingFigure | undefined =>
      figures.find((f) => f.function === name && f.contender === of && f.trials === trials);
    const cells = COUNTS.map((trials) => {
      const ours = at(trials, contender)!;
      const theirs = at(trials, `optuna ${contender}`);
      const cell = `${ms(ours.seconds)} (${ms(ours.cpuSeconds)})`;
      if (theirs === undefined) return cell;
      return `${cell}, ${times(theirs.seconds, ours.seconds)} (${times(theirs.cpuSeconds, ours.cpuSeconds)}) x faster`;
    });
    return row([`\`${name}\``, contender, ...cells]);
  });
  return [
    row(['space', 'contender', ...COUNTS.map((count) => `${count} trials`)]),
    row(['---', '---', ...COUNTS.map(() => '---:')]),
    ...rows,
  ].join('\n');
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toPrecision(3)} ms`;
}

function times(theirs: number, ours: number): string {
  return (theirs / ours).toFixed(1);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
