import type { EChartsOption } from 'echarts';
import type { Figure } from '../../../server/schemas/figure.ts';
import type { Palette } from '../palette.ts';
import { COLUMNS, embeddingsOption } from './embeddings-option.ts';
import { fitsOption } from './fits-option.ts';
import { ratioOption } from './ratio-option.ts';
import { tasksOption } from './tasks-option.ts';

/** A figure as a plot: the same on the page and in the files that `hnet-sweep figure` writes. */
export function figureOption({ figure }: Figure, palette: Palette): EChartsOption {
  switch (figure.kind) {
    case 'ratio':
      return ratioOption(figure, palette);
    case 'tasks':
      return tasksOption(figure, palette);
    case 'embeddings':
      return embeddingsOption(figure, palette);
    case 'fits':
      return fitsOption(figure, palette);
  }
}

/** Height in pixels that suits a figure: rows of small plots need more. */
export function figureHeight({ figure }: Figure): number {
  return figure.kind === 'embeddings' ? 60 + 260 * Math.ceil(figure.tasks.length / COLUMNS) : 340;
}

/** What the figure shows, in words. */
export function figureLabel({ figure, trial, seed }: Figure): string {
  const whose = trial === null ? '' : ` of trial ${trial.number}${seed === null ? '' : `, seed ${seed}`}`;
  switch (figure.kind) {
    case 'ratio':
      return 'Score on the test split against compression ratio, one point a configuration';
    case 'tasks':
      return `Score of each task just after it was learnt and after the last task${whose}`;
    case 'embeddings':
      return `Accuracy of each task around its learnt embedding${whose}`;
    case 'fits':
      return `Functions learnt, after all tasks${whose}`;
  }
}
