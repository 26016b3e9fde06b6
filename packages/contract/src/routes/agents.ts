import { z } from 'zod';
import { id, line, listOf, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { citationStyle } from './ask.ts';
import { filter } from './search.ts';
import { operationName, storable } from './toolsets.ts';

const params = z.strictObject({ id });
const version = z.number().int().min(1);

const tool = z.strictObject({
  toolset_id: id,
  operations: z.array(operationName).min(1).max(50).describe('Those of the toolset that it may call, and no others'),
});

const settings = {
  name,
  description: storable(z.string().max(2000)),
  instructions: storable(z.string().max(20_000)).describe('Persona and rules for generated answers'),
  refusal: line(1000).describe('What it says when the documents do not hold the answer'),
  temperature: z.number().min(0).max(2).nullable(),
  provider_id: id.nullable().describe('The provider whose language model it answers with; null for the server’s own'),
  model: line(200).nullable().describe('A model of the provider, or of the server’s endpoint; null for its default'),
  top_k: z.number().int().min(1).max(50).describe('How many passages it reads for an answer'),
  search_mode: z.enum(['hybrid', 'lexical', 'semantic']).describe('How it looks for passages'),
  filter: storable(filter.nullable()).describe('On every search it makes, besides the caller’s own'),
  source_tokens: z
    .number()
    .int()
    .min(500)
    .max(100_000)
    .describe('How many tokens of the passages are given to the language model at most'),
  citation_style: citationStyle,
  use_memory: z.boolean().describe('Whether it uses, and adds to, what is remembered about the user'),
  tools: z.array(tool).max(10).describe('Calls of HTTP APIs that it may make before it answers; see Toolsets'),
};

export const agent = z
  .strictObject({
    id,
    project_id: id,
    version: version.describe('The published one, whose settings these are'),
    latest_version: version.describe('Higher than `version` when there is a draft'),
    ...settings,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Agent', description: 'A persona that answers from one project' });

const agentVersion = z
  .strictObject({
    version,
    published: z.boolean().describe('Whether it is the one the agent answers with'),
    settings: z.strictObject(settings),
    created_by: z
      .strictObject({ type: z.enum(['key', 'member', 'operator']), id: z.string().nullable() })
      .nullable()
      .describe('Null for what the server made itself'),
    created_at: timestamp,
  })
  .meta({ id: 'AgentVersion', description: 'All settings of an agent as they were saved once' });

const partial = z.strictObject(settings).partial();

export const createAgent = defineRoute({
  id: 'createAgent',
  method: 'POST',
  path: '/agents',
  tag: 'Agents',
  summary: 'Create an agent',
  access: ['agents:write'],
  idempotent: true,
  body: partial.extend({ name, project_id: id }),
  success: { status: 201, description: 'The agent', body: agent },
  errors: ['not_found', 'reach_exceeded'],
});

export const listAgents = defineRoute({
  id: 'listAgents',
  method: 'GET',
  path: '/agents',
  tag: 'Agents',
  summary: 'List agents',
  access: ['agents:read'],
  query: page.extend({ project_id: id.optional() }),
  success: { status: 200, description: 'A page of agents', body: listOf(agent) },
  errors: ['invalid_cursor'],
});

export const getAgent = defineRoute({
  id: 'getAgent',
  method: 'GET',
  path: '/agents/:id',
  tag: 'Agents',
  summary: 'Read an agent',
  access: ['agents:read'],
  params,
  success: { status: 200, description: 'The agent', body: agent },
});

export const updateAgent = defineRoute({
  id: 'updateAgent',
  method: 'PATCH',
  path: '/agents/:id',
  tag: 'Agents',
  summary: 'Change an agent',
  description:
    'Makes a new version from the latest one, unless nothing changes, and publishes it. With `"publish": false` it stays a draft, with which the agent answers only where a question names that version.',
  access: ['agents:write'],
  params,
  body: partial.extend({ publish: z.boolean().default(true) }),
  success: { status: 200, description: 'The agent as it is now', body: agent },
  errors: ['reach_exceeded'],
});

export const deleteAgent = defineRoute({
  id: 'deleteAgent',
  method: 'DELETE',
  path: '/agents/:id',
  tag: 'Agents',
  summary: 'Delete an agent',
  access: ['agents:write'],
  params,
  success: { status: 204, description: 'It is gone' },
  errors: ['last_agent'],
});

export const listAgentVersions = defineRoute({
  id: 'listAgentVersions',
  method: 'GET',
  path: '/agents/:id/versions',
  tag: 'Agents',
  summary: 'List an agent’s versions',
  description: 'The latest first. 500 are kept, the published one always.',
  access: ['agents:read'],
  params,
  query: page,
  success: { status: 200, description: 'A page of versions', body: listOf(agentVersion) },
  errors: ['invalid_cursor'],
});

export const getAgentVersion = defineRoute({
  id: 'getAgentVersion',
  method: 'GET',
  path: '/agents/:id/versions/:version',
  tag: 'Agents',
  summary: 'Read a version of an agent',
  access: ['agents:read'],
  params: params.extend({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  }),
  success: { status: 200, description: 'The version', body: agentVersion },
});

export const publishAgent = defineRoute({
  id: 'publishAgent',
  method: 'POST',
  path: '/agents/:id/publish',
  tag: 'Agents',
  summary: 'Publish a version of an agent',
  description: 'From now on the agent answers with it: a draft, or an earlier version again.',
  access: ['agents:write'],
  params,
  body: z.strictObject({ version: version.max(2 ** 31 - 1) }),
  success: { status: 200, description: 'The agent as it is now', body: agent },
  errors: ['reach_exceeded'],
});
