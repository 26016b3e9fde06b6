import { API_BASE } from '@ragkeep/contract';
import type { Client } from '../client.ts';

export interface StreamedEvent {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the stream tells of
  data: any;
}

export interface EventStream {
  status: number;
  headers: Headers;
  /** The next event; null when the server has ended the stream. */
  next(): Promise<StreamedEvent | null>;
  /** All events up to the end. */
  rest(): Promise<StreamedEvent[]>;
  /** Everything that came, comments included. */
  received(): string;
  hangUp(): Promise<void>;
}

/** Follows server-sent events as the HTML standard reads them; with a body, those that a POST is answered with. */
export async function openEvents(client: Client, path: string, body?: object): Promise<EventStream> {
  const response = await fetch(client.url + API_BASE + path, {
    headers: { authorization: `Bearer ${client.key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the answer has no body');
  let received = '';
  let parsed = 0;

  async function next(): Promise<StreamedEvent | null> {
    for (;;) {
      const end = received.indexOf('\n\n', parsed);
      if (end >= 0) {
        const lines = received.slice(parsed, end).split('\n');
        parsed = end + 2;
        const fields = new Map(
          lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        if (!fields.has('data')) continue; // a comment
        return {
          event: fields.get('event') ?? 'message',
          id: fields.get('id') ?? '',
          data: JSON.parse(fields.get('data') ?? ''),
        };
      }
      const { value, done } = await (reader as ReadableStreamDefaultReader<string>).read();
      if (done) return null;
      received += value;
    }
  }

  return {
    status: response.status,
    headers: response.headers,
    next,
    async rest() {
      const events: StreamedEvent[] = [];
      for (let event = await next(); event; event = await next()) events.push(event);
      return events;
    },
    received: () => received,
    hangUp: () => reader.cancel(),
  };
}
