/** The numbers of a figure, one line a point, unrounded. */
import type { Figure } from '../../dashboard/server/schemas/figure.ts';

export function figureCsv({ figure }: Figure): string {
  const lines = linesOf(figure);
  return lines.map((line) => line.map((field) => field ?? '').join(',')).join('\n');
}

type Line = readonly (string | number | null)[];

function linesOf(figure: Figure['figure']): readonly Line[] {
  switch (figure.kind) {
    case 'ratio':
      return [
        ['trial', 'compression_ratio', figure.metric, 'standard_error', 'seeds'],
        ...figure.points.map((p) => [p.number, p.ratio, p.value, p.standardError, p.seeds]),
      ];
    case 'tasks':
      return [
        ['task', 'during', 'during_standard_error', 'final', 'final_standard_error'],
        ...figure.tasks.map(({ task, during, final }) => [
          ...[task, during.value, during.standardError],
          ...[final.value, final.standardError],
        ]),
      ];
    case 'embeddings':
      return [
        ['task', 'first_axis', 'second_axis', 'accuracy'],
        ...figure.tasks.flatMap(({ task, offsets, scores }) =>
          scores.flatMap((row, y) => row.map((score, x): Line => [task, offsets[x]!, offsets[y]!, score])),
        ),
      ];
    case 'fits':
      return [
        ['task', 'x', 'truth', 'fit'],
        ...figure.tasks.flatMap(({ task, x, truth, fit }) =>
          x.map((at, i): Line => [task, at, truth[i]!, fit[i] ?? null]),
        ),
      ];
  }
}
