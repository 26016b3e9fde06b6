import { z } from 'zod';
import { id, line, listOf, metadata, page, storable, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { answer, citation, userRef } from './ask.ts';
import { projectRef } from './projects.ts';

/*
 * Conversations, and under the name of threads those of one project. The operations are the same, so each is written once,
 * and stands under two paths.
 */

/** Of one request. */
const MESSAGES_AT_ONCE = 100;
export const MESSAGES_PER_CONVERSATION = 2000;

const title = line(200);
const content = storable(100_000).min(1);

export const conversation = z
  .strictObject({
    id,
    project_id: id.nullable(),
    agent_id: id.nullable().describe('Who answers in it; it stays when the agent is deleted'),
    user_id: id.nullable(),
    embed_id: id.nullable().describe('The chat widget in which a visitor began it'),
    title: z.string().nullable(),
    metadata,
    message_count: z.number().int(),
    created_at: timestamp,
    updated_at: timestamp.describe('Of the last message or change'),
  })
  .meta({ id: 'Conversation', description: 'Messages in their order' });

const role = z.enum(['user', 'assistant', 'system']);

export const message = z
  .strictObject({
    id,
    role,
    content: z.string(),
    citations: z.array(citation).nullable().describe('Null for what is not an answer of an agent'),
    mode: answer.shape.mode.nullable(),
    refused: z.boolean().nullable(),
    metadata,
    created_at: timestamp,
  })
  .meta({ id: 'Message' });

const newMessage = z.strictObject({ role, content, metadata: metadata.default({}) });
const newMessages = z.array(newMessage).max(MESSAGES_AT_ONCE);

export const exportedConversation = conversation
  .extend({ messages: z.array(message) })
  .meta({ id: 'ExportedConversation' });

const newConversation = z.strictObject({
  agent_id: id.optional().describe('An agent of the project'),
  user_id: userRef
    .optional()
    .describe('Whose it is: an `id`, or your own `external_id`, which is made a user if it is new'),
  title: title.optional().describe('Without one, the first line of the first message of the user'),
  metadata: metadata.default({}),
  messages: newMessages.default([]),
});

const filters = page.extend({ agent_id: id.optional(), user_id: userRef.optional() });

const read = { access: ['conversations:read'] } as const;
const write = { access: ['conversations:write'] } as const;

const create = {
  method: 'POST',
  ...write,
  idempotent: true,
  success: { status: 201, description: 'The conversation', body: conversation },
} as const;
const list = {
  method: 'GET',
  ...read,
  description: 'Newest first. A derived key that was made for a user sees only theirs.',
  success: { status: 200, description: 'A page of conversations', body: listOf(conversation) },
  errors: ['invalid_cursor'],
} as const;
const get = {
  method: 'GET',
  ...read,
  success: { status: 200, description: 'The conversation', body: conversation },
} as const;
const update = {
  method: 'PATCH',
  ...write,
  description: '`metadata` is replaced as a whole. With `null` for a title the next message of the user gives one.',
  body: z.strictObject({ title: title.nullable().optional(), metadata: metadata.optional() }),
  success: { status: 200, description: 'The conversation as it is now', body: conversation },
} as const;
const remove = {
  method: 'DELETE',
  ...write,
  success: { status: 204, description: 'It is gone, with its messages' },
} as const;
const listOfMessages = {
  method: 'GET',
  ...read,
  description: 'Oldest first; with `order=desc` the newest.',
  query: page.extend({ order: z.enum(['asc', 'desc']).default('asc') }),
  success: { status: 200, description: 'A page of messages', body: listOf(message) },
  errors: ['invalid_cursor'],
} as const;
const add = {
  method: 'POST',
  ...write,
  idempotent: true,
  description: `One message, or with \`messages\` up to ${MESSAGES_AT_ONCE} of them, all or none. They are kept as they are: for an answer ask the agent. A conversation holds ${MESSAGES_PER_CONVERSATION} messages.`,
  body: z.union([newMessage, z.strictObject({ messages: newMessages.min(1) })]),
  success: {
    status: 201,
    description: 'What was added, in the form in which it came',
    body: z.union([message, z.strictObject({ messages: z.array(message) })]),
  },
  errors: ['conversation_full'],
} as const;
const asFile = {
  method: 'GET',
  ...read,
  query: z.strictObject({ format: z.enum(['json', 'markdown']).default('json') }),
  success: {
    status: 200,
    description: 'A file: the conversation with its messages, as JSON or to be read as Markdown',
    body: exportedConversation,
    otherContentTypes: ['text/markdown; charset=utf-8'],
  },
} as const;

const params = z.strictObject({ id });
const conversations = (path: string) => ({ path: `/conversations${path}`, tag: 'Conversations', params });

export const createConversation = defineRoute({
  id: 'createConversation',
  ...create,
  path: '/conversations',
  tag: 'Conversations',
  summary: 'Begin a conversation',
  description:
    'The project may be left out where the agent tells it. A key that is limited to one project, or one agent, need not name it.',
  body: newConversation.extend({ project_id: projectRef.optional() }),
  errors: ['not_found'],
});
export const listConversations = defineRoute({
  id: 'listConversations',
  ...list,
  path: '/conversations',
  tag: 'Conversations',
  summary: 'List conversations',
  query: filters.extend({ project_id: id.optional() }),
});
export const getConversation = defineRoute({
  id: 'getConversation',
  ...get,
  ...conversations('/:id'),
  summary: 'Read a conversation’s record',
});
export const updateConversation = defineRoute({
  id: 'updateConversation',
  ...update,
  ...conversations('/:id'),
  summary: 'Change a conversation',
});
export const deleteConversation = defineRoute({
  id: 'deleteConversation',
  ...remove,
  ...conversations('/:id'),
  summary: 'Delete a conversation',
});
export const listMessages = defineRoute({
  id: 'listMessages',
  ...listOfMessages,
  ...conversations('/:id/messages'),
  summary: 'List a conversation’s messages',
});
export const addMessages = defineRoute({
  id: 'addMessages',
  ...add,
  ...conversations('/:id/messages'),
  summary: 'Add messages to a conversation',
});
export const exportConversation = defineRoute({
  id: 'exportConversation',
  ...asFile,
  ...conversations('/:id/export'),
  summary: 'Download a conversation',
});

const ofProject = z.strictObject({ project: projectRef });
const threads = (path: string) => ({
  path: `/projects/:project/threads${path}`,
  aliases: [`/workspaces/:project/threads${path}`],
  tag: 'Threads',
});
const thread = (path: string) => ({ ...threads(`/:id${path}`), params: ofProject.extend({ id }) });

export const createThread = defineRoute({
  id: 'createThread',
  ...create,
  ...threads(''),
  summary: 'Begin a thread',
  description: 'A thread is a conversation of the project.',
  params: ofProject,
  body: newConversation,
});
export const listThreads = defineRoute({
  id: 'listThreads',
  ...list,
  ...threads(''),
  summary: 'List a project’s threads',
  params: ofProject,
  query: filters,
});
export const getThread = defineRoute({ id: 'getThread', ...get, ...thread(''), summary: 'Read a thread’s record' });
export const updateThread = defineRoute({ id: 'updateThread', ...update, ...thread(''), summary: 'Change a thread' });
export const deleteThread = defineRoute({ id: 'deleteThread', ...remove, ...thread(''), summary: 'Delete a thread' });
export const listThreadMessages = defineRoute({
  id: 'listThreadMessages',
  ...listOfMessages,
  ...thread('/messages'),
  summary: 'List a thread’s messages',
});
export const addThreadMessages = defineRoute({
  id: 'addThreadMessages',
  ...add,
  ...thread('/messages'),
  summary: 'Add messages to a thread',
});
export const exportThread = defineRoute({
  id: 'exportThread',
  ...asFile,
  ...thread('/export'),
  summary: 'Download a thread',
});
