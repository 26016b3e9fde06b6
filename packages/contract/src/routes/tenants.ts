import { z } from 'zod';
import { id, name, password, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const conversationDays = z.number().int().min(1).max(3650).nullable();

export const tenant = z
  .strictObject({
    id,
    name,
    email: z.email(),
    recoverable_keys: z
      .boolean()
      .describe('Whether keys made with `recoverable` are kept, sealed, so that they can be shown again'),
    conversation_days: conversationDays.describe(
      'How many days after its last message a conversation is deleted; null: never',
    ),
    created_at: timestamp,
  })
  .meta({
    id: 'Tenant',
    description: 'The boundary of isolation: what belongs to it is invisible to every other tenant',
  });

export const createTenant = defineRoute({
  id: 'createTenant',
  method: 'POST',
  path: '/tenants',
  tag: 'Tenants',
  summary: 'Register a tenant and get its first key',
  description:
    'The key holds `tenant:admin` and is shown only in this answer. Open on a server that listens on loopback, closed elsewhere unless `REGISTRATION=open`; limited by address.',
  access: 'public',
  body: z.strictObject({
    name,
    email: z.email().max(320).describe('Where the tenant’s owner is reached'),
    password: password.optional().describe('Makes the owner a member, who can log in'),
  }),
  success: {
    status: 201,
    description: 'The tenant, with the only sight of its key',
    body: z.strictObject({
      tenant_id: id,
      api_key: z.string(),
      api_key_prefix: z.string().describe('The readable start by which the key is recognised'),
      message: z.string(),
    }),
  },
  errors: ['registration_closed', 'rate_limited'],
});

export const getTenant = defineRoute({
  id: 'getTenant',
  method: 'GET',
  path: '/tenant',
  tag: 'Tenants',
  summary: 'Read your tenant',
  access: ['tenant:read'],
  success: { status: 200, description: 'The tenant', body: tenant },
});

export const updateTenant = defineRoute({
  id: 'updateTenant',
  method: 'PATCH',
  path: '/tenant',
  tag: 'Tenants',
  summary: 'Change your tenant',
  access: ['tenant:admin'],
  body: z.strictObject({
    name: name.optional(),
    email: z.email().max(320).optional(),
    recoverable_keys: z.boolean().optional().describe('Turning it off forgets all copies that were kept'),
    conversation_days: conversationDays
      .optional()
      .describe('Counts for the conversations that are there, too; looked at once an hour'),
  }),
  success: { status: 200, description: 'The tenant as it is now', body: tenant },
  errors: ['reach_exceeded'],
});

export const deleteTenant = defineRoute({
  id: 'deleteTenant',
  method: 'DELETE',
  path: '/tenant',
  tag: 'Tenants',
  summary: 'Delete your tenant and everything it holds',
  description: 'Keys, projects, documents and files go at once and for good.',
  access: ['tenant:admin'],
  success: { status: 204, description: 'It is gone' },
  errors: ['reach_exceeded'],
});
