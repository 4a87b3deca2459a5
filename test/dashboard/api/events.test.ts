import { EventSourceParserStream } from 'eventsource-parser/stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventList } from '../../../dashboard/server/schemas/event.ts';
import { caller } from '../support/caller.ts';
import { serve, type Served } from '../support/serve.ts';
import { sweepOfValues } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
let id: string;
const opened: AbortController[] = [];
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
  id = await sweepOfValues(served.store, [{ 1: 0.9 }]);
  for (let i = 0; i < 5; i += 1) await happen(`old-${i}`);
});
afterEach(() => {
  for (const one of opened.splice(0)) one.abort();
});
afterAll(() => served.close());

const happen = (word: string) =>
  served.store.appendEvent({ key: `${id}/${word}`, sweepId: id, kind: 'test', message: word });

interface Message {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: { readonly message?: string; readonly state?: string; readonly id?: unknown };
}

/** Opens a stream and gives its messages one after the other. */
async function listen(path: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  opened.push(stop);
  const answer = await fetch(`${served.url}/api/v1${path}`, { headers, signal: stop.signal });
  const reader = answer
    .body!.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  return {
    answer,
    /** The next message that fits. */
    async next(fits: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error('the stream ended');
        const message = { event: value.event, id: value.id, data: JSON.parse(value.data) as Message['data'] };
        if (fits(message)) return message;
      }
    },
    ended: async () => {
      for (;;) if ((await reader.read()).done) return true;
    },
  };
}

describe('the log', () => {
  it('is read in pages, oldest or newest first', async () => {
    const page = async (query: string) =>
      (await call('/sweeps/{id}/events', { params: { id }, query })).body as EventList;
    const oldest = await page('limit=2');
    expect(oldest.events.map((event) => event.message)).toEqual(['old-0', 'old-1']);
    const next = await page(`limit=2&after=${oldest.events[1]!.id}`);
    expect(next.events.map((event) => event.message)).toEqual(['old-2', 'old-3']);
    const newest = await page('order=newest&limit=2');
    expect(newest.events.map((event) => event.message)).toEqual(['old-4', 'old-3']);
    const older = await page(`order=newest&limit=9&before=${newest.events[1]!.id}`);
    expect(older.events.map((event) => event.message)).toEqual(['old-2', 'old-1', 'old-0']);
  });
});

describe('changes as they happen', () => {
  it('tells of the sweep at once, then of what is new, and of nothing old', async () => {
    const stream = await listen(`/sweeps/${id}/events/stream`);
    expect(stream.answer.headers.get('content-type')).toContain('text/event-stream');
    const first = await stream.next(() => true);
    expect(first).toMatchObject({ event: 'sweep', data: { id, state: 'running' } });
    await happen('new-1');
    const event = await stream.next((message) => message.event === 'event');
    expect(event.data.message).toBe('new-1');
    expect(event.id).toBe(String(event.data.id));
    await served.store.setSweepState(id, 'paused', 'enough for today');
    expect((await stream.next((message) => message.event === 'sweep')).data.state).toBe('paused');
  });

  it('goes on from the last event a client has seen', async () => {
    const { body } = await call('/sweeps/{id}/events', { params: { id }, query: 'limit=3' });
    const seen = (body as EventList).events[2]!;
    const stream = await listen(`/sweeps/${id}/events/stream`, { 'Last-Event-ID': String(seen.id) });
    const missed = await stream.next((message) => message.event === 'event');
    expect(missed.data.message).toBe('old-3');
  });

  it('tells of all sweeps on one stream', async () => {
    const stream = await listen('/events');
    const other = await sweepOfValues(served.store, []);
    await stream.next((message) => message.event === 'sweep' && message.data.id === other);
  });

  it('ends streams when the server closes, without waiting for clients', async () => {
    const closing = await serve();
    const answer = await fetch(`${closing.url}/api/v1/events`);
    const began = Date.now();
    await closing.close();
    await answer.text();
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});
