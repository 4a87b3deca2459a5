import type { SweepRow, TrialRow } from '../../../prisma/store/types.ts';
import type { ReadStore } from '../dependencies.types.ts';
import { trialPages } from '../views/find.ts';
import { trialView } from '../views/trial-view.ts';
import { csvLine } from './csv.ts';

type Source = ReadStore;

/** Pieces of a file with all of a sweep's trials, by number; at most a page of them is in memory. */
export function exportTrials(
  store: Source,
  sweep: SweepRow,
  format: 'csv' | 'json',
): AsyncGenerator<string, void, undefined> {
  return format === 'csv' ? asCsv(store, sweep) : asJson(store, sweep);
}

const pageOf = (sweepId: string) => ({ sweepId, sort: 'number', limit: 500 });

/** `{ "sweep": { id, spec }, "trials": [ … ] }` */
async function* asJson(store: Source, sweep: SweepRow): AsyncGenerator<string, void, undefined> {
  const head = { id: sweep.id, state: sweep.state, spec: sweep.spec };
  yield `{"sweep":${JSON.stringify(head)},"trials":[`;
  let between = '\n';
  for await (const page of trialPages(store, pageOf(sweep.id)))
    for (const row of page) {
      yield `${between}${JSON.stringify(trialView(row))}`;
      between = ',\n';
    }
  yield '\n]}\n';
}

/** Metrics have the same names in all trials of a sweep: those of any trial that has some. */
async function metricNames(store: Source, sweepId: string): Promise<readonly string[]> {
  const { trials } = await store.listTrials({ sweepId, sort: 'value', limit: 1 });
  return Object.keys(trials[0]?.metrics ?? {}).sort();
}

/** One line a trial: its state, value and cost, then `parameter.…`, then `metric.…`. */
async function* asCsv(store: Source, sweep: SweepRow): AsyncGenerator<string, void, undefined> {
  const parameters = Object.keys(sweep.spec.space);
  const metrics = await metricNames(store, sweep.id);
  yield csvLine([
    'number',
    'state',
    sweep.spec.objective.name,
    'standard_error',
    'replicates',
    'device_seconds',
    'started_at',
    'ended_at',
    'hash',
    'reason',
    ...parameters.map((name) => `parameter.${name}`),
    ...metrics.map((name) => `metric.${name}`),
  ]);
  const line = (row: TrialRow) =>
    csvLine([
      row.number,
      row.state,
      row.value,
      row.standardError,
      row.replicatesDone,
      row.deviceSeconds,
      row.startedAt?.toISOString() ?? null,
      row.endedAt?.toISOString() ?? null,
      row.hash,
      row.reason,
      ...parameters.map((name) => row.assignment[name] ?? row.configuration[name] ?? null),
      ...metrics.map((name) => row.metrics[name] ?? null),
    ]);
  for await (const page of trialPages(store, pageOf(sweep.id))) yield page.map(line).join('');
}
