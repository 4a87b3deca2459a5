import { median } from './median.ts';

/** Everything measured of one contender at one number of previous tasks. */
export interface Figure {
  readonly net: string;
  readonly previous: number;
  readonly contender: string;
  readonly device: string;
  /** Milliseconds of a step, one a round. */
  readonly rounds: readonly number[];
}

/** The figure as a line for scripts. `pytorch` is this contender's time over PyTorch's; null without PyTorch. */
export function asJson(figure: Figure, all: readonly Figure[]): string {
  return JSON.stringify({ ...figure, ms: median(figure.rounds), pytorch: ratio(figure, all) });
}

/** A Markdown table: a row a contender, a column a number of previous tasks. */
export function asTable(figures: readonly Figure[]): string {
  const counts = [...new Set(figures.map((figure) => figure.previous))];
  const rows = [...new Set(figures.map((figure) => figure.contender))].map((contender) => {
    const own = figures.filter((figure) => figure.contender === contender);
    const cells = counts.map((previous) => {
      const figure = own.find((candidate) => candidate.previous === previous);
      if (figure === undefined) return 'did not run';
      const times = ratio(figure, figures);
      const low = Math.min(...figure.rounds);
      const high = Math.max(...figure.rounds);
      const spread = `${ms(low)} to ${ms(high)}`;
      return `${ms(median(figure.rounds))} ms (${spread})${times === null || contender === 'pytorch' ? '' : `, ${times.toFixed(2)} x`}`;
    });
    return `| \`${contender}\` | ${own[0]!.device} | ${cells.join(' | ')} |`;
  });
  const heads = counts.map((previous) => `${previous} previous`);
  return [
    `| contender | device | ${heads.join(' | ')} |`,
    `| --- | --- | ${heads.map(() => '---:').join(' | ')} |`,
    ...rows,
  ].join('\n');
}

/** Median over rounds of this contender's time over PyTorch's in the same round. */
function ratio(figure: Figure, all: readonly Figure[]): number | null {
  const torch = all.find(
    (other) =>
      other.contender === 'pytorch' && other.net === figure.net && other.previous === figure.previous,
  );
  if (torch === undefined) return null;
  const shared = Math.min(torch.rounds.length, figure.rounds.length);
  return median(Array.from({ length: shared }, (_, i) => figure.rounds[i]! / torch.rounds[i]!));
}

function ms(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}
