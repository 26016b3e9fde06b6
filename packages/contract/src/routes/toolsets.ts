import { z } from 'zod';
import { id, listOf, name, page, timestamp, webUrl } from '../common.ts';
import { defineRoute } from '../route.ts';

/** As language models take the names of functions. */
export const operationName = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be the name of an operation: up to 64 of a-z, A-Z, 0-9, _ and -')
  .describe('The `operationId`, or method and path such as `get_pets_petId`');

/** Of an API's description, as compact JSON. */
const OPENAPI_CHARACTERS = 512_000;
/** The escapes that JSON writes for NUL and halves of surrogate pairs, which the database cannot keep. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;
const UNSTORABLE_MESSAGE = 'must be well-formed Unicode without NUL';

/** A schema whose values the database can keep. */
export const storable = <T extends z.ZodType>(schema: T): T =>
  schema.refine((value) => !UNSTORABLE.test(JSON.stringify(value)), UNSTORABLE_MESSAGE);

const openapi = storable(z.record(z.string(), z.unknown()))
  .refine((object) => JSON.stringify(object).length <= OPENAPI_CHARACTERS, `at most ${OPENAPI_CHARACTERS} characters`)
  .describe('The API’s description, OpenAPI 3.0 or 3.1 as JSON. What is needed to call the operations is kept');

const schema = z.record(z.string(), z.unknown()).describe('JSON Schema');

const operation = z
  .strictObject({
    name: operationName,
    description: z.string(),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string(),
    parameters: z.array(
      z.strictObject({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        description: z.string(),
        schema,
        explode: z.boolean().describe('Whether a list is sent as one parameter per value'),
      }),
    ),
    body: z.strictObject({ required: z.boolean(), schema }).nullable().describe('Sent as JSON'),
  })
  .meta({ id: 'Operation', description: 'One call that agents may be allowed' });

const settings = {
  name,
  description: storable(z.string().max(2000)),
  openapi,
  base_url: webUrl.describe('Where the paths of the description begin; without it, its first server'),
  credential_id: id.nullable().describe('Sent with each call. Its `hosts` must hold the host of `base_url`'),
  operations: z
    .array(operationName)
    .min(1)
    .max(100)
    .describe('Those that are kept; without it, every GET operation of the description'),
};

export const toolset = z
  .strictObject({
    id,
    name,
    description: z.string(),
    base_url: z.string(),
    credential_id: id.nullable(),
    operations: z.array(operation),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Toolset', description: 'Calls of an HTTP API that agents may be allowed' });

const listed = toolset
  .extend({ operations: z.array(operation.pick({ name: true, description: true, method: true, path: true })) })
  .meta({ id: 'ListedToolset', description: 'A toolset without what its operations take' });

const params = z.strictObject({ id });
const { openapi: _, name: __, ...optional } = settings;

export const createToolset = defineRoute({
  id: 'createToolset',
  method: 'POST',
  path: '/toolsets',
  tag: 'Toolsets',
  summary: 'Create a toolset',
  description:
    'From the OpenAPI description of an HTTP API. An agent calls what its `tools` name and nothing else. Using a credential takes `credentials:read`. A tenant has at most 100 toolsets.',
  access: ['agents:write'],
  idempotent: true,
  body: z.strictObject(optional).partial().extend({ name, openapi, credential_id: id.optional() }),
  success: { status: 201, description: 'The toolset', body: toolset },
  errors: ['not_found', 'reach_exceeded'],
});

export const listToolsets = defineRoute({
  id: 'listToolsets',
  method: 'GET',
  path: '/toolsets',
  tag: 'Toolsets',
  summary: 'List toolsets',
  description: 'Newest first.',
  access: ['agents:read'],
  query: page,
  success: { status: 200, description: 'A page of toolsets', body: listOf(listed) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const getToolset = defineRoute({
  id: 'getToolset',
  method: 'GET',
  path: '/toolsets/:id',
  tag: 'Toolsets',
  summary: 'Read a toolset',
  access: ['agents:read'],
  params,
  success: { status: 200, description: 'The toolset', body: toolset },
  errors: ['reach_exceeded'],
});

export const updateToolset = defineRoute({
  id: 'updateToolset',
  method: 'PATCH',
  path: '/toolsets/:id',
  tag: 'Toolsets',
  summary: 'Change a toolset',
  description:
    'A new `openapi` replaces all operations, by `operations` or, without it, by its GET operations. `operations` alone keeps those of the ones that are there. What an agent may call and is gone is left out of its calls.',
  access: ['agents:write'],
  params,
  body: z.strictObject(settings).partial(),
  success: { status: 200, description: 'The toolset as it is now', body: toolset },
  errors: ['reach_exceeded'],
});

export const deleteToolset = defineRoute({
  id: 'deleteToolset',
  method: 'DELETE',
  path: '/toolsets/:id',
  tag: 'Toolsets',
  summary: 'Delete a toolset',
  description: 'Take it from the agents that use it first. Drafts and earlier versions of agents do not count.',
  access: ['agents:write'],
  params,
  success: { status: 204, description: 'It is gone' },
  errors: ['reach_exceeded', 'toolset_in_use'],
});
