import { rankTrials, type RankedTrial, type SeededTrial } from '../../../search/statistics/index.ts';
import type { Metrics, SweepRow, TrialFilter } from '../../../prisma/store/types.ts';
import type { ReadStore } from '../dependencies.types.ts';
import type { Best } from '../schemas/best.ts';
import { frontView } from './front-view.ts';
import { meanAndError, measured } from './numbers.ts';
import { bySeed } from './seeded.ts';
import { trialView } from './trial-view.ts';
import { confirmationOf, verdictOf } from './verdict.ts';

/** Level of the tests. */
const alpha = 0.05;

/**
 * How many leaders are compared, however few are asked for: the p-values are adjusted for the number of comparisons, so
 * they must not depend on how many rows somebody wants to see.
 */
const compared = 20;

/** The objective on the test split: `test_x` of `val_x`. */
function testNameOf(objective: string): string | null {
  return objective.startsWith('val_') ? `test_${objective.slice('val_'.length)}` : null;
}

function testOf(name: string | null, replicates: readonly Metrics[]) {
  if (name === null) return null;
  const values = replicates.map((metrics) => metrics[name]).filter((value) => value !== undefined);
  return values.length === 0 ? null : { name, ...meanAndError(values) };
}

/** The objective with fresh seeds; null where no confirmation is complete. */
function confirmedOf(objective: string, replicates: ReadonlyMap<number, Metrics> | undefined) {
  const values = [...(replicates?.values() ?? [])].flatMap(({ [objective]: value }) => value ?? []);
  return values.length === 0 ? null : { seeds: values.length, ...meanAndError(values) };
}

/**
 * The leaders of a sweep, and how sure one can be of their order.
 * @param limit most candidates given, and at least those compared where it is larger
 */
export async function bestView(
  store: ReadStore,
  sweep: SweepRow,
  limit: number,
  filters: readonly TrialFilter[],
): Promise<Best> {
  const { objective } = sweep.spec;
  const most = Math.max(limit, compared);
  const found = await store.bestTrials(sweep.id, most + 1, filters);
  const rows = found.slice(0, most);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const metrics = await store.replicateMetrics(rows.map((row) => row.id));
  const seeded = rows.map(({ id }): SeededTrial => ({
    id,
    values: bySeed(metrics.get(id), objective.name),
  }));
  const fresh = await store.replicateMetrics(
    rows.map((row) => row.id),
    'confirm',
  );
  const ranking = rankTrials(seeded, objective.goal, { alpha });
  const testName = testNameOf(objective.name);
  const confirms = (sweep.spec.confirm ?? null) !== null;

  const candidate = ({ id, rank, adjustedP, amongBest }: RankedTrial): Best['candidates'][number] => ({
    trial: trialView(byId.get(id)!),
    pValue: rank === 1 ? null : measured(adjustedP),
    indistinguishable: amongBest,
    // A sweep that confirms reports what was measured with fresh seeds, and nothing of what it chose by.
    test: testOf(testName, [...((confirms ? fresh : metrics).get(id)?.values() ?? [])]),
    confirmed: confirmedOf(objective.name, fresh.get(id)),
  });
  const confirmed = new Map(
    ranking.trials.flatMap(({ id }) => {
      const value = confirmedOf(objective.name, fresh.get(id));
      return value === null ? [] : [[id, value] as const];
    }),
  );
  return {
    objective: { ...objective },
    candidates: ranking.trials.slice(0, limit).map(candidate),
    more: ranking.trials.length > limit || found.length > most,
    front: await frontView(store, sweep),
    verdict: [
      verdictOf(ranking, (id) => byId.get(id)!.number, alpha),
      ...confirmationOf(objective, confirmed, (id) => byId.get(id)!.number),
    ].join('; '),
    alpha,
  };
}
