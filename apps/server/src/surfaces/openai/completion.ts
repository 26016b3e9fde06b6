import type { ResultOf, routes } from '@ragkeep/contract';
import type { Answered, AskEvent } from '../../features/query/index.ts';
import type { ChatBody } from './question.ts';
import { usageOf } from './usage.ts';

type Completion = Exclude<ResultOf<typeof routes.createChatCompletion>, Response>;

/** What every part of one answer says of itself. */
export interface Head {
  id: string;
  created: number;
  /** As it was sent. */
  model: string;
}

/** Reads the events to their end, and gives the answer as one object. */
export async function wholeCompletion(
  events: AsyncGenerator<AskEvent, void>,
  body: ChatBody,
  head: Head,
): Promise<Completion> {
  for await (const event of events) {
    if (event.type !== 'done') continue;
    const { result, toolCalls, finish } = event;
    return {
      ...{ id: head.id, object: 'chat.completion', created: head.created, model: head.model },
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: toolCalls.length > 0 && result.answer === '' ? null : result.answer,
            refusal: null,
            annotations: [],
            ...(toolCalls.length > 0 ? { tool_calls: toolCalls.map(toolCall) } : {}),
          },
          logprobs: null,
          finish_reason: finish,
        },
      ],
      usage: await usageOf(body, event),
      system_fingerprint: null,
      citations: result.citations,
      refused: result.refused,
    };
  }
  throw new Error('The answer ended without its last event.');
}

export const toolCall = ({ id, name, arguments: args }: Answered['toolCalls'][number]) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: args },
});
