import { encodeJson } from './json.ts';
import { eventRow } from './rows.ts';
import type { Session } from './session.ts';
import type { EventStore, QueryStore } from './types.ts';

/** The audit log. */
export function createEvents({ read, write, dialect }: Session): EventStore & Pick<QueryStore, 'events'> {
  return {
    appendEvent: ({ key, sweepId = null, trialId = null, kind, message, data = {} }) =>
      write(async (tx) => {
        await dialect.lockEvents(tx); // who reads "after id n" must never miss a smaller id that commits later
        await tx.event.upsert({
          where: { key },
          create: { key, sweepId, trialId, at: new Date(), kind, message, data: encodeJson(data) },
          update: {},
          select: { id: true },
        });
      }),

    events: ({ sweepId, after = 0, before, newestFirst = false, limit }) =>
      read(async (client) => {
        const rows = await client.event.findMany({
          where: {
            id: { gt: after, ...(before === undefined ? {} : { lt: before }) },
            ...(sweepId === undefined ? {} : { sweepId }),
          },
          orderBy: { id: newestFirst ? 'desc' : 'asc' },
          take: limit,
        });
        return rows.map(eventRow);
      }),
  };
}
