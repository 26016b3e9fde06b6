import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';

let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };
let other: { id: string; agent_id: string };

beforeAll(async () => {
  app = await startTestApp({ PUBLIC_URL: 'https://rag.example.com' });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  other = (await owner.post('/projects', { name: 'Shipyard' })).body;
});
afterAll(() => app.close());

async function made(input: object = {}, by = owner) {
  const { status, body, text } = await by.post('/embeds', { name: 'Shop', agent_id: project.agent_id, ...input });
  expect(status, text).toBe(201);
  return body;
}

describe('a chat widget', () => {
  it('is made with sensible settings, and with the tag for the page', async () => {
    const embed = await made();
    expect(embed).toMatchObject({
      name: 'Shop',
      agent_id: project.agent_id,
      project_id: project.id,
      origins: [],
      position: 'right',
      theme: 'auto',
      show_citations: true,
      is_active: true,
      questions_today: 0,
      snippet: `<script src="https://rag.example.com/embed.js" data-embed="${embed.id}" async></script>`,
    });
    expect((await owner.get(`/embeds/${embed.id}`)).body).toEqual(embed);
    expect((await lastEvent(app, owner, 'embed.created'))?.target_id).toBe(embed.id);
  });

  it('is listed, by agent and by project', async () => {
    const theirs = await made({ agent_id: other.agent_id });
    for (const filter of [`agent_id=${other.agent_id}`, `project_id=${other.id}`]) {
      const { data } = (await owner.get(`/embeds?${filter}`)).body;
      expect(data.map(({ id }: { id: string }) => id)).toEqual([theirs.id]);
    }
    const { data, next_cursor } = (await owner.get('/embeds?limit=1')).body;
    expect(data).toEqual([theirs]);
    expect((await owner.get(`/embeds?cursor=${next_cursor}`)).body.data).not.toContainEqual(theirs);
    expect((await owner.get('/embeds?cursor=x.y')).status).toBe(400);
  });

  it('is changed in what is named, and that is in the audit log', async () => {
    const embed = await made({ title: 'Ask us' });
    const change = { agent_id: other.agent_id, origins: ['https://shop.example'], color: '#FFCC00', is_active: false };
    const { status, body } = await owner.patch(`/embeds/${embed.id}`, change);
    expect([status, body]).toEqual([
      200,
      { ...embed, ...change, color: '#ffcc00', project_id: other.id, updated_at: body.updated_at },
    ]);
    const event = await lastEvent(app, owner, 'embed.updated');
    expect(event?.before).toMatchObject({ origins: [], is_active: true });
    expect(event?.after).toMatchObject({ origins: ['https://shop.example'], is_active: false });
  });

  it('is deleted; another tenant’s and an unknown one are 404', async () => {
    const embed = await made();
    const stranger = await app.tenant('Stranger');
    for (const [client, id] of [
      [stranger, embed.id],
      [owner, uuidv7()],
    ] as const) {
      expect((await client.get(`/embeds/${id}`)).status).toBe(404);
      expect((await client.patch(`/embeds/${id}`, { name: 'x' })).status).toBe(404);
      expect((await client.delete(`/embeds/${id}`)).status).toBe(404);
    }
    expect((await stranger.get('/embeds')).body.data).toEqual([]);
    expect((await stranger.post('/embeds', { name: 'x', agent_id: project.agent_id })).status).toBe(404);
    expect((await owner.delete(`/embeds/${embed.id}`)).status).toBe(204);
    expect((await owner.get(`/embeds/${embed.id}`)).status).toBe(404);
    expect((await lastEvent(app, owner, 'embed.deleted'))?.target_id).toBe(embed.id);
  });

  it('goes with its agent, and with its project', async () => {
    const short = (await owner.post('/projects', { name: 'Short' })).body;
    const agent = (await owner.post('/agents', { name: 'Clerk', project_id: short.id })).body;
    const ofAgent = await made({ agent_id: agent.id });
    const ofProject = await made({ agent_id: short.agent_id });
    await owner.delete(`/agents/${agent.id}`);
    expect((await owner.get(`/embeds/${ofAgent.id}`)).status).toBe(404);
    expect((await owner.get(`/embeds/${ofProject.id}`)).status).toBe(200);
    await owner.delete(`/projects/${short.id}`);
    expect((await owner.get(`/embeds/${ofProject.id}`)).status).toBe(404);
  });

  it.each([
    [['https://Shop.Example:443/', 'https://shop.example'], ['https://shop.example']],
    [
      ['https://*.Example.com', 'http://localhost:3001', 'http://127.0.0.1:80'],
      ['https://*.example.com', 'http://localhost:3001', 'http://127.0.0.1'],
    ],
    [['https://bücher.example:8443'], ['https://xn--bcher-kva.example:8443']],
  ])('keeps origins as browsers write them: %j', async (origins, kept) => {
    expect((await made({ origins })).origins).toEqual(kept);
  });

  it.each([
    { origins: ['http://shop.example'] },
    { origins: ['https://shop.example/chat'] },
    { origins: ['https://*'] },
    { origins: ['*'] },
    { origins: ['null'] },
    { origins: ["https://a.example; script-src 'unsafe-inline'"] },
    { origins: ['https://a.example;b'] },
    { origins: ['https://name:secret@shop.example'] },
    { color: 'red' },
    { color: '#fff' },
    { position: 'top' },
    { title: '' },
    { title: 'x'.repeat(81) },
    { suggested_questions: Array(7).fill('x') },
    { daily_limit: 0 },
    { rate_limit_per_minute: 0 },
    { is_active: false },
    { project_id: uuidv7() },
  ])('400 for %j', async (input) => {
    const { status, body } = await owner.post('/embeds', { name: 'x', agent_id: project.agent_id, ...input });
    expect([status, body.details?.issues[0].path.replace(/\[0\]/, '')]).toEqual([400, Object.keys(input)[0]]);
  });
});

describe('who may have one', () => {
  it('403 without the scopes; reading takes `embeds:read`, giving away takes `query` as well', async () => {
    const embed = await made();
    const reader = (await keyOf(app, owner, { scopes: ['embeds:read', 'query'] })).client;
    expect((await reader.get('/embeds')).status).toBe(200);
    expect((await reader.post('/embeds', { name: 'x', agent_id: project.agent_id })).body.details).toEqual({
      required_scope: 'embeds:write',
    });
    const mute = (await keyOf(app, owner, { scopes: ['embeds:write'] })).client;
    for (const answer of [
      await mute.post('/embeds', { name: 'x', agent_id: project.agent_id }),
      await mute.patch(`/embeds/${embed.id}`, { origins: ['https://elsewhere.example'] }),
    ]) {
      expect([answer.status, answer.body.code, answer.body.details]).toEqual([
        403,
        'scope_not_held',
        { scopes: ['query'] },
      ]);
    }
    expect((await owner.get(`/embeds/${embed.id}`)).body.origins).toEqual([]);
    // To take it away from everybody needs less than to give it.
    expect((await mute.delete(`/embeds/${embed.id}`)).status).toBe(204);
  });

  it('what is beyond a credential’s reach is 404 and left out of lists', async () => {
    const [mine, theirs] = [await made(), await made({ agent_id: other.agent_id })];
    const scopes = ['embeds:write', 'query'];
    for (const reach of [{ project_ids: [project.id] }, { agent_ids: [project.agent_id] }]) {
      const { client } = await keyOf(app, owner, { scopes, ...reach });
      const seen = (await client.get('/embeds?limit=200')).body.data.map(({ id }: { id: string }) => id);
      expect(seen).toContain(mine.id);
      expect(seen).not.toContain(theirs.id);
      expect((await client.get(`/embeds/${theirs.id}`)).status).toBe(404);
      expect((await client.delete(`/embeds/${theirs.id}`)).status).toBe(404);
      expect((await client.post('/embeds', { name: 'x', agent_id: other.agent_id })).status).toBe(404);
      expect((await client.patch(`/embeds/${mine.id}`, { agent_id: other.agent_id })).status).toBe(404);
      expect((await client.patch(`/embeds/${mine.id}`, { name: 'Renamed' })).status).toBe(200);
    }
  });

  it('a derived key, which ends within a day, opens nothing for longer', async () => {
    const claims = { expiresAt: new Date(Date.now() + 600_000), scopes: ['embeds:write', 'query'] as const };
    const child = app.client(await deriveKey(owner.key ?? '', claims));
    const { status, body } = await child.post('/embeds', { name: 'x', agent_id: project.agent_id });
    expect([status, body.code]).toEqual([403, 'reach_exceeded']);
  });
});
