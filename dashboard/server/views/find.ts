import { closest } from '../../../common/closest.ts';
import { UserError } from '../../../common/errors.ts';
import type { SweepRow, TrialRow, TrialValue } from '../../../prisma/store/types.ts';
import type { ReadStore } from '../dependencies.types.ts';

/** So many sweeps, the newest, may be the one that was meant. */
const MEANT = 500;

/** The sweep with this id. @throws UserError `not-found`, with the one that was probably meant */
export async function findSweep(store: ReadStore, id: string): Promise<SweepRow> {
  const row = await store.sweep(id);
  if (row !== null) return row;
  const { sweeps } = await store.listSweeps({ limit: MEANT });
  // A name without its number is the newest sweep of that name.
  const named = sweeps.find(({ name }) => name === id)?.id;
  const meant =
    named ??
    closest(
      id,
      sweeps.map((sweep) => sweep.id),
    );
  throw new UserError('not-found', `no sweep ${id}${meant === null ? '' : `; did you mean ${meant}?`}`, {
    hint: '`hnet-sweep list`, or GET /api/v1/sweeps, lists them all.',
  });
}

/** The trial with this id. @throws UserError `not-found` */
export async function findTrial(store: ReadStore, id: string): Promise<TrialRow> {
  const row = await store.trial(id);
  if (row === null) throw new UserError('not-found', `no trial ${id}`);
  return row;
}

/** All of a sweep's trials that match, a page at a time: never all in memory. */
export async function* trialPages(
  store: ReadStore,
  query: Omit<Parameters<ReadStore['listTrials']>[0], 'cursor'>,
): AsyncGenerator<readonly TrialRow[]> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ReadStore['listTrials']>> = await store.listTrials(
      cursor === null ? query : { ...query, cursor },
    );
    yield page.trials;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** Trials to plot, by number, a page at a time: other requests are answered in between. */
export async function* valuePages(store: ReadStore, sweepId: string): AsyncGenerator<readonly TrialValue[]> {
  const limit = 2000;
  let after = -1;
  for (;;) {
    const states = ['complete', 'pruned', 'running', 'paused'] as const;
    const page = await store.trialValues({ sweepId, states, after, limit });
    yield page;
    if (page.length < limit) return;
    after = page.at(-1)!.number;
  }
}
