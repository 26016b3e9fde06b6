import { z } from 'zod';
import { id, line, listOf, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const params = z.strictObject({ id });
const SECRET_MAX = 4000;

const hosts = z
  .array(line(300))
  .min(1)
  .max(20)
  .describe(
    'The only hosts the secret is sent to: `wiki.example.com`, `wiki.example.com:8443`, `*.example.com` for every name below. Without a port, the usual one. Always over https, but for this machine’s own addresses; `http://wiki.example.com` allows plain http too',
  );

/** RFC 6750 allows fewer characters, but tokens that hold others are about. */
const token = z
  .string()
  .max(SECRET_MAX)
  .regex(/^[\x21-\x7e]+$/, 'must be ASCII without blanks');

/** RFC 7617: no control characters, and no colon in the name, which ends it. */
const username = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^\p{Cc}\p{Cs}:]+$/u, 'must not contain a colon or control characters');
const password = z
  .string()
  .max(SECRET_MAX)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must not be empty or contain control characters');

/** What the connection, the length or the form of the answer depends on is not a caller’s to set. */
const RESERVED =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|accept-encoding|user-agent|range|(?:if|content|proxy|sec)-.*)$/i;

/** RFC 9110, sections 5.6.2 and 5.5. */
const header = z
  .string()
  .max(100)
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be a header’s name')
  .refine((text) => !RESERVED.test(text), 'is a header that cannot be set');
const value = z
  .string()
  .max(SECRET_MAX)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be one line of ASCII without blank ends');

export const credential = z
  .strictObject({
    id,
    kind: z.enum(['bearer', 'basic', 'header']),
    name,
    hosts: z.array(z.string()).describe('As they are compared: lower case, internationalised names in Punycode'),
    username: z.string().nullable().describe('Of the kind `basic`; else null'),
    header: z.string().nullable().describe('Name of the header, of the kind `header`; else null'),
    last_used_at: timestamp.nullable().describe('When something was last fetched with it, exact to a minute'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Credential', description: 'A secret for a service outside, without the secret' });

const basis = { name, hosts };

export const createCredential = defineRoute({
  id: 'createCredential',
  method: 'POST',
  path: '/credentials',
  tag: 'Credentials',
  summary: 'Store a credential',
  description:
    'A secret with which pages outside are fetched; it is no key of this API. It is encrypted, sent to its `hosts` only, and never shown again.',
  access: ['credentials:write'],
  idempotent: true,
  body: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('bearer'), ...basis, token })
      .meta({ title: 'A token, sent as `Authorization: Bearer …`' }),
    z
      .strictObject({ kind: z.literal('basic'), ...basis, username, password })
      .meta({ title: 'User name and password, sent as `Authorization: Basic …`' }),
    z.strictObject({ kind: z.literal('header'), ...basis, header, value }).meta({ title: 'A header of its own' }),
  ]),
  success: { status: 201, description: 'The credential, without its secret', body: credential },
  errors: ['reach_exceeded'],
});

export const listCredentials = defineRoute({
  id: 'listCredentials',
  method: 'GET',
  path: '/credentials',
  tag: 'Credentials',
  summary: 'List credentials',
  description: 'Newest first, without their secrets.',
  access: ['credentials:read'],
  query: page,
  success: { status: 200, description: 'A page of credentials', body: listOf(credential) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const getCredential = defineRoute({
  id: 'getCredential',
  method: 'GET',
  path: '/credentials/:id',
  tag: 'Credentials',
  summary: 'Read a credential',
  access: ['credentials:read'],
  params,
  success: { status: 200, description: 'The credential, without its secret', body: credential },
  errors: ['reach_exceeded'],
});

export const updateCredential = defineRoute({
  id: 'updateCredential',
  method: 'PATCH',
  path: '/credentials/:id',
  tag: 'Credentials',
  summary: 'Change a credential',
  description:
    'The name and the secret can be replaced, and hosts taken away. Whoever adds a host, or changes the user name or header, sends the secret again, so that nobody can send one that they do not know to a place of their own.',
  access: ['credentials:write'],
  params,
  body: z.strictObject({
    name: name.optional(),
    hosts: hosts.optional(),
    token: token.optional().describe('Of the kind `bearer`'),
    username: username.optional().describe('Of the kind `basic`'),
    password: password.optional().describe('Of the kind `basic`'),
    header: header.optional().describe('Of the kind `header`'),
    value: value.optional().describe('Of the kind `header`'),
  }),
  success: { status: 200, description: 'The credential as it is now', body: credential },
  errors: ['reach_exceeded'],
});

export const deleteCredential = defineRoute({
  id: 'deleteCredential',
  method: 'DELETE',
  path: '/credentials/:id',
  tag: 'Credentials',
  summary: 'Delete a credential',
  description: 'What was to be fetched with it fails from now on.',
  access: ['credentials:write'],
  params,
  success: { status: 204, description: 'It is gone' },
  errors: ['reach_exceeded'],
});
