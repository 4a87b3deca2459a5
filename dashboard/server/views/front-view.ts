import { objectiveValues } from '../../../prisma/store/objective-values.ts';
import type { SweepRow, TrialRow } from '../../../prisma/store/types.ts';
import { costsOf, hypervolume, paretoFront, referencePoint } from '../../../search/pareto/index.ts';
import type { ReadStore } from '../dependencies.types.ts';
import type { Front } from '../schemas/front.ts';
import { trialView } from './trial-view.ts';

const PAGE = 500;
/** Dominated trials that are given: a picture shows no more. */
const DOMINATED = 1000;

/** The complete trials of a sweep with several objectives that no other is better than in everything; null with one objective. */
export async function frontView(store: ReadStore, sweep: SweepRow): Promise<Front | null> {
  const { objectives } = sweep.spec;
  if (objectives === undefined) return null;
  const found: { row: TrialRow; values: readonly (number | null)[]; costs: Float64Array }[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.listTrials>> = await store.listTrials({
      sweepId: sweep.id,
      states: ['complete'],
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    });
    for (const row of page.trials) {
      const values = objectiveValues(row, objectives);
      const costs = costsOf({ value: row.value, values }, objectives);
      if (costs !== null) found.push({ row, values, costs });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  const costs = found.map((trial) => trial.costs);
  const reference = referencePoint(costs);
  const onFront = new Set(paretoFront(costs));
  const front = [...onFront].map((i) => found[i]!).sort((a, b) => a.costs[0]! - b.costs[0]!);
  const dominated = evenly(
    found.filter((_, i) => !onFront.has(i)),
    DOMINATED,
  );
  return {
    objectives: objectives.map((objective) => ({ ...objective })),
    trials: front.map(({ row, values }) => ({ trial: trialView(row), values: [...values] as number[] })),
    dominated: dominated.map(({ row: { id, number }, values }) => ({
      ...{ id, number },
      values: [...values] as number[],
    })),
    reference: reference.map((cost, i) => (objectives[i]!.goal === 'maximize' ? -cost : cost)),
    hypervolume: hypervolume(costs, reference),
  };
}

/** At most so many of them, from all parts alike. */
function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}
