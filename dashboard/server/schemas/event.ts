import { z } from 'zod';
import { Time } from './words.ts';

/** An entry of the audit log. */
export const Event = z
  .object({
    id: z.int(),
    sweepId: z.string().nullable(),
    trialId: z.string().nullable(),
    at: Time,
    kind: z.string(),
    message: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });
export type Event = z.infer<typeof Event>;

export const EventList = z.object({ events: z.array(Event) }).meta({ id: 'EventList' });
export type EventList = z.infer<typeof EventList>;
