import { z } from 'zod';
import { id, line, listOf, name, page, timestamp, webUrl } from '../common.ts';
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

/** RFC 6749, sections 3.2 (TLS, no fragment), 3.3 and A.1, A.2; RFC 8707 for `resource`. */
const visible = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\x20-\x7e]+$/, 'must be ASCII');
const CLIENT_AUTHENTICATION = ['basic', 'body'] as const;
const oauth2 = {
  token_url: webUrl
    .refine((text) => !text.includes('#'), 'must not have a fragment')
    .describe(
      'The token endpoint, over https but for this machine’s own addresses. The client’s secret is sent there only',
    ),
  client_id: visible(300),
  client_secret: visible(SECRET_MAX),
  scope: visible(1000).describe('Asked for; scopes with a blank between. Without it, the service’s usual ones'),
  audience: visible(1000).describe('Sent as `audience`, where the service wants one'),
  resource: webUrl.describe('Sent as `resource` (RFC 8707), where the service wants one'),
  client_authentication: z
    .enum(CLIENT_AUTHENTICATION)
    .describe('Whether id and secret are sent as `Authorization: Basic …` or in the body of the request for a token'),
};

const ofOauth2 = 'Of the kind `oauth2`; else null';

export const credential = z
  .strictObject({
    id,
    kind: z.enum(['bearer', 'basic', 'header', 'oauth2']),
    name,
    hosts: z.array(z.string()).describe('As they are compared: lower case, internationalised names in Punycode'),
    username: z.string().nullable().describe('Of the kind `basic`; else null'),
    header: z.string().nullable().describe('Name of the header, of the kind `header`; else null'),
    token_url: z.string().nullable().describe(ofOauth2),
    client_id: z.string().nullable().describe(ofOauth2),
    scope: z.string().nullable().describe(ofOauth2),
    audience: z.string().nullable().describe(ofOauth2),
    resource: z.string().nullable().describe(ofOauth2),
    client_authentication: z.enum(CLIENT_AUTHENTICATION).nullable().describe(ofOauth2),
    last_used_at: timestamp.nullable().describe('When something was last fetched with it, exact to a minute'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Credential', description: 'A secret for a service outside, without the secret' });

const use = z
  .strictObject({
    type: z.enum(['source', 'toolset', 'webhook', 'provider']),
    id,
    name: z.string().describe('Of a webhook: where its URL leads, without path'),
    project_id: id.nullable().describe('Of a source; else null'),
  })
  .meta({ id: 'CredentialUse', description: 'Something that is set up to use a credential' });

const withUses = credential
  .extend({ used_by: z.array(use).describe('What is set up to use it, at most 100 of each type') })
  .meta({ id: 'CredentialWithUses', description: 'A credential without its secret, and where it is used' });

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
    z
      .strictObject({
        kind: z.literal('oauth2'),
        ...basis,
        ...oauth2,
        scope: oauth2.scope.optional(),
        audience: oauth2.audience.optional(),
        resource: oauth2.resource.optional(),
        client_authentication: oauth2.client_authentication.default('basic'),
      })
      .meta({
        title: 'An OAuth 2 client: tokens are fetched with its secret (client credentials, RFC 6749 section 4.4)',
      }),
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
  description: 'With what is set up to use it.',
  access: ['credentials:read'],
  params,
  success: { status: 200, description: 'The credential, without its secret', body: withUses },
  errors: ['reach_exceeded'],
});

export const updateCredential = defineRoute({
  id: 'updateCredential',
  method: 'PATCH',
  path: '/credentials/:id',
  tag: 'Credentials',
  summary: 'Change a credential',
  description:
    'The name and the secret can be replaced, and hosts taken away. Whoever adds a host, or changes anything else but the name, sends the secret again, so that nobody can send one that they do not know to a place of their own.',
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
    token_url: oauth2.token_url.optional(),
    client_id: oauth2.client_id.optional(),
    client_secret: oauth2.client_secret.optional(),
    scope: oauth2.scope.nullable().optional(),
    audience: oauth2.audience.nullable().optional(),
    resource: oauth2.resource.nullable().optional(),
    client_authentication: oauth2.client_authentication.optional(),
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
  description:
    'One that something uses is kept, unless `force` is set: what was to be fetched or sent with it then fails from now on.',
  access: ['credentials:write'],
  params,
  query: z.strictObject({
    force: z
      .stringbool({ truthy: ['true'], falsy: ['false'] })
      .default(false)
      .describe('Delete it although it is used'),
  }),
  success: { status: 204, description: 'It is gone' },
  errors: ['reach_exceeded', 'credential_in_use'],
});

export const testCredential = defineRoute({
  id: 'testCredential',
  method: 'POST',
  path: '/credentials/:id/test',
  tag: 'Credentials',
  summary: 'Try a credential',
  description:
    'Fetches a URL of one of its hosts with it and says what the status was. Redirects are not followed, and nothing else of the answer is told.',
  access: ['credentials:write'],
  params,
  body: z.strictObject({ url: webUrl }),
  success: {
    status: 200,
    description: 'What came of it',
    body: z
      .strictObject({
        ok: z.boolean().describe('Whether the status was 2xx'),
        status: z.number().int().nullable().describe('What the server answered; null when there was no answer'),
        error: z.string().nullable().describe('Why there was no answer, for people'),
      })
      .meta({ id: 'CredentialTest', description: 'Whether a URL opened with a credential' }),
  },
  errors: ['reach_exceeded'],
});
