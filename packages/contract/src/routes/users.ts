import { z } from 'zod';
import { id, line, listOf, metadata, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { exportedConversation } from './conversations.ts';
import { memory } from './memory.ts';

const params = z.strictObject({ id });
const externalId = line(200).describe('Your own id of the user, unique in the tenant');
const email = z.email().max(320);

export const user = z
  .strictObject({
    id,
    external_id: externalId.nullable(),
    name: name.nullable(),
    email: email.nullable(),
    metadata,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'User', description: 'An end user of your own application, who never logs in here' });

const settings = {
  external_id: externalId.nullable().optional(),
  name: name.nullable().optional(),
  email: email.nullable().optional(),
};

export const createUser = defineRoute({
  id: 'createUser',
  method: 'POST',
  path: '/users',
  tag: 'Users',
  summary: 'Create a user',
  access: ['users:write'],
  idempotent: true,
  body: z.strictObject({ ...settings, metadata: metadata.default({}) }),
  success: { status: 201, description: 'The user', body: user },
  errors: ['external_id_taken', 'reach_exceeded'],
});

export const listUsers = defineRoute({
  id: 'listUsers',
  method: 'GET',
  path: '/users',
  tag: 'Users',
  summary: 'List users',
  description: 'Newest first.',
  access: ['users:read'],
  query: page.extend({ external_id: externalId.optional() }),
  success: { status: 200, description: 'A page of users', body: listOf(user) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const getUser = defineRoute({
  id: 'getUser',
  method: 'GET',
  path: '/users/:id',
  tag: 'Users',
  summary: 'Read a user',
  access: ['users:read'],
  params,
  success: { status: 200, description: 'The user', body: user },
  errors: ['reach_exceeded'],
});

export const updateUser = defineRoute({
  id: 'updateUser',
  method: 'PATCH',
  path: '/users/:id',
  tag: 'Users',
  summary: 'Change a user',
  description: '`null` takes a value away; `metadata` is replaced as a whole.',
  access: ['users:write'],
  params,
  body: z.strictObject({ ...settings, metadata: metadata.optional() }),
  success: { status: 200, description: 'The user as it is now', body: user },
  errors: ['external_id_taken', 'reach_exceeded'],
});

export const exportUser = defineRoute({
  id: 'exportUser',
  method: 'GET',
  path: '/users/:id/export',
  tag: 'Users',
  summary: 'Download everything about a user',
  description:
    'One JSON document: the user, their conversations with all messages, and what is remembered about them. So it needs `conversations:read` and `memory:read`, too.',
  access: ['users:read'],
  params,
  success: {
    status: 200,
    description: 'A file with all of it',
    body: z
      .strictObject({ user, conversations: z.array(exportedConversation), memories: z.array(memory) })
      .meta({ id: 'ExportedUser' }),
    otherContentTypes: [],
  },
  errors: ['reach_exceeded'],
});

export const deleteUser = defineRoute({
  id: 'deleteUser',
  method: 'DELETE',
  path: '/users/:id',
  tag: 'Users',
  summary: 'Erase a user',
  description:
    'With all that is kept about them: their conversations with every message, and what is remembered. Only their id and how much there was stay, in the audit log.',
  access: ['users:write'],
  params,
  success: { status: 204, description: 'They are gone' },
  errors: ['reach_exceeded'],
});
