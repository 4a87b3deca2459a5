import type { Metrics, TrialRow } from '../../../prisma/store/types.ts';
import type { ReadStore } from '../dependencies.types.ts';

/** One metric of a trial's replicates by seed; seeds without it are left out. */
export function bySeed(
  replicates: ReadonlyMap<number, Metrics> | undefined,
  metric: string,
): ReadonlyMap<number, number> {
  return new Map(
    [...(replicates ?? [])].flatMap(([seed, { [metric]: value }]): [number, number][] =>
      value === undefined ? [] : [[seed, value]],
    ),
  );
}

/** One metric of several trials by seed, for each trial's id. */
export async function metricBySeed(
  store: ReadStore,
  rows: readonly TrialRow[],
  metric: string,
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const metrics = await store.replicateMetrics(rows.map((row) => row.id));
  return new Map(rows.map(({ id }) => [id, bySeed(metrics.get(id), metric)]));
}
