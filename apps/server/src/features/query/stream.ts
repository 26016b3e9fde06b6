import { errorBody } from '@ragkeep/contract';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../platform/errors.ts';
import { event, eventStream } from '../../platform/http/event-stream.ts';

/** As much as is told of an answer's events. */
type Told =
  | { type: 'token'; text: string }
  | { type: 'citation'; citation: unknown }
  | { type: 'done'; result: unknown };

/** An answer as server-sent events: `token`, `citation`, and at the end `done` or `error`. */
export async function answerStream(events: AsyncGenerator<Told, void>, request: FastifyRequest): Promise<Response> {
  const written = write(events, request);
  return eventStream(await written.next(), written);
}

async function* write(events: AsyncGenerator<Told, void>, request: FastifyRequest): AsyncGenerator<string, void> {
  try {
    for await (const each of events) {
      if (each.type === 'token') yield event('token', { text: each.text });
      else if (each.type === 'citation') yield event('citation', each.citation);
      else yield event('done', each.result);
    }
  } catch (error) {
    // The status is out, so that all that can still be said is said as an event.
    const known = error instanceof ApiError ? error : new ApiError('internal_error', {});
    if (!request.raw.destroyed) request.log.error({ request_id: request.id, err: error }, 'an answer broke off');
    yield event('error', errorBody(known.code, known.facts as never, request.id));
  }
}
