import { z } from 'zod';
import { id, line, listOf, metadata, page, storable, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { userRef } from './ask.ts';
import { projectRef } from './projects.ts';

/** Of one request. */
const MESSAGES_AT_ONCE = 500;
const FACTS_AT_ONCE = 200;

const importance = z.number().min(0).max(1).describe('0…1: what matters more comes first, and is forgotten last');
const validFrom = timestamp.describe('From when on it holds; without it, since it was said');
const validUntil = timestamp.describe('Until when it holds');

const role = z.enum(['user', 'assistant', 'system']);

const source = z.strictObject({
  id: z.string().nullable().describe('The message’s, as it was given'),
  role: z.string().nullable(),
  name: z.string().nullable(),
  content: z.string(),
  at: timestamp,
});

export const memory = z
  .strictObject({
    id,
    user_id: id,
    project_id: id.nullable(),
    agent_id: id.nullable(),
    conversation_id: z.string().nullable(),
    kind: z
      .enum(['turn', 'note', 'fact'])
      .describe('`turn`: a message, word for word; `note`: a piece of a text; `fact`: one statement'),
    role: role.nullable().describe('Of a turn'),
    name: z.string().nullable().describe('Who said it'),
    content: z.string(),
    importance,
    mentions: z.number().int().describe('How often it was said'),
    occurred_at: timestamp.describe('When it was said first'),
    valid_from: timestamp,
    valid_until: timestamp.nullable().describe('Null: until something else is heard'),
    superseded_by: id.nullable().describe('The memory that contradicts it and is newer'),
    sources: z.array(source).describe('The messages that it is from, at most 50'),
    metadata,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Memory', description: 'Something remembered about a user' });

const user = userRef.describe(
  'Whose memory: an `id`, or your own `external_id`. A derived key with a `sub` is bound to that user and need not say it',
);

const message = z.strictObject({
  role,
  content: storable(100_000).describe('A blank one is left out'),
  name: line(200).optional().describe('Who says it, where the role does not tell'),
  created_at: timestamp.optional().describe('When it was said; now, if it is left out'),
  id: line(200).optional().describe('Your own, given back in `sources`'),
  metadata: metadata.optional(),
});

const statement = storable(2000).refine((text) => text.trim() !== '', 'must not be blank');

const fact = z.union([
  statement,
  z.strictObject({
    content: statement,
    importance: importance.optional(),
    valid_from: validFrom.optional(),
    valid_until: validUntil.optional(),
    metadata: metadata.optional(),
  }),
]);

const remembered = memory
  .extend({
    status: z
      .enum(['added', 'merged', 'superseded'])
      .describe(
        '`merged`: it was known, and now has one mention more; `superseded`: something newer that contradicts it was known',
      ),
    supersedes: z.array(id).describe('Memories that it contradicts, which ended with it'),
  })
  .meta({ id: 'RememberedMemory', description: 'A memory, and what became of what was said' });

export const createMemories = defineRoute({
  id: 'createMemories',
  method: 'POST',
  path: '/memory',
  tag: 'Memory',
  summary: 'Remember messages, a text or facts',
  description:
    'About one user, who is made if the `external_id` is new. What says the same is merged, and a fact such as “lives in …” supersedes the older one. Messages are kept word for word; where a language model is configured, facts are extracted from them behind the answer.',
  access: ['memory:write'],
  idempotent: true,
  body: z
    .strictObject({
      user_id: user.optional(),
      project_id: projectRef.optional().describe('Keeps it to a project: an id or slug'),
      agent_id: id.optional().describe('Keeps it to an agent'),
      conversation_id: line(200)
        .optional()
        .describe('What they belong to: one of our conversations, or a name of yours'),
      messages: z.array(message).min(1).max(MESSAGES_AT_ONCE).optional(),
      text: storable(200_000)
        .refine((text) => text.trim() !== '', 'must not be blank')
        .optional()
        .describe('A note; a long one is split at paragraphs and sentences'),
      facts: z.array(fact).min(1).max(FACTS_AT_ONCE).optional(),
    })
    .refine(
      ({ messages, text, facts }) => [messages, text, facts].filter((one) => one !== undefined).length === 1,
      'must have exactly one of messages, text and facts',
    ),
  success: {
    status: 201,
    description: 'What is remembered of each, in order; a long message or text makes several memories',
    body: z.strictObject({ memories: z.array(remembered) }),
  },
  errors: ['not_found'],
});

export const listMemories = defineRoute({
  id: 'listMemories',
  method: 'GET',
  path: '/memory',
  tag: 'Memory',
  summary: 'List what is remembered',
  description: 'About one user, or about all. Newest first.',
  access: ['memory:read'],
  query: page.extend({
    user_id: user.optional(),
    kind: memory.shape.kind.optional(),
    project_id: projectRef.optional().describe('Only those kept to this project'),
    include_superseded: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  }),
  success: { status: 200, description: 'A page of memories', body: listOf(memory) },
  errors: ['invalid_cursor', 'not_found'],
});

const params = z.strictObject({ id });

export const getMemory = defineRoute({
  id: 'getMemory',
  method: 'GET',
  path: '/memory/:id',
  tag: 'Memory',
  summary: 'Read a memory',
  access: ['memory:read'],
  params,
  success: { status: 200, description: 'The memory', body: memory },
});

export const updateMemory = defineRoute({
  id: 'updateMemory',
  method: 'PATCH',
  path: '/memory/:id',
  tag: 'Memory',
  summary: 'Correct a memory',
  access: ['memory:write'],
  params,
  body: z.strictObject({
    content: statement.optional(),
    importance: importance.optional(),
    metadata: metadata.optional(),
    valid_until: validUntil.nullable().optional(),
  }),
  success: { status: 200, description: 'The memory as it is now', body: memory },
});

export const deleteMemory = defineRoute({
  id: 'deleteMemory',
  method: 'DELETE',
  path: '/memory/:id',
  tag: 'Memory',
  summary: 'Forget a memory',
  access: ['memory:write'],
  params,
  success: { status: 204, description: 'It is gone, with its sources' },
});

const recalled = memory
  .extend({
    score: z.number().describe('By which they are ordered; comparable within one answer only'),
    scores: z.strictObject({
      lexical: z.number().describe('By words, its own and its neighbours’: a share of the best'),
      semantic: z.number().describe('By meaning: a share of the nearest; 0 while there is no vector'),
      recency: z.number().describe('1 for now, less by two thirds each 30 days'),
    }),
  })
  .meta({ id: 'RecalledMemory' });

export const queryMemory = defineRoute({
  id: 'queryMemory',
  method: 'POST',
  path: '/memory/query',
  tag: 'Memory',
  summary: 'Find what is remembered that bears on a question',
  access: ['memory:read'],
  body: z.strictObject({
    user_id: user.optional(),
    query: storable(10_000).refine((text) => text.trim() !== '', 'must not be blank'),
    top_k: z.number().int().min(1).max(100).default(10),
    token_budget: z
      .number()
      .int()
      .min(0)
      .max(100_000)
      .default(1000)
      .describe('What `context` holds at most, in tokens of `o200k_base`'),
    project_id: projectRef.optional().describe('Only those kept to this project, and those kept to none'),
    at: timestamp.optional().describe('As of that time: what was said later does not exist, and what held then counts'),
  }),
  success: {
    status: 200,
    description: 'The best, best first, and the same as a text for a prompt',
    body: z.strictObject({
      context: z
        .string()
        .describe('Facts, then what was said by day and conversation, oldest first; the best of it if not all fits'),
      memories: z.array(recalled),
    }),
  },
  errors: ['not_found'],
});
