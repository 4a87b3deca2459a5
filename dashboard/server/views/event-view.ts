import type { EventRow } from '../../../prisma/store/types.ts';
import type { Event } from '../schemas/event.ts';
import { time } from './numbers.ts';

/** An entry of the audit log as the API shows it. */
export function eventView(row: EventRow): Event {
  return { ...row, at: time(row.at), data: { ...row.data } };
}
