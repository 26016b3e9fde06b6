import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendMessages, openConversation } from '../src/features/conversations/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
let owner: Client;
let lamps: { id: string; slug: string; agent_id: string };
let horns: typeof lamps;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
  owner = await app.tenant();
  lamps = (await owner.post('/projects', { name: 'Lamps' })).body;
  horns = (await owner.post('/projects', { name: 'Horns' })).body;
});
afterAll(() => app.close());

const SCOPES = ['conversations:write', 'users:read'];
const say = (content: string, role = 'user') => ({ role, content });
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

describe('who sees which conversations', () => {
  it('RV-3: conversations:read reads and changes nothing; conversations:write does both', async () => {
    const { id } = (await owner.post('/conversations', { messages: [say('x')] })).body;
    const statuses = async (client: Client) => [
      (await client.get('/conversations')).status,
      (await client.get(`/conversations/${id}`)).status,
      (await client.get(`/conversations/${id}/messages`)).status,
      (await client.get(`/conversations/${id}/export`)).status,
      (await client.post('/conversations', {})).status,
      (await client.post(`/conversations/${id}/messages`, say('y'))).status,
      (await client.patch(`/conversations/${id}`, { title: 'y' })).status,
      (await client.delete(`/conversations/${id}`)).status,
    ];
    const withScopes = async (...scopes: string[]) => (await keyOf(app, owner, { scopes })).client;
    const refused = Array(4).fill(403);
    expect(await statuses(await withScopes('conversations:read'))).toEqual([200, 200, 200, 200, ...refused]);
    const others = await withScopes('memory:write', 'users:write', 'query', 'agents:write', 'projects:write');
    expect(await statuses(others)).toEqual([...refused, ...refused]);
    expect(await statuses(await withScopes('conversations:write'))).toEqual([200, 200, 200, 200, 201, 201, 200, 204]);
  });

  it('RT-1: a key of one project sees that project’s, and begins them there', async () => {
    const { client } = await keyOf(app, owner, { scopes: SCOPES, project_ids: [lamps.id] });
    const beyond = [];
    for (const body of [{}, { project_id: horns.id }, { agent_id: horns.agent_id }]) {
      beyond.push((await owner.post('/conversations', body)).body.id);
    }
    const made = await client.post('/conversations', {});
    expect([made.status, made.body.project_id]).toEqual([201, lamps.id]);
    for (const body of [{ project_id: horns.id }, { project_id: horns.slug }, { agent_id: horns.agent_id }]) {
      expect((await client.post('/conversations', body)).status).toBe(404);
    }
    const { data } = (await client.get('/conversations?limit=200')).body;
    expect(new Set(data.map((each: { project_id: string }) => each.project_id))).toEqual(new Set([lamps.id]));
    for (const id of beyond) {
      expect((await client.get(`/conversations/${id}`)).status).toBe(404);
      expect((await client.delete(`/conversations/${id}`)).status).toBe(404);
      expect((await client.post(`/conversations/${id}/messages`, say('x'))).status).toBe(404);
    }
    const both = await keyOf(app, owner, { scopes: SCOPES, project_ids: [lamps.id, horns.id] });
    const unnamed = await both.client.post('/conversations', {});
    expect([unnamed.status, unnamed.body.details.issues[0].path]).toEqual([400, 'project_id']);
    expect((await both.client.post('/conversations', { project_id: horns.slug })).status).toBe(201);
  });

  it('a key of one agent sees those it answers in', async () => {
    const second = (await owner.post('/agents', { name: 'Second', project_id: lamps.id })).body;
    const { client } = await keyOf(app, owner, { scopes: SCOPES, agent_ids: [second.id] });
    const beyond = (await owner.post('/conversations', { agent_id: lamps.agent_id })).body;
    const without = (await owner.post('/conversations', { project_id: lamps.id })).body;
    const made = await client.post('/conversations', {});
    expect(made.body).toMatchObject({ agent_id: second.id, project_id: lamps.id });
    expect((await client.post('/conversations', { project_id: lamps.id })).status).toBe(201);
    for (const body of [{ agent_id: lamps.agent_id }, { project_id: horns.id }]) {
      expect((await client.post('/conversations', body)).status).toBe(404);
    }
    expect(idsOf((await client.get('/conversations')).body)).toContain(made.body.id);
    expect((await client.get('/conversations')).body.data).toHaveLength(2);
    for (const { id } of [beyond, without]) expect((await client.get(`/conversations/${id}`)).status).toBe(404);
    const both = await keyOf(app, owner, { scopes: SCOPES, agent_ids: [second.id, horns.agent_id] });
    expect((await both.client.post('/conversations', {})).body.details.issues[0].path).toBe('agent_id');
  });

  it('a key derived for a user sees and begins only theirs', async () => {
    const expiresAt = new Date(clock.now().getTime() + 600_000);
    const derived = async (subject: string) =>
      app.client(await deriveKey(owner.key ?? '', { expiresAt, subject, scopes: ['conversations:write'] }));
    const [mine, stranger] = [await derived('user-7'), await derived('user-8')];
    expect((await mine.get('/conversations')).body.data).toEqual([]);
    const made = await mine.post('/conversations', { messages: [say('Only mine.')] });
    const [user] = (await owner.get('/users?external_id=user-7')).body.data;
    expect([made.status, made.body.user_id]).toEqual([201, user.id]);
    const others = (await owner.post('/conversations', { user_id: 'user-9' })).body;
    const nobodys = (await owner.post('/conversations', {})).body;
    for (const query of ['', `?user_id=${user.id}`, '?user_id=user-7']) {
      expect(idsOf((await mine.get(`/conversations${query}`)).body)).toEqual([made.body.id]);
    }
    for (const client of [mine, stranger]) {
      expect((await client.get('/conversations?user_id=user-9')).body.data).toEqual([]);
      expect((await client.post('/conversations', { user_id: 'user-9' })).status).toBe(404);
      for (const { id } of [others, nobodys]) expect((await client.get(`/conversations/${id}`)).status).toBe(404);
    }
    expect((await stranger.get(`/conversations/${made.body.id}/messages`)).status).toBe(404);
    expect((await owner.get('/users?external_id=user-8')).body.data).toEqual([]);
  });

  it('another tenant’s are not found, nor its projects, agents and users', async () => {
    const stranger = await app.tenant();
    const { id } = (await owner.post('/conversations', { user_id: 'ours', messages: [say('Ours.')] })).body;
    const [user] = (await owner.get('/users?external_id=ours')).body.data;
    for (const answer of [
      await stranger.get(`/conversations/${id}`),
      await stranger.get(`/conversations/${id}/messages`),
      await stranger.get(`/conversations/${id}/export?format=markdown`),
      await stranger.patch(`/conversations/${id}`, { title: 'x' }),
      await stranger.post(`/conversations/${id}/messages`, say('x')),
      await stranger.delete(`/conversations/${id}`),
      await stranger.post('/conversations', { project_id: lamps.id }),
      await stranger.post('/conversations', { agent_id: lamps.agent_id }),
      await stranger.post('/conversations', { user_id: user.id }),
    ]) {
      expect(answer.status).toBe(404);
    }
    for (const query of [`user_id=${user.id}`, `project_id=${lamps.id}`, `agent_id=${lamps.agent_id}`]) {
      expect((await stranger.get(`/conversations?${query}`)).body.data).toEqual([]);
    }
    expect((await owner.get(`/conversations/${id}`)).body).toMatchObject({ title: 'Ours.', message_count: 1 });
  });
});

describe('a conversation with an agent', () => {
  const principal = async (client: Client) => {
    const { tenant } = (await client.get('/auth/me')).body;
    return {
      ...({ type: 'key', id: tenant.id, tenantId: tenant.id, scopes: ['tenant:admin'], projectIds: null } as const),
      ...{ agentIds: null, memberId: null, role: null, sessionId: null, derivedFor: null, filter: null, address: '' },
    };
  };
  const deps = () => ({ db: app.db, clock });
  const agentOf = (project: typeof lamps) => ({ id: project.agent_id, project_id: project.id });

  it('comes about with what is said first, and is gone on with', async () => {
    const who = await principal(owner);
    const opened = await openConversation(deps(), who, { id: null, agent: agentOf(lamps), user: 'newcomer' });
    expect(opened).toMatchObject({ conversation: { user_id: opened.userId }, history: [] });
    const turns = [say('Hello?'), { role: 'assistant' as const, content: 'Yes.' }] as {
      role: 'user';
      content: string;
    }[];
    const before = (await owner.get('/conversations?user_id=newcomer')).body.data;
    const { conversationId: id, ids } = await appendMessages(deps(), who.tenantId, opened.conversation, turns);
    expect([before, ids.length]).toEqual([[], 2]);
    expect((await owner.get(`/conversations/${id}`)).body).toMatchObject({
      ...{ title: 'Hello?', message_count: 2, agent_id: lamps.agent_id, project_id: lamps.id },
    });
    for (let n = 0; n < 20; n++) await appendMessages(deps(), who.tenantId, id, turns);
    const again = await openConversation(deps(), who, { id, agent: agentOf(lamps) });
    expect(again).toMatchObject({ userId: opened.userId, conversation: id });
    expect(again.history).toEqual(Array.from({ length: 20 }, () => turns).flat());
    expect((await openConversation(deps(), who, { id, agent: agentOf(lamps), user: 'newcomer' })).conversation).toBe(
      id,
    );
  });

  it('is not found by another agent, nor for another user; one made without an agent is open to its project’s', async () => {
    const who = await principal(owner);
    const begin = async (body: object): Promise<string> => (await owner.post('/conversations', body)).body.id;
    const open = (id: string, project: typeof lamps, user?: string) =>
      openConversation(deps(), who, { id, agent: agentOf(project), ...(user ? { user } : {}) });
    const ofLamps = await begin({ agent_id: lamps.agent_id, user_id: 'ada' });
    const inLamps = await begin({ project_id: lamps.id });
    await owner.post('/users', { external_id: 'grace' });
    await expect(open(ofLamps, horns)).rejects.toMatchObject({ code: 'not_found' });
    await expect(open(ofLamps, lamps, 'grace')).rejects.toMatchObject({ code: 'not_found' });
    await expect(open(inLamps, horns)).rejects.toMatchObject({ code: 'not_found' });
    await expect(open(inLamps, lamps, 'ada')).rejects.toMatchObject({ code: 'not_found' });
    expect((await open(inLamps, lamps)).conversation).toBe(inLamps);
    const ofNone = await begin({});
    expect((await open(ofNone, lamps)).conversation).toBe(ofNone);
    await expect(
      openConversation(deps(), await principal(await app.tenant()), { id: inLamps, agent: agentOf(lamps) }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that is added to when its user is gone stays gone', async () => {
    const who = await principal(owner);
    const opened = await openConversation(deps(), who, { id: null, agent: agentOf(lamps), user: 'leaving' });
    await owner.delete(`/users/${opened.userId}`);
    const late = appendMessages(deps(), who.tenantId, opened.conversation, [{ role: 'user', content: 'x' }]);
    await expect(late).rejects.toMatchObject({ code: 'not_found' });
  });

  it('holds what was asked and answered, with its citations', async () => {
    await owner.ingest(lamps.id, { text: 'The ferry leaves at seven in the morning from pier four.' });
    const at = `/agents/${lamps.agent_id}/query`;
    const asked = await owner.post(at, { message: 'When does the ferry leave?', user_id: 'asker' });
    expect(asked.status, asked.text).toBe(200);
    const { conversation_id: id, message_id, answer, citations, mode } = asked.body;
    expect(
      (await owner.post(at, { message: 'And from which pier does the ferry leave?', conversation_id: id })).body
        .conversation_id,
    ).toBe(id);
    const { data } = (await owner.get(`/conversations/${id}/messages`)).body;
    expect(data.slice(0, 2)).toMatchObject([
      { role: 'user', content: 'When does the ferry leave?', citations: null },
      { id: message_id, role: 'assistant', content: answer, citations, mode, refused: false },
    ]);
    expect([data.length, citations.length]).toEqual([4, 1]);
    const strange = await owner.post(`/agents/${horns.agent_id}/query`, { message: 'x', conversation_id: id });
    expect(strange.status).toBe(404);
    expect((await owner.get('/conversations?user_id=asker')).body.data).toMatchObject([{ id, message_count: 4 }]);
  });
});
