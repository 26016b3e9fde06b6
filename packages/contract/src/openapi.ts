import { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';
import { openAiNames } from './openai-errors.ts';
import { errorsOf, pathsOf, type RouteDefinition } from './route.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the given routes: a pure function of the contract, so it cannot tell another story than
 * the server does.
 */
export function openApiDocument(routes: RouteDefinition[], info: { version: string }): Json {
  const components: Json = { Error: errorSchema(), OpenAiError: openAiErrorSchema() };
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    for (const [index, path] of pathsOf(route).entries()) {
      const key = path.replace(/:(\w+)/g, '{$1}');
      const item = paths[key] ?? {};
      item[route.method.toLowerCase()] = operation(route, index, components);
      paths[key] = item;
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ragkeep',
      version: info.version,
      description: [
        'Put documents in, ask, get answers with citations.',
        'Every request but the public ones carries one credential, as `Authorization: Bearer …` or `X-Api-Key: …`: an API key, a derived key, a member’s access token (`POST /auth/login`), or a token of the identity provider that the server is set up with; or, as `X-App-Id`, a registered local app. Two of them, or one in the query string, are refused.',
        'A credential with a rate limit is told what is left of it: `RateLimit-Policy: "key";q=60;w=60` (uses, seconds) and `RateLimit: "key";r=59;t=60` (left, seconds until all are back). A 429 carries `Retry-After` in seconds.',
        'Errors come in one envelope; `code` is the stable name, and the reference of all codes is in the schema `Error`.',
      ].join('\n\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }, { appId: [] }, { appId: [], appSecret: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, a derived key, a member’s access token, or a token of the identity provider',
        },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'The same without `Bearer`' },
        appId: {
          type: 'apiKey',
          in: 'header',
          name: 'X-App-Id',
          description: 'A registered local app; alone from the server’s own machine only',
        },
        appSecret: { type: 'apiKey', in: 'header', name: 'X-App-Secret', description: 'Its secret, from elsewhere' },
      },
    },
  };
}

function operation(route: RouteDefinition, alias: number, components: Json): Json {
  const scopes = Array.isArray(route.access) ? route.access : [];
  const access =
    route.access === 'public'
      ? 'Needs no credential.'
      : scopes.length > 0
        ? `Needs the scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`
        : 'Needs any valid credential.';
  return {
    operationId: alias === 0 ? route.id : `${route.id}_alias${alias}`,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, access].filter(Boolean).join('\n\n'),
    ...(route.access === 'public' ? { security: [] } : {}),
    ...(scopes.length > 0 ? { 'x-required-scopes': scopes } : {}),
    parameters: parameters(route, components),
    ...requestBody(route, components),
    responses: responses(route, components),
  };
}

function parameters(route: RouteDefinition, components: Json): Json[] {
  const of = (schema: z.ZodType | undefined, place: 'path' | 'query') => {
    if (!schema) return [];
    const { properties = {}, required = [] } = toSchema(schema, 'input', components) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, ...property }]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description ? { description } : {}),
      schema: property,
    }));
  };
  const idempotencyKey = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A text of your own: the same request with the same key is done once and answered the same for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  };
  return [...of(route.params, 'path'), ...of(route.query, 'query'), ...(route.idempotent ? [idempotencyKey] : [])];
}

function requestBody(route: RouteDefinition, components: Json): Json {
  if (!route.body && !route.multipart) return {};
  return {
    requestBody: {
      required: !route.body?.safeParse(undefined).success,
      content: {
        ...(route.body ? { 'application/json': { schema: toSchema(route.body, 'input', components) } } : {}),
        ...(route.multipart
          ? { 'multipart/form-data': { schema: toSchema(route.multipart, 'input', components) } }
          : {}),
      },
    },
  };
}

function responses(route: RouteDefinition, components: Json): Json {
  const requestId = {
    'X-Request-Id': { description: 'Leads to the log entries of this request', schema: { type: 'string' } },
  };
  const { status, description, body, contentType, otherContentTypes = [], events } = route.success;
  const asText = [contentType, ...otherContentTypes].flatMap((type) => type?.split(';')[0] ?? []);
  const content = {
    ...(body ? { 'application/json': { schema: toSchema(body, 'output', components) } } : {}),
    ...Object.fromEntries(
      asText.map((type) => [
        type,
        { schema: { type: 'string' }, ...(type === EVENT_STREAM && events ? eventSchemas(events, components) : {}) },
      ]),
    ),
  };
  const answers: Json = {
    [status]: { description, headers: requestId, ...(body || asText.length > 0 ? { content } : {}) },
  };

  const schema = route.errorShape === 'openai' ? 'OpenAiError' : 'Error';
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  }
  for (const [errorStatus, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    answers[errorStatus] = {
      description: codes.map((code) => `\`${nameOf(route, code)}\`: ${ERRORS[code].description}`).join('\n\n'),
      headers: requestId,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
    };
  }
  return answers;
}

const EVENT_STREAM = 'text/event-stream';

/** OpenAPI 3.1 has no word for the events of a stream, so they come as an extension. */
const eventSchemas = (events: Readonly<Record<string, z.ZodType>>, components: Json): Json => ({
  'x-events': Object.fromEntries(
    Object.entries(events).map(([name, schema]) => [name, toSchema(schema, 'output', components)]),
  ),
});

/** How a route's errors name one of the catalogue. */
function nameOf(route: RouteDefinition, code: ErrorCode): string {
  if (route.errorShape !== 'openai') return code;
  const names = openAiNames(code);
  return names.code ?? names.type;
}

/** A schema as JSON Schema; those with an id of their own move to the components and are referred to. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, { target: 'draft-2020-12', io }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries($defs)) components[name] = relocate(definition);
  const { id, ...rest } = relocate(root) as Json & { id?: string };
  if (!id) return rest;
  components[id] = rest;
  return { $ref: `#/components/schemas/${id}` };
}

function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
        : [key, relocate(inner)],
    ),
  );
}

function errorSchema(): Json {
  const codes = Object.entries(ERRORS).map(
    ([code, { status, description }]) => `- \`${code}\` (${status}): ${description}`,
  );
  return {
    type: 'object',
    description: `The envelope of every error.\n\n${codes.join('\n')}`,
    required: ['error', 'message', 'detail', 'details', 'code', 'request_id'],
    properties: {
      error: { type: 'string', description: 'The reason phrase of the status' },
      message: { type: 'string', description: 'What went wrong and what to do, for a person' },
      detail: { type: 'object', description: 'The message and the facts in one object' },
      details: { type: 'object', description: 'The facts' },
      code: { type: 'string', enum: Object.keys(ERRORS), description: 'The stable name for programs' },
      request_id: { type: 'string' },
    },
  };
}

const openAiErrorSchema = (): Json => ({
  type: 'object',
  description: 'An error as OpenAI’s API answers it, and as its clients understand it.',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string', description: 'What went wrong and what to do, for a person' },
        type: { type: 'string', description: '`invalid_request_error`, `requests` (429) or `server_error` (5xx)' },
        param: { type: ['string', 'null'], description: 'The field that is wrong' },
        code: { type: ['string', 'null'], description: 'The stable name for programs' },
      },
    },
  },
});
