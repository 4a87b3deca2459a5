import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LiveSource } from '../live/live-source.ts';
import { streamUpdates } from '../live/stream-updates.ts';
import { EventList } from '../schemas/event.ts';
import { eventView } from '../views/event-view.ts';
import { findSweep } from '../views/find.ts';
import { sweepPath } from './parameters.ts';

const listQuery = z.object({
  order: z.enum(['oldest', 'newest']).default('oldest').meta({ description: 'Which come first.' }),
  before: z.coerce.number().int().min(1).optional().meta({ description: 'Only events with a smaller id.' }),
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'Only events with a greater id.' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const stream = {
  status: 200,
  description:
    'Server-sent events: `sweep` whenever a sweep changed (its newest state), `event` for each new entry of the log (its id is the event id; `Last-Event-ID` goes on from there).',
  mediaTypes: ['text/event-stream'],
} as const;

/** The audit log, as a list and as it happens. */
export function eventRoutes({ store }: ApiDependencies, live: LiveSource): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/events',
      tag: 'events',
      summary: 'What happened in a sweep',
      params: sweepPath,
      query: listQuery,
      answer: { status: 200, description: 'A page of the log.', schema: EventList },
      async handle({ params, query: { order, before, ...rest } }) {
        await findSweep(store, params.id);
        const events = await store.events({
          sweepId: params.id,
          newestFirst: order === 'newest',
          ...(before === undefined ? {} : { before }),
          ...rest,
        });
        return { events: events.map(eventView) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/events/stream',
      tag: 'events',
      summary: 'Changes of one sweep as they happen',
      params: sweepPath,
      answer: stream,
      async handle({ params }, { req, res }) {
        await findSweep(store, params.id);
        streamUpdates(live, params.id, req, res);
      },
    }),
    endpoint({
      method: 'get',
      path: '/events',
      tag: 'events',
      summary: 'Changes of all sweeps as they happen',
      answer: stream,
      handle(_, { req, res }) {
        streamUpdates(live, null, req, res);
        return Promise.resolve();
      },
    }),
  ];
}
