import { EventSourceParserStream } from 'eventsource-parser/stream';
import { errorFrom } from './errors.ts';

/** Events by name, told apart by `event`. */
export type EventOf<Events> = { [Name in keyof Events]: { event: Name; data: Events[Name] } }[keyof Events];

/**
 * The server-sent events of an answer, as they come. Whoever leaves the loop hangs up, which stops the work behind it.
 *
 * @throws RagkeepError where the server says that the answer broke off, or something else than Ragkeep answers
 */
export async function* eventsOf<Events>(response: Response): AsyncGenerator<EventOf<Events>, void> {
  const type = response.headers.get('content-type') ?? '';
  if (!response.body || !type.startsWith('text/event-stream')) throw errorFrom(null, response.status);
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const data = parsed(value.data, response.status);
      if (value.event === 'error') throw errorFrom(data, 500);
      yield { event: value.event, data } as EventOf<Events>;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw errorFrom(null, status);
  }
}
