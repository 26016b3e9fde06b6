import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';

let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
});
afterAll(() => app.close());

const ORDERS = {
  openapi: '3.1.0',
  servers: [{ url: 'https://api.example.com/v1' }],
  paths: {
    '/orders/{id}': {
      get: {
        operationId: 'getOrder',
        summary: 'An order by its number',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      },
    },
    '/orders': {
      get: { operationId: 'listOrders' },
      post: { operationId: 'placeOrder', requestBody: { content: { 'application/json': { schema: {} } } } },
      trace: { operationId: 'traceOrders' },
    },
  },
};

async function made(input: object = {}) {
  const { status, body, text } = await owner.post('/toolsets', { name: 'Orders', openapi: ORDERS, ...input });
  expect(status, text).toBe(201);
  return body;
}
const names = (body: { operations: { name: string }[] }) => body.operations.map(({ name }) => name);
const issue = ({ status, body }: Awaited<ReturnType<Client['get']>>) => {
  expect(status, JSON.stringify(body)).toBe(400);
  return [body.details.issues[0].path, body.details.issues[0].message];
};
const newAgent = async (input: object = {}) =>
  (await owner.post('/agents', { name: 'Clerk', project_id: project.id, ...input })).body;

describe('a toolset', () => {
  it('is made from a description, listed, read, changed and deleted', async () => {
    const toolset = await made();
    expect(toolset).toMatchObject({ name: 'Orders', description: '', base_url: 'https://api.example.com/v1' });
    expect(names(toolset)).toEqual(['getOrder', 'listOrders']);
    expect((await owner.get(`/toolsets/${toolset.id}`)).body).toEqual(toolset);
    const listed = (await owner.get('/toolsets?limit=1')).body.data[0];
    expect(listed).toMatchObject({ id: toolset.id, operations: [{ name: 'getOrder', path: '/orders/{id}' }, {}] });
    const narrowed = await owner.patch(`/toolsets/${toolset.id}`, { name: 'Shop', operations: ['listOrders'] });
    expect([narrowed.body.name, names(narrowed.body)]).toEqual(['Shop', ['listOrders']]);
    const again = { openapi: ORDERS, operations: ['placeOrder'], base_url: 'https://api.example.com/v2/' };
    const changed = await owner.patch(`/toolsets/${toolset.id}`, again);
    expect([changed.body.base_url, names(changed.body)]).toEqual(['https://api.example.com/v2', ['placeOrder']]);
    expect(await lastEvent(app, owner, 'toolset.updated')).toMatchObject({
      before: { operations: ['listOrders'] },
      after: { operations: ['placeOrder'], base_url: 'https://api.example.com/v2' },
    });
    expect((await owner.delete(`/toolsets/${toolset.id}`)).status).toBe(204);
    expect((await owner.get(`/toolsets/${toolset.id}`)).status).toBe(404);
    expect((await owner.delete(`/toolsets/${toolset.id}`)).status).toBe(404);
  });

  it.each<[string, object, string]>([
    ['an operation that is not in it', { operations: ['nothing'] }, 'operations[0]'],
    ['an operation that cannot be called', { operations: ['traceOrders'] }, 'openapi'],
    ['no address', { openapi: { ...ORDERS, servers: [] } }, 'base_url'],
    ['an address with a password', { base_url: 'https://user:pw@api.example.com' }, 'base_url'],
    ['an address that is no web address', { base_url: 'file:///etc' }, 'base_url'],
    ['a description that is too long', { openapi: { ...ORDERS, x: 'x'.repeat(512_000) } }, 'openapi'],
    ['what the database cannot keep', { openapi: { ...ORDERS, x: 'a\0b' } }, 'openapi'],
    ['no description', { openapi: [] }, 'openapi'],
  ])('400 for %s', async (_, input, path) => {
    expect(issue(await owner.post('/toolsets', { name: 'x', openapi: ORDERS, ...input }))[0]).toBe(path);
  });

  it('takes a credential that is the tenant’s and for the host, from those who may use it', async () => {
    const credential = async (client: Client, host: string) => {
      const input = { kind: 'bearer', name: 'Shop', hosts: [host], token: `of-the-shop-${host}` };
      return (await client.post('/credentials', input)).body.id;
    };
    const [right, wrong] = [await credential(owner, 'api.example.com'), await credential(owner, 'api.example.org')];
    const theirs = await credential(await app.tenant('Stranger'), 'api.example.com');
    const toolset = await made({ credential_id: right });
    expect(toolset.credential_id).toBe(right);
    const at = `/toolsets/${toolset.id}`;
    for (const attempt of [
      (input: object) => owner.post('/toolsets', { name: 'x', openapi: ORDERS, ...input }),
      (input: object) => owner.patch(at, input),
    ]) {
      expect(issue(await attempt({ credential_id: wrong }))).toEqual([
        'credential_id',
        expect.stringContaining('https://api.example.com'),
      ]);
      expect((await attempt({ credential_id: theirs })).status).toBe(404);
      expect((await attempt({ credential_id: uuidv7() })).status).toBe(404);
    }
    expect(issue(await owner.patch(at, { base_url: 'https://evil.example' }))[0]).toBe('credential_id');
    const { client } = await keyOf(app, owner, { scopes: ['agents:write'] });
    for (const input of [{ openapi: ORDERS }, { base_url: 'https://api.example.com/admin' }]) {
      expect((await client.patch(at, input)).body.details).toEqual({ required_scope: 'credentials:read' });
    }
    expect((await client.patch(at, { name: 'Renamed' })).status).toBe(200);
    expect((await owner.patch(at, { credential_id: null })).body.credential_id).toBeNull();
  });

  it('is the whole tenant’s: a key limited to projects or agents sees and writes none', async () => {
    const toolset = await made();
    const scopes = ['agents:write', 'credentials:read'];
    for (const limit of [{ project_ids: [project.id] }, { agent_ids: [project.agent_id] }]) {
      const { client } = await keyOf(app, owner, { scopes, ...limit });
      for (const { status, body } of [
        await client.get('/toolsets'),
        await client.get(`/toolsets/${toolset.id}`),
        await client.post('/toolsets', { name: 'x', openapi: ORDERS }),
        await client.patch(`/toolsets/${toolset.id}`, { name: 'x' }),
        await client.delete(`/toolsets/${toolset.id}`),
      ]) {
        expect([status, body.code]).toEqual([403, 'reach_exceeded']);
      }
    }
    const reader = (await keyOf(app, owner, { scopes: ['agents:read'] })).client;
    expect((await reader.get(`/toolsets/${toolset.id}`)).status).toBe(200);
    expect((await reader.patch(`/toolsets/${toolset.id}`, { name: 'x' })).body.code).toBe('insufficient_scope');
  });
});

describe('an agent’s tools', () => {
  it('are operations of the tenant’s toolsets, else 400 naming what is not', async () => {
    const toolset = await made();
    const stranger = await app.tenant('Stranger');
    const foreign = (await stranger.post('/toolsets', { name: 'x', openapi: ORDERS })).body.id;
    const { id } = await newAgent();
    const give = (...tools: [string, ...string[]][]) =>
      owner.patch(`/agents/${id}`, { tools: tools.map(([toolset_id, ...operations]) => ({ toolset_id, operations })) });
    expect(issue(await give([foreign, 'getOrder']))).toEqual(['tools[0].toolset_id', 'no such toolset']);
    expect(issue(await give([toolset.id, 'listOrders', 'placeOrder']))).toEqual([
      'tools[0].operations[1]',
      'the toolset "Orders" has no operation "placeOrder"',
    ]);
    expect(issue(await give([toolset.id, 'getOrder'], [toolset.id, 'listOrders']))[0]).toBe('tools[1].toolset_id');
    const given = await give([toolset.id, 'getOrder']);
    expect(given.body).toMatchObject({ version: 2, tools: [{ toolset_id: toolset.id, operations: ['getOrder'] }] });
  });

  it('are not given by a key limited to projects or agents, which may take them away', async () => {
    const toolset = await made();
    const tools = [{ toolset_id: toolset.id, operations: ['getOrder'] }];
    const agent = await newAgent({ tools });
    for (const limit of [{ project_ids: [project.id] }, { agent_ids: [agent.id] }]) {
      const { client } = await keyOf(app, owner, { scopes: ['agents:write'], ...limit });
      const more = [{ toolset_id: toolset.id, operations: ['getOrder', 'listOrders'] }];
      expect((await client.patch(`/agents/${agent.id}`, { tools: more })).body.code).toBe('reach_exceeded');
      expect((await client.patch(`/agents/${agent.id}`, { tools, refusal: uuidv7() })).status).toBe(200);
      expect((await client.patch(`/agents/${agent.id}`, { tools: [] })).body.tools).toEqual([]);
      expect((await client.patch(`/agents/${agent.id}`, { tools })).body.code).toBe('reach_exceeded');
      // Nor by way of an earlier version, or of somebody's draft.
      expect((await client.post(`/agents/${agent.id}/publish`, { version: 1 })).body.code).toBe('reach_exceeded');
      await owner.patch(`/agents/${agent.id}`, { tools, publish: false });
      expect((await client.patch(`/agents/${agent.id}`, { top_k: 2 })).body.code).toBe('reach_exceeded');
      await owner.patch(`/agents/${agent.id}`, { tools });
    }
  });

  it('keep their toolset from being deleted, though not from being narrowed', async () => {
    const toolset = await made();
    const tools = [{ toolset_id: toolset.id, operations: ['getOrder'] }];
    const agent = await newAgent({ tools });
    const refused = await owner.delete(`/toolsets/${toolset.id}`);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      409,
      'toolset_in_use',
      { agent_ids: [agent.id] },
    ]);
    expect((await owner.patch(`/toolsets/${toolset.id}`, { operations: ['listOrders'] })).status).toBe(200);
    expect((await owner.patch(`/agents/${agent.id}`, { refusal: 'Hm.' })).body.tools).toEqual(tools);
    await owner.patch(`/agents/${agent.id}`, { tools: [] });
    expect((await owner.delete(`/toolsets/${toolset.id}`)).status).toBe(204);
    expect((await owner.post(`/agents/${agent.id}/publish`, { version: 1 })).body.tools).toEqual(tools);
    expect((await owner.post(`/agents/${agent.id}/query`, { message: 'Where is order 7?' })).status).toBe(200);
  });

  it('a toolset is not deleted while an agent is being given it', async () => {
    const toolset = await made();
    const agent = await newAgent();
    const tools = [{ toolset_id: toolset.id, operations: ['getOrder'] }];
    const [given, deleted] = await Promise.all([
      owner.patch(`/agents/${agent.id}`, { tools }),
      owner.delete(`/toolsets/${toolset.id}`),
    ]);
    expect([given.status, deleted.status].join()).toBeOneOf(['200,409', '400,204']);
  });
});
