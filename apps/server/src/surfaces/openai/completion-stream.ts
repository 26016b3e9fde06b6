import { openAiErrorBody } from '@ragkeep/contract';
import type { FastifyRequest } from 'fastify';
import type { AskEvent } from '../../features/query/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { eventStream } from '../../platform/http/event-stream.ts';
import { type Head, toolCall } from './completion.ts';
import type { ChatBody } from './question.ts';
import { usageOf } from './usage.ts';

/**
 * The answer as chunks, in the order and form in which OpenAI sends them: the role, the text as it comes about, the end
 * with its reason (and our `citations`), the usage if it was asked for, `[DONE]`.
 */
export async function completionStream(
  events: AsyncGenerator<AskEvent, void>,
  body: ChatBody,
  head: Head,
  request: FastifyRequest,
): Promise<Response> {
  const written = write(events, body, head, request);
  return eventStream(await written.next(), written);
}

async function* write(
  events: AsyncGenerator<AskEvent, void>,
  body: ChatBody,
  head: Head,
  request: FastifyRequest,
): AsyncGenerator<string, void> {
  try {
    for await (const chunk of chunks(events, body, head)) yield data(chunk);
    yield 'data: [DONE]\n\n';
  } catch (error) {
    // The status is out; OpenAI's clients raise what they find as `error`.
    const known = error instanceof ApiError ? error : new ApiError('internal_error', {});
    if (!request.raw.destroyed) request.log.error({ request_id: request.id, err: error }, 'an answer broke off');
    yield data(openAiErrorBody(known.code, known.facts as never));
  }
}

async function* chunks(
  events: AsyncGenerator<AskEvent, void>,
  body: ChatBody,
  head: Head,
): AsyncGenerator<object, void> {
  const includeUsage = body.stream_options?.include_usage === true;
  const common = {
    ...{ id: head.id, object: 'chat.completion.chunk', created: head.created, model: head.model },
    system_fingerprint: null,
  };
  const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
    ...more,
  });
  yield chunk({ role: 'assistant', content: '', refusal: null });
  for await (const event of events) {
    if (event.type === 'token') {
      yield chunk({ content: event.text });
    } else if (event.type === 'done') {
      const { result, toolCalls, finish } = event;
      const calls = toolCalls.map((call, index) => ({ index, ...toolCall(call) }));
      if (calls.length > 0) yield chunk({ tool_calls: calls });
      yield chunk({}, finish, { citations: result.citations, refused: result.refused });
      if (includeUsage) yield { ...common, choices: [], usage: await usageOf(body, event) };
    }
  }
}

const data = (chunk: object): string => `data: ${JSON.stringify(chunk)}\n\n`;
