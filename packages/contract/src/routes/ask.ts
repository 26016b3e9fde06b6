import { z } from 'zod';
import { id, line } from '../common.ts';
import { defineRoute } from '../route.ts';
import { documentRef, filter } from './search.ts';

export const citation = z
  .strictObject({
    n: z.number().int().describe('The number that stands in the answer as [n]'),
    document: documentRef,
    chunk_id: id,
    page: z.number().int().nullable().describe('The page on which the quote begins'),
    quote: z.string().describe('Word for word from the document'),
    start: z.number().int().describe('Where the quote begins in the document’s Markdown (UTF-16 code units)'),
    end: z.number().int(),
  })
  .meta({ id: 'Citation' });

export const citationStyle = z
  .enum(['numbers', 'footnotes', 'none'])
  .describe(
    'How the text names its sources: `[1]`; the same with a list of the sources below; or not at all, so that only `citations` does',
  );

/** A user of the caller's application, as requests name one. */
export const userRef = line(200).describe('A user’s `id`, or your own `external_id`');

export const answer = z
  .strictObject({
    answer: z.string(),
    citations: z.array(citation),
    conversation_id: id.nullable().describe('Send it with the next question; null when nothing was kept'),
    message_id: id.nullable().describe('The answer’s, in the conversation'),
    mode: z.enum(['generated', 'extractive']),
    refused: z.boolean().describe('Whether the documents did not hold the answer'),
    question: z
      .string()
      .describe('What was searched for: the message, made independent of the conversation where it was a follow-up'),
    agent_version: z.number().int(),
    tools: z
      .array(z.strictObject({ name: z.string(), status: z.enum(['succeeded', 'failed']) }))
      .describe('Calls of the agent’s tools that were made for this answer'),
    memories: z.array(id).describe('What was remembered about the user and given to the answer'),
    degraded: z
      .enum(['semantic_unavailable'])
      .nullable()
      .describe('Set when vectors could not be used and the passages were found by words alone'),
    usage: z
      .strictObject({ prompt_tokens: z.number().int(), completion_tokens: z.number().int() })
      .nullable()
      .describe('Tokens of the language model; null for extractive answers'),
  })
  .meta({ id: 'Answer' });

export const queryAgent = defineRoute({
  id: 'queryAgent',
  method: 'POST',
  path: '/agents/:id/query',
  tag: 'Agents',
  summary: 'Ask a question',
  description: [
    'Answers from the project’s documents with numbered citations. `extractive` answers are sentences quoted from them; `generated` ones come from the configured language model. When the documents do not hold the answer, the agent says so and cites nothing.',
    'With `stream`, or `Accept: text/event-stream`, the answer comes as server-sent events: `token` `{text}` as the words come about, `citation` as each source is first named, then `done` with what is answered without streaming, or `error` `{code, message}`. Hanging up stops the language model.',
  ].join('\n\n'),
  access: ['query'],
  params: z.strictObject({ id }),
  body: z.strictObject({
    message: z.string().trim().min(1).max(10_000),
    conversation_id: id.optional().describe('Goes on with a conversation of this agent; without it a new one begins'),
    user_id: userRef
      .optional()
      .describe(
        'Who asks: a user’s `id` or your own `external_id`, which is made a user if it is new. What is remembered about them is used, and added to, where the credential holds `memory:read` and `memory:write`',
      ),
    stream: z.boolean().default(false),
    store: z.boolean().default(true).describe('False: nothing of it is kept, neither conversation nor memory'),
    version: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Another version of the agent than the published one; needs `agents:read` as well'),
    citation_style: citationStyle.optional().describe('Instead of the agent’s own'),
    filter: filter.optional(),
  }),
  success: {
    status: 200,
    description: 'The answer',
    body: answer,
    otherContentTypes: ['text/event-stream'],
    events: {
      token: z.strictObject({ text: z.string() }),
      citation,
      done: answer,
      error: z.looseObject({ code: z.string(), message: z.string(), request_id: z.string() }),
    },
  },
  errors: ['answerer_failed', 'answerer_timeout', 'conversation_full'],
});
