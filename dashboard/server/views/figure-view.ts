import { UserError } from '../../../common/errors.ts';
import type { ReplicateRow, SweepRow, TrialRow } from '../../../prisma/store/types.ts';
import type { ApiDependencies, ReadStore } from '../dependencies.types.ts';
import type { Figure } from '../schemas/figure.ts';
import { trialPages } from './find.ts';
import { meanAndError, measured } from './numbers.ts';
import { metricBySeed } from './seeded.ts';

export const figureNames = ['ratio', 'tasks', 'embeddings', 'fits'] as const;
export type FigureName = (typeof figureNames)[number];

/** Which training a figure is of. */
export interface FigureChoice {
  /** Null takes the sweep's best complete trial. */
  readonly trial: number | null;
  /** Null takes the first complete one. */
  readonly seed: number | null;
}

/**
 * A figure of the paper from a sweep's results.
 * @throws UserError `not-found` without a fitting trial, `unavailable` where figures of trained networks can't be drawn
 */
export async function figureView(
  { store, drawFigure }: Pick<ApiDependencies, 'store' | 'drawFigure'>,
  sweep: SweepRow,
  name: FigureName,
  choice: FigureChoice,
): Promise<Figure> {
  if (name === 'ratio')
    return { sweepId: sweep.id, trial: null, seed: null, figure: await ratioFigure(store, sweep) };
  const trial = await trialOf(store, sweep, choice.trial);
  const of = { sweepId: sweep.id, trial: { id: trial.id, number: trial.number } };
  const replicates = (await store.replicates(trial.id)).filter(({ state }) => state === 'complete');
  if (name === 'tasks') return { ...of, seed: null, figure: tasksFigure(sweep, replicates) };
  const replicate = replicates.find(({ seed }) => choice.seed === null || seed === choice.seed);
  const last = replicate?.stages.at(-1);
  if (replicate === undefined || last === undefined)
    throw new UserError(
      'not-found',
      `trial ${trial.number} has no complete training${choice.seed === null ? '' : ` with seed ${choice.seed}`}`,
    );
  if (drawFigure === undefined)
    throw new UserError(
      'unavailable',
      'this server has no checkpoint folder to draw figures of trained networks from',
    );
  const { benchmark, strategy } = sweep.spec;
  const figure = await drawFigure({
    figure: name,
    stage: {
      trial: { benchmark, strategy, configuration: trial.configuration },
      seed: replicate.seed,
      task: last.task,
    },
    key: last.key,
  });
  return { ...of, seed: replicate.seed, figure: structuredClone(figure) as Figure['figure'] };
}

async function trialOf(store: ReadStore, sweep: SweepRow, number: number | null): Promise<TrialRow> {
  if (number === null) {
    const [best] = await store.bestTrials(sweep.id, 1);
    if (best === undefined) throw new UserError('not-found', `no trial of ${sweep.id} is complete yet`);
    return best;
  }
  const trial = await store.trial(`${sweep.id}.${number}`);
  if (trial === null) throw new UserError('not-found', `no trial ${number} in ${sweep.id}`);
  return trial;
}

/** Test score against compression ratio, over all complete trials. */
async function ratioFigure(store: ReadStore, sweep: SweepRow): Promise<Figure['figure']> {
  const metric = sweep.spec.objective.name.replace(/^val_/, 'test_');
  const points: Extract<Figure['figure'], { kind: 'ratio' }>['points'] = [];
  const states = ['complete'] as const;
  for await (const rows of trialPages(store, { sweepId: sweep.id, states, limit: 500 })) {
    const values = await metricBySeed(store, rows, metric);
    const ratios = await metricBySeed(store, rows, 'compression_ratio');
    for (const row of rows) {
      const [ratio] = ratios.get(row.id)?.values() ?? [];
      const seeds = [...(values.get(row.id)?.values() ?? [])];
      const { value, standardError } = meanAndError(seeds);
      if (ratio === undefined || value === null) continue;
      points.push({ trialId: row.id, number: row.number, ratio, value, standardError, seeds: seeds.length });
    }
  }
  points.sort((a, b) => a.ratio - b.ratio || a.number - b.number);
  return { kind: 'ratio', metric, points };
}

/** Score of each task just after it was learnt and after the last one; mean over seeds. */
function tasksFigure(sweep: SweepRow, replicates: readonly ReplicateRow[]): Figure['figure'] {
  const split = replicates.some(({ stages }) => stages.some(({ test }) => test.length > 0)) ? 'test' : 'val';
  const tasks = Array.from({ length: sweep.spec.benchmark.tasks }, (_, task) => task);
  const over = (pick: (row: ReplicateRow) => number | undefined) => {
    const { value, standardError } = meanAndError(replicates.map(pick).filter((v) => v !== undefined));
    return { value: measured(value), standardError };
  };
  return {
    kind: 'tasks',
    split,
    score: sweep.spec.objective.name.endsWith('mse') ? 'mse' : 'accuracy',
    tasks: tasks.map((task) => ({
      task,
      during: over(({ stages }) => stages.find((stage) => stage.task === task)?.[split][task]),
      final: over(({ stages }) => stages.at(-1)?.[split][task]),
    })),
  };
}
