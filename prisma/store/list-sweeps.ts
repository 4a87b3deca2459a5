import { decodeCursor, encodeCursor } from './cursor.ts';
import { sweepRow } from './rows.ts';
import type { Session } from './session.ts';
import type { QueryStore } from './types.ts';

/** Sweeps, newest first, page by page. */
export function createListSweeps({ read }: Session): Pick<QueryStore, 'listSweeps'> {
  return {
    listSweeps: ({ limit = 100, cursor, study } = {}) =>
      read(async (client) => {
        const last = cursor === undefined ? null : decodeCursor<[string, string]>('newest', cursor);
        const before = last === null ? null : new Date(last[0]);
        const rows = await client.sweep.findMany({
          where: {
            AND: [
              last === null || before === null
                ? {}
                : { OR: [{ createdAt: { lt: before } }, { createdAt: before, id: { lt: last[1] } }] },
              study === undefined ? {} : { OR: [{ name: study }, { name: { startsWith: `${study}.` } }] },
            ],
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        const page = rows.slice(0, limit);
        const end = page.at(-1);
        const more = rows.length > limit && end !== undefined;
        return {
          sweeps: page.map(sweepRow),
          nextCursor: more ? encodeCursor('newest', [end.createdAt.toISOString(), end.id]) : null,
        };
      }),
  };
}
