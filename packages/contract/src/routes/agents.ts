import { z } from 'zod';
import { id, line, listOf, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { documentRef, filter } from './search.ts';

const params = z.strictObject({ id });

const settings = {
  name,
  description: z.string().max(2000),
  instructions: z.string().max(20_000).describe('Persona and rules for generated answers'),
  refusal: line(1000).describe('What it says when the documents do not hold the answer'),
  temperature: z.number().min(0).max(2).nullable(),
  model: line(200).nullable().describe('A model of the configured endpoint; null for the server’s default'),
  top_k: z.number().int().min(1).max(50).describe('How many passages it reads for an answer'),
};

export const agent = z
  .strictObject({ id, project_id: id, ...settings, created_at: timestamp, updated_at: timestamp })
  .meta({ id: 'Agent', description: 'A persona that answers from one project' });

const partial = z.strictObject(settings).partial();

export const createAgent = defineRoute({
  id: 'createAgent',
  method: 'POST',
  path: '/agents',
  tag: 'Agents',
  summary: 'Create an agent',
  access: ['agents:write'],
  idempotent: true,
  body: partial.extend({ name, project_id: id }),
  success: { status: 201, description: 'The agent', body: agent },
  errors: ['not_found', 'reach_exceeded'],
});

export const listAgents = defineRoute({
  id: 'listAgents',
  method: 'GET',
  path: '/agents',
  tag: 'Agents',
  summary: 'List agents',
  access: ['agents:read'],
  query: page.extend({ project_id: id.optional() }),
  success: { status: 200, description: 'A page of agents', body: listOf(agent) },
  errors: ['invalid_cursor'],
});

export const getAgent = defineRoute({
  id: 'getAgent',
  method: 'GET',
  path: '/agents/:id',
  tag: 'Agents',
  summary: 'Read an agent',
  access: ['agents:read'],
  params,
  success: { status: 200, description: 'The agent', body: agent },
});

export const updateAgent = defineRoute({
  id: 'updateAgent',
  method: 'PATCH',
  path: '/agents/:id',
  tag: 'Agents',
  summary: 'Change an agent',
  access: ['agents:write'],
  params,
  body: partial,
  success: { status: 200, description: 'The agent as it is now', body: agent },
});

export const deleteAgent = defineRoute({
  id: 'deleteAgent',
  method: 'DELETE',
  path: '/agents/:id',
  tag: 'Agents',
  summary: 'Delete an agent',
  access: ['agents:write'],
  params,
  success: { status: 204, description: 'It is gone' },
  errors: ['last_agent'],
});

const citation = z
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

export const queryAgent = defineRoute({
  id: 'queryAgent',
  method: 'POST',
  path: '/agents/:id/query',
  tag: 'Agents',
  summary: 'Ask a question',
  description:
    'Answers from the project’s documents with numbered citations. `extractive` answers are sentences quoted from them; `generated` ones come from the configured language model. When the documents do not hold the answer, the agent says so and cites nothing.',
  access: ['query'],
  params,
  body: z.strictObject({
    message: z.string().trim().min(1).max(10_000),
    filter: filter.optional(),
  }),
  success: {
    status: 200,
    description: 'The answer',
    body: z.strictObject({
      answer: z.string(),
      citations: z.array(citation),
      conversation_id: id.nullable(),
      mode: z.enum(['generated', 'extractive']),
      refused: z.boolean().describe('Whether the documents did not hold the answer'),
      usage: z
        .strictObject({ prompt_tokens: z.number().int(), completion_tokens: z.number().int() })
        .nullable()
        .describe('Tokens of the language model; null for extractive answers'),
    }),
  },
  errors: ['answerer_failed', 'answerer_timeout'],
});
