import { SCOPES } from '@ragkeep/access';
import { z } from 'zod';
import { id, listOf, metadata, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

export const scopes = z.array(z.enum(SCOPES));
const params = z.strictObject({ id });
const reachList = z.array(id).min(1, 'leave it out for no limit').max(1000);

const cidr = z
  .union([z.cidrv4(), z.cidrv6()], 'must be a CIDR such as 203.0.113.0/24 or 2001:db8::/32')
  .refine(
    (text) => !/^(0*:)*:*ffff:/i.test(text),
    'must be written as IPv4, since such addresses are taken for what they are',
  );
const cidrs = z.array(cidr).min(1, 'leave it out for no limit').max(100);
const rate = z.number().int().min(1).max(1_000_000);

/** Who made something: a key, a member, the registration of the tenant (no id), or the server's operator (no id). */
const maker = z.strictObject({ type: z.enum(['key', 'member', 'registration', 'operator']), id: id.nullable() });

export const apiKey = z
  .strictObject({
    id,
    name,
    key_prefix: z.string().describe('The readable start of the key'),
    environment: z.enum(['live', 'test']),
    scopes,
    project_ids: z.array(id).nullable().describe('The only projects it may touch; null for all'),
    agent_ids: z.array(id).nullable().describe('The only agents it may ask; null for all'),
    allowed_cidrs: z.array(z.string()).nullable().describe('The only addresses it may be used from; null for any'),
    rate_limit_per_minute: rate.nullable().describe('How many requests a minute it may make; null for any number'),
    recoverable: z.boolean().describe('Whether it can be shown again'),
    is_active: z.boolean().describe('Neither revoked nor expired'),
    expires_at: timestamp.nullable(),
    revoked_at: timestamp.nullable(),
    last_used_at: timestamp.nullable().describe('Exact to a few seconds'),
    created_at: timestamp,
    created_by: maker.describe('Who made it'),
    member_id: id
      .nullable()
      .describe('The member whose rights bound it: it never may more than they, and ends with them'),
    metadata,
  })
  .meta({ id: 'ApiKey', description: 'An API key, without its secret' });

const secret = {
  raw_key: z.string().describe('The key itself. It is shown here and never again'),
  api_key: z.string().describe('The same as `raw_key`'),
};

const createdKey = apiKey
  .extend(secret)
  .meta({ id: 'CreatedApiKey', description: 'A key with the only sight of its secret' });

/** What is said of a new key, made here or elsewhere. */
export const newKey = {
  name,
  project_ids: reachList.optional().describe('Limits the key to these projects'),
  agent_ids: reachList.optional().describe('Limits the key to these agents'),
  environment: z.enum(['live', 'test']).default('live'),
  expires_at: timestamp.optional(),
  allowed_cidrs: cidrs.optional().describe('Limits the key to requests from these addresses'),
  rate_limit_per_minute: rate.optional().describe('Limits how many requests a minute it may make'),
  metadata: metadata.default({}),
};

export const createApiKey = defineRoute({
  id: 'createApiKey',
  method: 'POST',
  path: '/api-keys',
  tag: 'API keys',
  summary: 'Create a key',
  description:
    'A key never holds more than the one that makes it. Without `scopes` it gets those of its maker, less `tenant:*`, `keys:*` and `members:*`.',
  access: ['keys:write'],
  idempotent: true,
  body: z.strictObject({
    ...newKey,
    scopes: scopes.min(1).optional(),
    recoverable: z
      .boolean()
      .default(false)
      .describe('Keeps the key so that it can be shown again; the tenant must allow it'),
  }),
  success: { status: 201, description: 'The key, shown this once', body: createdKey },
  errors: ['scope_not_held', 'reach_exceeded', 'not_found', 'plan_limit', 'not_recoverable'],
});

export const listApiKeys = defineRoute({
  id: 'listApiKeys',
  method: 'GET',
  path: '/api-keys',
  tag: 'API keys',
  summary: 'List keys',
  description:
    'Newest first, revoked ones included. A key limited to projects sees only keys limited to the same projects.',
  access: ['keys:read'],
  query: page.extend({
    project_id: id.optional().describe('Only keys limited to this project, among others perhaps'),
    agent_id: id.optional().describe('Only keys limited to this agent, among others perhaps'),
    created_by: id.optional().describe('Only keys made by this member or key'),
    environment: z.enum(['live', 'test']).optional(),
    is_active: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  }),
  success: { status: 200, description: 'A page of keys', body: listOf(apiKey) },
  errors: ['invalid_cursor'],
});

export const getApiKey = defineRoute({
  id: 'getApiKey',
  method: 'GET',
  path: '/api-keys/:id',
  tag: 'API keys',
  summary: 'Read a key',
  access: ['keys:read'],
  params,
  success: { status: 200, description: 'The key, without its secret', body: apiKey },
});

export const updateApiKey = defineRoute({
  id: 'updateApiKey',
  method: 'PATCH',
  path: '/api-keys/:id',
  tag: 'API keys',
  summary: 'Rename or narrow a key',
  description:
    'Scopes, projects, addresses and rate can only become fewer and the expiry only sooner. For more, make a new key.',
  access: ['keys:write'],
  params,
  body: z.strictObject({
    name: name.optional(),
    scopes: scopes.min(1).optional(),
    project_ids: reachList.optional(),
    agent_ids: reachList.optional(),
    expires_at: timestamp.optional(),
    allowed_cidrs: cidrs.optional(),
    rate_limit_per_minute: rate.optional(),
    is_active: z.literal(false).optional().describe('`false` ends the key for good, as DELETE does'),
    metadata: metadata.optional(),
  }),
  success: { status: 200, description: 'The key as it is now', body: apiKey },
  errors: ['key_inactive', 'scope_not_held', 'reach_exceeded'],
});

export const deleteApiKey = defineRoute({
  id: 'deleteApiKey',
  method: 'DELETE',
  path: '/api-keys/:id',
  tag: 'API keys',
  summary: 'Revoke a key',
  description: 'From this answer on every use of the key is refused. This cannot be undone.',
  access: ['keys:write'],
  params,
  success: { status: 204, description: 'It is revoked' },
});

export const rotateApiKey = defineRoute({
  id: 'rotateApiKey',
  method: 'POST',
  path: '/api-keys/:id/rotate',
  tag: 'API keys',
  summary: 'Give a key a new secret',
  description:
    'Id, scopes and limits stay. The old secret works for `grace_seconds` more, so that clients can be moved, and never longer than it would have before.',
  access: ['keys:write'],
  idempotent: true,
  params,
  body: z
    .strictObject({
      grace_seconds: z
        .number()
        .int()
        .min(0)
        .max(30 * 24 * 3600)
        .default(0),
    })
    .default({ grace_seconds: 0 }),
  success: { status: 201, description: 'The key with its new secret, shown this once', body: createdKey },
  errors: ['key_inactive', 'scope_not_held', 'reach_exceeded', 'role_exceeded'],
});
