import { median } from '../step/median.ts';
import { compare, type RegretFigure } from './regret.ts';
import { COUNTS, type TimingFigure } from './timing.ts';

/** A Markdown table: a row a function, a column a contender, and ours beside Optuna's. */
export function regretTable(figures: readonly RegretFigure[]): string {
  const contenders = unique(figures.map((figure) => figure.contender));
  const compared = contenders.filter((name) =>
    figures.some((figure) => figure.contender === name && compare(figure, figures) !== null),
  );
  const rows = unique(figures.map((figure) => figure.function)).map((name) => {
    const of = (contender: string): RegretFigure =>
      figures.find((figure) => figure.function === name && figure.contender === contender)!;
    const medians = contenders.map((contender) => median(of(contender).regrets).toPrecision(3));
    const verdicts = compared.map((contender) => {
      const { p, verdict } = compare(of(contender), figures)!;
      return `${verdict} (p ${p < 1e-4 ? '< 0.0001' : p.toPrecision(2)})`;
    });
    return row([`\`${name}\``, ...medians, ...verdicts]);
  });
  return [
    row(['function', ...contenders, ...compared.map((name) => `${name} against optuna ${name}`)]),
    row(['---', ...contenders.map(() => '---:'), ...compared.map(() => '---')]),
    ...rows,
  ].join('\n');
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
