import { EventSourceParserStream } from 'eventsource-parser/stream';
import { apiPath, send } from './request.ts';

/** Whether changes arrive as they happen. */
export type LiveStatus = 'live' | 'connecting';

const retryMs = 2_000;

/**
 * Listens to server-sent events until stopped, again whenever the connection breaks. With `fetch`, since the browser's
 * own EventSource can't carry a token.
 * @returns stops
 */
export function listen(
  path: string,
  tell: (kind: string) => void,
  status: (status: LiveStatus) => void,
): () => void {
  const stop = new AbortController();
  let lastId: string | undefined;

  async function connect(): Promise<void> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (lastId !== undefined) headers['Last-Event-ID'] = lastId;
    const answer = await send(apiPath(path), { headers, signal: stop.signal });
    if (answer.body === null) return;
    status('live');
    const messages = answer.body
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (;;) {
      const { done, value } = await messages.read();
      if (done) return;
      lastId = value.id ?? lastId;
      tell(value.event ?? 'message');
    }
  }

  async function keepConnected(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await connect();
      } catch {
        // the server is away, or wants a token: tried again below
      }
      if (stop.signal.aborted) return;
      status('connecting');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  void keepConnected();
  return () => stop.abort();
}
