import type { Request, Response } from 'express';
import { eventView } from '../views/event-view.ts';
import type { LiveSource, Update } from './live-source.ts';

/** Proxies cut connections that are silent for a minute. */
const heartbeatMs = 15_000;

/** Everything a listener needs of a sweep that changed; the page asks for more where it shows more. */
function message(update: Update): string {
  if (update.kind === 'event')
    return `id: ${update.event.id}\nevent: event\ndata: ${JSON.stringify(eventView(update.event))}\n\n`;
  const { id, state, reason, counts, stagesRecorded, stagesReused, bestTrialId, bestValue } = update.sweep;
  const data = { id, state, reason, counts, stagesRecorded, stagesReused, bestTrialId, bestValue };
  return `event: sweep\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Answers with server-sent events until the client goes. A client that reads too slowly is let go: it reconnects. */
export function streamUpdates(live: LiveSource, sweepId: string | null, req: Request, res: Response): void {
  const lastEventId = Number(req.get('last-event-id') ?? NaN);
  res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
  res.flushHeaders();
  res.write('retry: 2000\n\n');
  const send = (text: string) => {
    if (res.writableEnded) return;
    if (res.writableLength > 1_000_000) res.destroy();
    else res.write(text);
  };
  const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs);
  const after = Number.isSafeInteger(lastEventId) && lastEventId >= 0 ? lastEventId : null;
  const subscription = live.subscribe(
    sweepId,
    after,
    (update) => send(message(update)),
    () => res.end(),
  );
  res.on('close', () => {
    clearInterval(heartbeat);
    subscription.close();
  });
}
