import { z } from 'zod';
import { id, line, listOf, name, page, timestamp, webUrl } from '../common.ts';
import { defineRoute } from '../route.ts';

const params = z.strictObject({ id });

const settings = {
  name,
  base_url: webUrl
    .refine((text) => !/[?#]/.test(text), 'must not hold a query or fragment')
    .describe('Where the paths of an API like OpenAI’s begin, such as `https://api.openai.com/v1`'),
  model: line(200).describe('The model for agents that name none'),
  credential_id: id
    .nullable()
    .describe('A credential that is sent with each request. Its `hosts` must hold the host of `base_url`'),
};

export const provider = z
  .strictObject({ id, ...settings, base_url: z.string(), created_at: timestamp, updated_at: timestamp })
  .meta({ id: 'Provider', description: 'A language model of the tenant’s own, which its agents may answer with' });

const usingAgent = z
  .strictObject({ id, name: z.string(), project_id: id })
  .meta({ id: 'ProviderUse', description: 'An agent that answers with a provider' });

const withUses = provider
  .extend({ used_by: z.array(usingAgent).describe('Agents that answer with it, at most 100') })
  .meta({ id: 'ProviderWithUses', description: 'A provider, and where it is used' });

export const createProvider = defineRoute({
  id: 'createProvider',
  method: 'POST',
  path: '/providers',
  tag: 'Providers',
  summary: 'Set up a provider',
  description:
    'An endpoint that speaks as OpenAI’s chat completions do. Agents answer with it where their `provider_id` names it. Using a credential takes `credentials:read`. A tenant has at most 100 providers.',
  access: ['agents:write'],
  idempotent: true,
  body: z.strictObject({ ...settings, credential_id: settings.credential_id.optional() }),
  success: { status: 201, description: 'The provider', body: provider },
  errors: ['not_found', 'reach_exceeded'],
});

export const listProviders = defineRoute({
  id: 'listProviders',
  method: 'GET',
  path: '/providers',
  tag: 'Providers',
  summary: 'List providers',
  description: 'Newest first.',
  access: ['agents:read'],
  query: page,
  success: { status: 200, description: 'A page of providers', body: listOf(provider) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const getProvider = defineRoute({
  id: 'getProvider',
  method: 'GET',
  path: '/providers/:id',
  tag: 'Providers',
  summary: 'Read a provider',
  description: 'With the agents that answer with it.',
  access: ['agents:read'],
  params,
  success: { status: 200, description: 'The provider', body: withUses },
  errors: ['reach_exceeded'],
});

export const updateProvider = defineRoute({
  id: 'updateProvider',
  method: 'PATCH',
  path: '/providers/:id',
  tag: 'Providers',
  summary: 'Change a provider',
  description: 'Holds from the next question on.',
  access: ['agents:write'],
  params,
  body: z.strictObject(settings).partial(),
  success: { status: 200, description: 'The provider as it is now', body: provider },
  errors: ['reach_exceeded'],
});

export const deleteProvider = defineRoute({
  id: 'deleteProvider',
  method: 'DELETE',
  path: '/providers/:id',
  tag: 'Providers',
  summary: 'Delete a provider',
  description: 'Take it from the agents that use it first. Drafts and earlier versions of agents do not count.',
  access: ['agents:write'],
  params,
  success: { status: 204, description: 'It is gone' },
  errors: ['reach_exceeded', 'provider_in_use'],
});

export const testProvider = defineRoute({
  id: 'testProvider',
  method: 'POST',
  path: '/providers/:id/test',
  tag: 'Providers',
  summary: 'Try a provider',
  description:
    'Asks for the list of its models, or, where it has none, its model for one token, and says what came of it. With a credential it takes `credentials:read`.',
  access: ['agents:write'],
  params,
  success: {
    status: 200,
    description: 'What came of it',
    body: z
      .strictObject({
        ok: z.boolean().describe('Whether the status was 2xx'),
        status: z.number().int().nullable().describe('What the endpoint answered; null when there was no answer'),
        models: z.array(z.string()).nullable().describe('Those that it lists, at most 200; null where it lists none'),
        message: z.string().describe('For people'),
      })
      .meta({ id: 'ProviderTest', description: 'Whether a provider’s endpoint answers' }),
  },
  errors: ['reach_exceeded'],
});
