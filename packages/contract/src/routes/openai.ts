import { z } from 'zod';
import { defineRoute } from '../route.ts';
import { citation, citationStyle } from './ask.ts';
import { filter } from './search.ts';

/*
 * What clients of OpenAI's API send and read. They send many fields that mean nothing here (`user`, `store`, `metadata`,
 * `service_tier`, …), so unknown ones are left alone; the known ones are checked.
 */

const TAG = 'OpenAI';

/** Clients add what they like to the query, too. */
const query = z.object({});

const model = z
  .strictObject({
    id: z.string().describe('A project’s slug, or `slug/agent`'),
    object: z.literal('model'),
    created: z.number().int().describe('Unix time, seconds'),
    owned_by: z.literal('ragkeep'),
  })
  .meta({ id: 'OpenAiModel' });

const modelId = z
  .string()
  .min(1)
  .max(300)
  .describe(
    'A project’s slug, which means its oldest agent, or `slug/agent`: the agent by the slug of its name or by its id. `GET /openai/models` lists those that the credential reaches',
  );

export const listModels = defineRoute({
  id: 'listModels',
  method: 'GET',
  path: '/openai/models',
  rootPaths: ['/v1/models'],
  errorShape: 'openai',
  tag: TAG,
  summary: 'List models',
  description: 'Every project is a model, and every agent of it is one.',
  access: ['query'],
  query,
  success: {
    status: 200,
    description: 'All models that the credential reaches',
    body: z.strictObject({ object: z.literal('list'), data: z.array(model) }),
  },
});

export const getModel = defineRoute({
  id: 'getModel',
  method: 'GET',
  path: '/openai/models/:id',
  rootPaths: ['/v1/models/:id'],
  lastParamHoldsSlashes: true,
  errorShape: 'openai',
  tag: TAG,
  summary: 'Read a model',
  description: 'The slash in `slug/agent` may be encoded or not.',
  access: ['query'],
  params: z.strictObject({ id: modelId }),
  query,
  success: { status: 200, description: 'The model', body: model },
});

const content = z
  .union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))])
  .describe('Text, or parts of the type `text`; images, sound and files cannot be read');

const toolCall = z.object({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
});

const message = z
  .discriminatedUnion('role', [
    z.object({ role: z.enum(['system', 'developer']), content }),
    z.object({ role: z.literal('user'), content }),
    z.object({
      role: z.literal('assistant'),
      content: content.nullish(),
      tool_calls: z.array(toolCall).nullish(),
    }),
    z.object({ role: z.literal('tool'), tool_call_id: z.string().min(1), content }),
  ])
  .meta({ id: 'OpenAiMessage' });

const tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1).max(64) }),
});

const tokenLimit = z.number().int().min(1).nullish();
const penalty = z.number().min(-2).max(2).nullish();
const stopText = z.string().min(1);

const usage = z.strictObject({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
});

const completion = z
  .strictObject({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.number().int(),
    model: z.string().describe('As it was sent'),
    choices: z.array(
      z.strictObject({
        index: z.literal(0),
        message: z.strictObject({
          role: z.literal('assistant'),
          content: z.string().nullable(),
          refusal: z.null(),
          annotations: z.array(z.never()),
          tool_calls: z.array(toolCall).optional(),
        }),
        logprobs: z.null(),
        finish_reason: z.enum(['stop', 'length', 'tool_calls']),
      }),
    ),
    usage: usage.describe('As the language model counts, else counted by us (o200k_base)'),
    system_fingerprint: z.null(),
    citations: z.array(citation).describe('Ours: the sources, `n` as it stands in the text'),
    refused: z.boolean().describe('Ours: whether the documents did not hold the answer'),
  })
  .meta({ id: 'OpenAiChatCompletion' });

export const createChatCompletion = defineRoute({
  id: 'createChatCompletion',
  method: 'POST',
  path: '/openai/chat/completions',
  rootPaths: ['/v1/chat/completions'],
  errorShape: 'openai',
  tag: TAG,
  summary: 'Ask in the form of a chat completion',
  description: [
    'Answers the last `user` message from the documents of the model’s project. Messages before it are the conversation; `system` and `developer` messages are added to the agent’s instructions. Nothing is kept.',
    'With `stream`, chunks come as server-sent events up to `[DONE]`; the last one with a choice carries `citations` and `refused`. A failure in the middle is an event with an `error`, and no `[DONE]` follows.',
    'Tools are passed on to the language model; without one (extractive answers) they are left out, and what cannot be done without one (`tool_choice: required`, JSON) is refused. Fields that are not named here are ignored.',
  ].join('\n\n'),
  access: ['query'],
  query,
  body: z.object({
    model: modelId,
    messages: z.array(message).min(1).max(1000),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    n: z.literal(1, { error: 'must be 1: there is one answer to a question' }).nullish(),
    stop: z.union([stopText, z.array(stopText).max(4)]).nullish(),
    max_tokens: tokenLimit,
    max_completion_tokens: tokenLimit,
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    frequency_penalty: penalty,
    presence_penalty: penalty,
    seed: z.number().int().nullish(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
    response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).nullish(),
    tools: z.array(tool).max(128).nullish(),
    tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.looseObject({ type: z.string() })]).nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    logprobs: z.literal(false, { error: 'log probabilities are not available' }).nullish(),
    citation_style: citationStyle.nullish().describe('Ours: instead of the agent’s own'),
    filter: filter.nullish().describe('Ours: which documents may be read, as in a search'),
  }),
  success: {
    status: 200,
    description: 'The answer',
    body: completion,
    otherContentTypes: ['text/event-stream'],
  },
  errors: ['not_found', 'answerer_failed', 'answerer_timeout'],
});

const tokenIds = z.array(z.number().int().min(0)).min(1);

export const createEmbedding = defineRoute({
  id: 'createEmbedding',
  method: 'POST',
  path: '/openai/embeddings',
  rootPaths: ['/v1/embeddings'],
  errorShape: 'openai',
  tag: TAG,
  summary: 'Turn text into vectors',
  description:
    'By the encoder with which this server stores documents. Vectors have length 1; a text longer than the encoder reads is the mean of its parts.',
  access: ['query'],
  query,
  body: z.object({
    model: modelId,
    input: z
      .union([
        z.string(),
        tokenIds,
        z
          .array(z.union([z.string(), tokenIds]))
          .min(1)
          .max(2048),
      ])
      .describe(
        'A text, or up to 2048; at most 100,000 characters each and 1,200,000 together. Lists of numbers are token ids of cl100k_base',
      ),
    encoding_format: z.enum(['float', 'base64']).nullish().describe('`base64`: 32-bit floats, little-endian'),
    dimensions: z.number().int().min(1).nullish().describe('Only as many as the encoder’s vectors have'),
  }),
  success: {
    status: 200,
    description: 'A vector for each text, in order',
    body: z
      .strictObject({
        object: z.literal('list'),
        data: z.array(
          z.strictObject({
            object: z.literal('embedding'),
            index: z.number().int(),
            embedding: z.union([z.array(z.number()), z.string()]),
          }),
        ),
        model: z.string().describe('As it was sent'),
        usage: z.strictObject({ prompt_tokens: z.number().int(), total_tokens: z.number().int() }),
      })
      .meta({ id: 'OpenAiEmbeddings' }),
  },
  errors: ['not_found'],
});
