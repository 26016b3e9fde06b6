import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
let owner: Client;
let lamps: { id: string; slug: string; agent_id: string };
let horns: typeof lamps;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
  lamps = (await owner.post('/projects', { name: 'Lamps' })).body;
  horns = (await owner.post('/projects', { name: 'Horns' })).body;
});
afterAll(() => app.close());

const say = (content: string, role = 'user') => ({ role, content });

describe('RX-4: the threads of a workspace', () => {
  it('are its conversations, with every operation of those', async () => {
    const at = `/workspaces/${lamps.slug}/threads`;
    const made = await owner.post(at, { agent_id: lamps.agent_id, user_id: 'ada', messages: [say('Is it lit?')] });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ project_id: lamps.id, agent_id: lamps.agent_id, title: 'Is it lit?' });
    const { id } = made.body;
    expect((await owner.get(`/projects/${lamps.id}/threads/${id}`)).body).toEqual(made.body);
    expect((await owner.get(`/conversations/${id}`)).body).toEqual(made.body);
    expect((await owner.patch(`${at}/${id}`, { title: 'Lamps' })).body.title).toBe('Lamps');
    expect((await owner.post(`${at}/${id}/messages`, say('Yes.', 'assistant'))).status).toBe(201);
    const messages = (await owner.get(`${at}/${id}/messages`)).body;
    expect(messages).toEqual((await owner.get(`/conversations/${id}/messages`)).body);
    expect((await owner.get(`${at}/${id}/export`)).body.messages).toEqual(messages.data);
    const other = (await owner.post('/conversations', { project_id: lamps.id })).body;
    await owner.post('/conversations', {});
    const ids = async (query = '') => (await owner.get(at + query)).body.data.map((each: { id: string }) => each.id);
    expect([await ids(), await ids('?user_id=ada'), await ids(`?agent_id=${horns.agent_id}`)]).toEqual([
      [other.id, id],
      [id],
      [],
    ]);
    const { next_cursor } = (await owner.get(`${at}?limit=1`)).body;
    expect(await ids(`?limit=1&cursor=${next_cursor}`)).toEqual([id]);
    expect((await owner.delete(`${at}/${id}`)).status).toBe(204);
    expect((await owner.get(`/conversations/${id}`)).status).toBe(404);
  });

  it('of another project are not found there, nor is its agent', async () => {
    const inHorns = (await owner.post(`/projects/${horns.id}/threads`, { messages: [say('Theirs.')] })).body;
    const ofNone = (await owner.post('/conversations', {})).body;
    for (const { id } of [inHorns, ofNone]) {
      const path = `/projects/${lamps.id}/threads/${id}`;
      const answers = [
        await owner.get(path),
        await owner.patch(path, { title: 'x' }),
        await owner.get(`${path}/messages`),
        await owner.post(`${path}/messages`, say('x')),
        await owner.get(`${path}/export`),
        await owner.delete(path),
      ];
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(404));
    }
    const strange = await owner.post(`/projects/${lamps.id}/threads`, { agent_id: horns.agent_id });
    expect([strange.status, strange.body.details.resource]).toEqual([404, 'agent']);
    expect((await owner.post(`/projects/${lamps.id}/threads`, { project_id: horns.id })).status).toBe(400);
    expect((await owner.get(`/conversations/${inHorns.id}`)).body).toMatchObject({
      title: 'Theirs.',
      message_count: 1,
    });
  });

  it('RT-1: are closed to a key of another project, and RV-3: to one without the scope', async () => {
    const { id } = (await owner.post(`/projects/${lamps.id}/threads`, {})).body;
    const scopes = ['conversations:write'];
    const own = await keyOf(app, owner, { scopes, project_ids: [lamps.id] });
    const strange = await keyOf(app, owner, { scopes, project_ids: [horns.id] });
    const reading = await keyOf(app, owner, { scopes: ['conversations:read'] });
    const without = await keyOf(app, owner, { scopes: ['query', 'projects:write'] });
    const statuses = async ({ client }: { client: Client }) => [
      (await client.get(`/projects/${lamps.id}/threads`)).status,
      (await client.get(`/projects/${lamps.id}/threads/${id}`)).status,
      (await client.post(`/projects/${lamps.slug}/threads`, {})).status,
      (await client.patch(`/projects/${lamps.id}/threads/${id}`, { title: 'x' })).status,
    ];
    expect(await statuses(own)).toEqual([200, 200, 201, 200]);
    expect(await statuses(strange)).toEqual([404, 404, 404, 404]);
    expect(await statuses(reading)).toEqual([200, 200, 403, 403]);
    expect(await statuses(without)).toEqual([403, 403, 403, 403]);
  });

  it('go with their project', async () => {
    const project = (await owner.post('/projects', { name: 'Brief' })).body;
    const { id } = (await owner.post(`/projects/${project.id}/threads`, { messages: [say('x')] })).body;
    expect((await owner.delete(`/projects/${project.id}`)).status).toBe(204);
    expect((await owner.get(`/conversations/${id}`)).status).toBe(404);
    expect(await app.db.selectFrom('messages').where('conversation_id', '=', id).execute()).toEqual([]);
  });

  it('stay when their agent is deleted', async () => {
    const agent = (await owner.post('/agents', { name: 'Brief', project_id: lamps.id })).body;
    const { id } = (await owner.post(`/projects/${lamps.id}/threads`, { agent_id: agent.id })).body;
    expect((await owner.delete(`/agents/${agent.id}`)).status).toBe(204);
    expect((await owner.get(`/projects/${lamps.id}/threads/${id}`)).body.agent_id).toBe(agent.id);
  });
});
