import { z } from 'zod';
import { id, line, metadata, name, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { apiKey, newKey, scopes } from './api-keys.ts';

const tag = 'API keys';
const environment = z.enum(['live', 'test']);

const verification = z
  .strictObject({
    valid: z.boolean(),
    code: z.enum(['valid', 'not_found', 'expired', 'address_not_allowed', 'rate_limited', 'insufficient_scope']),
    key_id: id.nullable().describe('Of a derived key: the key it was derived from'),
    name: name.nullable(),
    environment: environment.nullable(),
    scopes: scopes.nullable().describe('All that it may do, what a scope includes named as well'),
    project_ids: z.array(id).nullable().describe('The only projects it may touch; null for all'),
    agent_ids: z.array(id).nullable().describe('The only agents it may ask; null for all'),
    filter: z.record(z.string(), z.unknown()).nullable().describe('What a derived key holds every search to'),
    member_id: id.nullable(),
    expires_at: timestamp.nullable(),
    metadata: metadata.nullable(),
    rate_limit: z
      .strictObject({ limit: z.int(), remaining: z.int(), reset_seconds: z.int() })
      .nullable()
      .describe('What is left of its own limit after this use; null when nothing was counted'),
  })
  .meta({ id: 'ApiKeyVerification', description: 'What a key is worth' });

export const verifyApiKey = defineRoute({
  id: 'verifyApiKey',
  method: 'POST',
  path: '/api-keys/verify',
  tag,
  summary: 'Check a key',
  description:
    'For your own services: says what a key that was sent to them is worth, derived keys included, and counts it as a use of that key. ' +
    'Which key it is, is told of every key you see; what it may do, only when it is valid. `not_found` is a key that is revoked, unknown, or none of those ' +
    'you see.',
  access: ['keys:verify'],
  body: z.strictObject({
    key: z.string().max(8192).describe('As it was received'),
    required_scopes: scopes.min(1).optional().describe('Scopes that it must hold, all of them'),
    address: z
      .union([z.ipv4(), z.ipv6()], 'must be an IP address')
      .optional()
      .describe('Where it came from. A key with `allowed_cidrs` is valid only for an address that is one of them'),
  }),
  success: { status: 200, description: 'What the key is worth; also when it is worth nothing', body: verification },
});

export const reportLeakedApiKey = defineRoute({
  id: 'reportLeakedApiKey',
  method: 'POST',
  path: '/api-keys/leaked',
  tag,
  summary: 'Report a key that you found',
  description:
    'For scanners and whoever finds a key where it should not be. A key in use is revoked at once and its tenant is told. The answer is always the same, ' +
    'whether there is such a key or not. Limited by address.',
  access: 'public',
  body: z.strictObject({
    key: z.string().max(8192),
    found_at: z
      .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
      .max(2000)
      .optional()
      .describe('Where it was found; the tenant is told'),
  }),
  success: { status: 202, description: 'The report was taken', body: z.strictObject({ message: z.string() }) },
  errors: ['rate_limited'],
});

export const revokeApiKeys = defineRoute({
  id: 'revokeApiKeys',
  method: 'POST',
  path: '/api-keys/revoke',
  tag,
  summary: 'Revoke many keys',
  description:
    'Ends all keys that fit every condition given, the one you use excepted; from this answer on they are refused. At most 10,000 at a time: repeat ' +
    'until `revoked` is 0.',
  access: ['keys:write'],
  body: z
    .strictObject({
      ids: z.array(id).min(1).max(10_000).optional(),
      project_id: id.optional().describe('Limited to this project, among others perhaps'),
      created_by: id.optional().describe('Made by this member or key'),
      member_id: id.optional().describe('Bound to this member'),
      environment: environment.optional(),
      name_prefix: line(200).optional().describe('The name begins with this'),
      unused_since: timestamp.optional().describe('Neither used nor made since then'),
      metadata: metadata
        .refine((facts) => Object.keys(facts).length > 0, 'must not be empty')
        .optional()
        .describe('Has these facts, among others perhaps'),
    })
    .refine((conditions) => Object.keys(conditions).length > 0, 'give at least one condition'),
  success: {
    status: 200,
    description: 'The keys that were revoked',
    body: z.strictObject({ revoked: z.int(), ids: z.array(id) }),
  },
});

export const importApiKeys = defineRoute({
  id: 'importApiKeys',
  method: 'POST',
  path: '/api-keys/import',
  tag,
  summary: 'Import keys by their hashes',
  description:
    'Keys that were made elsewhere go on working. All are imported or none. They must have a form that the server accepts (`KEY_FORMATS_ACCEPTED`, ' +
    'as `{opaque:20-64}`), else they are never recognised. Each is bounded as a key that you create; nothing can be derived from one before it is rotated.',
  access: ['keys:write'],
  idempotent: true,
  body: z.strictObject({
    keys: z
      .array(
        z.strictObject({
          ...newKey,
          hash: z
            .string()
            .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits in small letters')
            .describe('SHA-256 of the whole key'),
          prefix: z
            .string()
            .regex(/^[0-9A-Za-z_-]{1,20}$/, 'must be 1 to 20 letters, digits, _ or -')
            .describe('The start of the key, by which people tell it apart; kept readable, so no more than that takes'),
          scopes: scopes.min(1),
        }),
      )
      .min(1)
      .max(1000),
  }),
  success: {
    status: 201,
    description: 'The keys, in the order they were sent',
    body: z.strictObject({ data: z.array(apiKey) }),
  },
  errors: ['scope_not_held', 'reach_exceeded', 'not_found', 'plan_limit', 'key_exists'],
});

export const revealApiKey = defineRoute({
  id: 'revealApiKey',
  method: 'POST',
  path: '/api-keys/:id/reveal',
  tag,
  summary: 'Show a recoverable key again',
  description:
    'Only for keys made with `recoverable` in a tenant that allows it, and to those who hold all that the key does. Each time is in the audit log.',
  access: ['keys:write'],
  params: z.strictObject({ id }),
  success: { status: 200, description: 'The key itself', body: z.strictObject({ raw_key: z.string() }) },
  errors: ['key_inactive', 'not_recoverable', 'scope_not_held', 'reach_exceeded', 'role_exceeded'],
});
