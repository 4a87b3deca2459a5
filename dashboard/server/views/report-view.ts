import { UserError } from '../../../common/errors.ts';
import { goalOf } from '../../../hnet/training/metrics.ts';
import { allSweeps } from '../../../prisma/store/all-sweeps.ts';
import type { SweepRow, TrialRow } from '../../../prisma/store/types.ts';
import { rankTrials } from '../../../search/statistics/index.ts';
import type { Objective } from '../../../search/types.ts';
import type { ReadStore } from '../dependencies.types.ts';
import type { Report } from '../schemas/report.ts';
import { meanAndError, measured } from './numbers.ts';
import { metricBySeed } from './seeded.ts';

/** Level of the tests. */
const ALPHA = 0.05;

type Column = Report['columns'][number];
type Cell = Report['rows'][number]['cells'][number];

/** What one sweep brings to the table. */
interface Entry {
  readonly sweep: SweepRow;
  readonly trial: TrialRow | null;
  /** The column's metric by seed. */
  readonly values: ReadonlyMap<number, number>;
  readonly inferred: readonly number[];
}

/**
 * The table of a study: a row for each strategy, a column for each benchmark and scenario. A cell holds the sweep's best
 * configuration, chosen by the sweep's own objective, with the metric's mean over seeds; the cells of a column are
 * compared by the same tests as the trials of a sweep. Of sweeps for the same cell the newest counts.
 * @param given name of the study: sweeps of that name, and those whose names begin with `<name>.`; or a sweep's id, which
 *   stands for its name
 * @param metric null takes the test split's counterpart of each sweep's objective
 * @throws UserError `not-found` without any sweep, `invalid-input` for a metric that no sweep has
 */
export async function reportView(store: ReadStore, given: string, metric: string | null): Promise<Report> {
  const named = await sweepsOf(store, given);
  const name = named.length > 0 ? given : ((await store.sweep(given))?.name ?? given);
  const sweeps = name === given ? named : await sweepsOf(store, name);
  if (sweeps.length === 0)
    throw new UserError('not-found', `no sweep is named ${name} or ${name}.…`, {
      hint: 'A file with a `matrix` makes such sweeps; `hnet-sweep list` lists all.',
    });
  const columns = [...new Map(sweeps.map((s) => [columnKey(s), columnOf(s, metric)])).entries()];
  columns.sort(([a], [b]) => a.localeCompare(b));
  const strategies = [...new Set(sweeps.map(({ spec }) => spec.strategy))];
  const filled = await Promise.all(
    columns.map(async ([key, column]) =>
      cellsOf(
        await entriesOf(
          store,
          sweeps.filter((s) => columnKey(s) === key),
          column,
        ),
        column.goal,
      ),
    ),
  );
  if (metric !== null && filled.every((cells) => [...cells.values()].every((cell) => cell!.value === null)))
    if (filled.some((cells) => [...cells.values()].some((cell) => cell!.trial !== null)))
      throw new UserError('invalid-input', `metric: given ${metric}; no trial of these sweeps has it`);
  return {
    name,
    columns: columns.map(([, column]) => column),
    rows: strategies.map((strategy) => ({
      strategy,
      cells: filled.map((cells) => cells.get(strategy) ?? null),
    })),
    alpha: ALPHA,
  };
}

/** Oldest first, so that rows stand in the order in which a matrix was submitted; of one cell only the newest. */
async function sweepsOf(store: ReadStore, name: string): Promise<readonly SweepRow[]> {
  const cells = new Map<string, SweepRow>();
  for (const sweep of await allSweeps(store, { study: name })) {
    // Databases may compare names more loosely than we do.
    const belongs = sweep.name === name || sweep.name.startsWith(`${name}.`);
    const cell = `${columnKey(sweep)} ${sweep.spec.strategy}`;
    if (belongs && !cells.has(cell)) cells.set(cell, sweep);
  }
  return [...cells.values()].reverse();
}

function columnKey({ spec: { benchmark } }: SweepRow): string {
  return `${benchmark.name} ${String(benchmark.tasks).padStart(4, '0')} ${benchmark.scenario}`;
}

function columnOf({ spec: { benchmark, objective } }: SweepRow, metric: string | null): Column {
  return {
    benchmark: benchmark.name,
    scenario: benchmark.scenario,
    tasks: benchmark.tasks,
    metric: metric ?? objective.name.replace(/^val_/, 'test_'),
    // A metric that nobody knows is refused below: no trial has it.
    goal: metric === null ? objective.goal : (goalOf(metric) ?? 'maximize'),
  };
}

async function entriesOf(
  store: ReadStore,
  sweeps: readonly SweepRow[],
  column: Column,
): Promise<readonly Entry[]> {
  const leaders = await Promise.all(sweeps.map(async ({ id }) => (await store.bestTrials(id, 1))[0] ?? null));
  const trials = leaders.filter((trial) => trial !== null);
  const values = await metricBySeed(store, trials, column.metric);
  const inference = column.metric.startsWith('val_') ? 'val_task_inference' : 'test_task_inference';
  const inferred = await metricBySeed(store, trials, inference);
  return sweeps.map((sweep, i) => ({
    sweep,
    trial: leaders[i]!,
    values: (leaders[i] && values.get(leaders[i].id)) ?? new Map(),
    inferred: [...((leaders[i] && inferred.get(leaders[i].id)) ?? new Map<number, number>()).values()],
  }));
}

/** A column's cells by strategy, each compared with the best. */
function cellsOf(entries: readonly Entry[], goal: Objective['goal']): ReadonlyMap<string, Cell> {
  const seeded = entries.map(({ sweep, values }) => ({ id: sweep.spec.strategy, values }));
  const ranked = new Map(rankTrials(seeded, goal, { alpha: ALPHA }).trials.map((place) => [place.id, place]));
  return new Map(
    entries.map(({ sweep, trial, values, inferred }): [string, Cell] => {
      const place = ranked.get(sweep.spec.strategy);
      return [
        sweep.spec.strategy,
        {
          sweepId: sweep.id,
          state: sweep.state,
          trial: trial === null ? null : { id: trial.id, number: trial.number },
          ...meanAndError([...values.values()]),
          seeds: values.size,
          trials: sweep.counts.complete,
          best: place?.rank === 1,
          amongBest: place?.amongBest ?? false,
          pValue: place === undefined || place.rank === 1 ? null : measured(place.adjustedP),
          inferenceAccuracy: meanAndError(inferred).value,
        },
      ];
    }),
  );
}
