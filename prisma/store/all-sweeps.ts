import type { QueryStore, SweepRow } from './types.ts';

/** Rows read at once. */
const PAGE = 500;

/** All sweeps, or all of a study (see `listSweeps`), newest first. */
export async function allSweeps(
  store: Pick<QueryStore, 'listSweeps'>,
  query: { readonly study?: string } = {},
): Promise<readonly SweepRow[]> {
  const found: SweepRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<QueryStore['listSweeps']>> = await store.listSweeps({
      ...query,
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    });
    found.push(...page.sweeps);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
