import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../src/access/principal.ts';
import { defaultAgent, settingsOf } from '../src/features/agents/index.ts';
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

const newAgent = async (input: object = {}) => {
  const { status, body, text } = await owner.post('/agents', { name: 'Pilot', project_id: project.id, ...input });
  expect(status, text).toBe(201);
  return body;
};
const numbers = (body: { data: { version: number; published: boolean }[] }) =>
  body.data.map(({ version, published }) => (published ? `[${version}]` : `${version}`)).join(' ');
const versions = async (id: string) => numbers((await owner.get(`/agents/${id}/versions`)).body);

/** As the features see whoever asks. */
async function principalOf(client: Client): Promise<Principal> {
  const { tenant } = (await client.get('/auth/me')).body;
  return {
    ...{ type: 'key', id: uuidv7(), tenantId: tenant.id, scopes: [], projectIds: null, agentIds: null, memberId: null },
    ...{ role: null, sessionId: null, derivedFor: null, filter: null, address: '127.0.0.1' },
  };
}

describe('settings', () => {
  it('have defaults, are kept as they are sent, and are those of the published version', async () => {
    const plain = await newAgent();
    expect(plain).toMatchObject({
      ...{ version: 1, latest_version: 1, search_mode: 'hybrid', filter: null, source_tokens: 6000 },
      ...{ citation_style: 'numbers', use_memory: true, tools: [], top_k: 8, provider_id: null, model: null },
    });
    const all = {
      ...{ description: 'For ships', instructions: 'Be brief.', refusal: 'No idea.', temperature: 0.3, model: 'big' },
      ...{ top_k: 5, search_mode: 'lexical', filter: { lang: ['en', 'de'], year: { gte: 2020 } }, source_tokens: 900 },
      ...{ citation_style: 'footnotes', use_memory: false },
    };
    const made = await newAgent(all);
    expect(made).toMatchObject(all);
    expect((await owner.get(`/agents/${made.id}`)).body).toEqual(made);
    const { body: one } = await owner.get(`/agents/${made.id}/versions/1`);
    expect(one.settings).toEqual({ ...all, name: 'Pilot', tools: [], provider_id: null });
    const cleared = await owner.patch(`/agents/${made.id}`, { filter: null, temperature: null });
    expect(cleared.body).toMatchObject({ filter: null, temperature: null, top_k: 5, version: 2 });
  });

  it.each([
    ['search_mode', 'guessing'],
    ['source_tokens', 499],
    ['source_tokens', 100_001],
    ['citation_style', 'brackets'],
    ['filter', { year: { about: 3 } }],
    ['filter', { 'a\0b': 1 }],
    ['filter', { lang: 'e\0n' }],
    ['instructions', 'a\0b'],
    ['use_memory', 'yes'],
    ['top_k', 51],
  ])('400 for %s %j, which is named, and no version is made', async (field, value) => {
    const agent = await newAgent();
    for (const { status, body } of [
      await owner.patch(`/agents/${agent.id}`, { [field]: value }),
      await owner.post('/agents', { name: 'x', project_id: project.id, [field]: value }),
    ]) {
      expect(status).toBe(400);
      expect(body.details.issues[0].path).toContain(field);
    }
    expect(await versions(agent.id)).toBe('[1]');
  });
});

describe('versions', () => {
  it('a change makes one and publishes it; a draft waits; any is published again', async () => {
    const { id } = await newAgent({ instructions: 'first' });
    await owner.patch(`/agents/${id}`, { instructions: 'second' });
    const drafted = await owner.patch(`/agents/${id}`, { instructions: 'third', publish: false });
    expect(drafted.body).toMatchObject({ instructions: 'second', version: 2, latest_version: 3 });
    const more = await owner.patch(`/agents/${id}`, { top_k: 3, publish: false });
    expect(more.body).toMatchObject({ instructions: 'second', top_k: 8, version: 2, latest_version: 4 });
    expect(await versions(id)).toBe('4 3 [2] 1');
    const { body: draft } = await owner.get(`/agents/${id}/versions/4`);
    expect(draft).toMatchObject({ version: 4, published: false, settings: { instructions: 'third', top_k: 3 } });
    expect(draft.created_by).toEqual({ type: 'key', id: (await owner.get('/auth/me')).body.key.id });

    const published = await owner.post(`/agents/${id}/publish`, { version: 4 });
    expect(published.body).toMatchObject({ instructions: 'third', top_k: 3, version: 4, latest_version: 4 });
    expect((await owner.get(`/agents/${id}`)).body).toEqual(published.body);
    const back = await owner.post(`/agents/${id}/publish`, { version: 1 });
    expect(back.body).toMatchObject({ instructions: 'first', top_k: 8, version: 1, latest_version: 4 });
    expect(await lastEvent(app, owner, 'agent.published')).toMatchObject({
      target_id: id,
      before: { version: 4 },
      after: { version: 1 },
    });
    expect(await versions(id)).toBe('4 3 2 [1]');
    const gone = await owner.post(`/agents/${id}/publish`, { version: 9 });
    expect([gone.status, gone.body.code]).toEqual([404, 'not_found']);
    expect((await owner.get(`/agents/${id}/versions/9`)).status).toBe(404);
  });

  it('nothing changes, no version; what is so in the draft already is published', async () => {
    const { id, updated_at } = await newAgent({ instructions: 'a', filter: { b: 1, a: 2 } });
    for (const body of [{}, { instructions: 'a' }, { filter: { a: 2, b: 1 } }, { publish: false }]) {
      expect((await owner.patch(`/agents/${id}`, body)).body).toMatchObject({
        version: 1,
        latest_version: 1,
        updated_at,
      });
    }
    await owner.patch(`/agents/${id}`, { instructions: 'b', publish: false });
    expect((await owner.patch(`/agents/${id}`, {})).body).toMatchObject({ version: 1, instructions: 'a' });
    const now = await owner.patch(`/agents/${id}`, { instructions: 'b' });
    expect(now.body).toMatchObject({ version: 2, latest_version: 2, instructions: 'b' });
  });

  it('changes at once each make one, and none is lost', async () => {
    const { id } = await newAgent();
    const changes = [{ top_k: 1 }, { refusal: 'r' }, { description: 'd' }, { temperature: 1 }, { model: 'm' }];
    const answers = await Promise.all(changes.map((change) => owner.patch(`/agents/${id}`, change)));
    expect(answers.map(({ body }) => body.version).sort()).toEqual([2, 3, 4, 5, 6]);
    expect((await owner.get(`/agents/${id}`)).body).toMatchObject({ version: 6, ...Object.assign({}, ...changes) });
  });

  it('are listed in pages, the latest first, and 500 are kept with the published one', async () => {
    const { id } = await newAgent();
    const { tenantId } = await principalOf(owner);
    const row = await app.db
      .selectFrom('agent_versions')
      .selectAll()
      .where('agent_id', '=', id)
      .executeTakeFirstOrThrow();
    const copies = Array.from({ length: 499 }, (_, n) => ({
      ...row,
      version: n + 2,
      settings: JSON.stringify(row.settings),
    }));
    await app.db.insertInto('agent_versions').values(copies).execute();
    await app.db
      .updateTable('agents')
      .set({ latest_version: 500 })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .execute();
    await owner.patch(`/agents/${id}`, { top_k: 1, publish: false });
    await owner.patch(`/agents/${id}`, { top_k: 2, publish: false });
    const kept = await app.db
      .selectFrom('agent_versions')
      .select('version')
      .where('agent_id', '=', id)
      .orderBy('version')
      .execute();
    expect([kept.length, kept[0]?.version, kept[1]?.version, kept.at(-1)?.version]).toEqual([500, 1, 4, 502]);
    const first = (await owner.get(`/agents/${id}/versions?limit=2`)).body;
    const second = (await owner.get(`/agents/${id}/versions?limit=2&cursor=${first.next_cursor}`)).body;
    expect([numbers(first), numbers(second)]).toEqual(['502 501', '500 499']);
  });

  it('a project’s own agent has its first, made by nobody', async () => {
    const { body } = await owner.get(`/agents/${project.agent_id}/versions/1`);
    expect(body).toMatchObject({ published: true, created_by: null, settings: { name: 'Assistant' } });
  });
});

describe('whose they are', () => {
  it('a key made for one agent reads, changes and publishes that one and finds no other', async () => {
    const [mine, other] = [await newAgent(), await newAgent()];
    const { client } = await keyOf(app, owner, { agent_ids: [mine.id], scopes: ['agents:write', 'query'] });
    expect((await client.get('/agents')).body.data.map((agent: { id: string }) => agent.id)).toEqual([mine.id]);
    expect((await client.patch(`/agents/${mine.id}`, { refusal: 'Hm.' })).body).toMatchObject({ version: 2 });
    expect((await client.post(`/agents/${mine.id}/publish`, { version: 1 })).body).toMatchObject({ version: 1 });
    expect((await client.post(`/agents/${mine.id}/query`, { message: 'Hello' })).status).toBe(200);
    for (const { status } of [
      await client.get(`/agents/${other.id}`),
      await client.patch(`/agents/${other.id}`, { refusal: 'x' }),
      await client.get(`/agents/${other.id}/versions`),
      await client.get(`/agents/${other.id}/versions/1`),
      await client.post(`/agents/${other.id}/publish`, { version: 1 }),
      await client.post(`/agents/${other.id}/query`, { message: 'Hello' }),
    ]) {
      expect(status).toBe(404);
    }
    const made = await client.post('/agents', { name: 'x', project_id: project.id });
    expect([made.status, made.body.code]).toEqual([403, 'reach_exceeded']);
    const reader = (await keyOf(app, owner, { scopes: ['agents:read'] })).client;
    expect((await reader.get(`/agents/${mine.id}/versions`)).status).toBe(200);
    expect((await reader.post(`/agents/${mine.id}/publish`, { version: 2 })).status).toBe(403);
  });

  it('what answers is within reach: settings of a version, and the oldest agent of a project', async () => {
    const home = (await owner.post('/projects', { name: 'Reach' })).body;
    const second = (await owner.post('/agents', { name: 'Second', project_id: home.id })).body;
    await owner.patch(`/agents/${second.id}`, { top_k: 3, publish: false });
    const principal = await principalOf(owner);
    const settings = await settingsOf(app.db, principal, second.id);
    expect(settings).toMatchObject({
      id: second.id,
      project_id: home.id,
      version: 1,
      name: 'Second',
      top_k: 8,
      tools: [],
    });
    expect(await settingsOf(app.db, principal, second.id, 1)).toEqual(settings);
    expect(await settingsOf(app.db, principal, second.id, 2)).toEqual({ ...settings, version: 2, top_k: 3 });
    await expect(settingsOf(app.db, principal, second.id, 3)).rejects.toMatchObject({ code: 'not_found' });
    expect((await defaultAgent(app.db, principal, home.id)).id).toBe(home.agent_id);
    const bound = { ...principal, agentIds: [second.id] };
    expect((await defaultAgent(app.db, bound, home.id)).id).toBe(second.id);
    await expect(settingsOf(app.db, bound, home.agent_id)).rejects.toMatchObject({ code: 'not_found' });
    for (const nobody of [
      { ...principal, tenantId: uuidv7() },
      { ...principal, projectIds: [project.id] },
    ]) {
      await expect(defaultAgent(app.db, nobody, home.id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(settingsOf(app.db, nobody, second.id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});
