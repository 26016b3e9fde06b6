import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';
import { holds, tableSinks } from './support/secret-watch.ts';

let app: TestApp;
let owner: Client;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

/** In every text that can be about a user, of several users; each with a canary of its own. */
async function furnish(canary: string): Promise<{ id: string; conversations: string[] }> {
  const text = `${canary} sings`;
  const metadata = { note: text };
  const user = { external_id: canary, name: text, email: `${canary}@example.com`, metadata };
  const { id } = (await owner.post('/users', user, { 'idempotency-key': canary })).body;
  const project = (await owner.post('/projects', { name: 'Aviary' })).body;
  const message = { role: 'user', content: text, metadata };
  const conversations = [];
  for (const place of [{}, { project_id: project.id }, { agent_id: project.agent_id, title: text }]) {
    const body = { ...place, user_id: canary, metadata, messages: [message, { ...message, role: 'assistant' }] };
    const made = await owner.post('/conversations', body, { 'idempotency-key': `${canary}-${conversations.length}` });
    conversations.push(made.body.id);
  }
  await owner.post(`/conversations/${conversations[0]}/messages`, message);
  const said = { user_id: canary, messages: [{ ...message, name: text, id: canary }], conversation_id: canary };
  for (const body of [said, { user_id: canary, text }, { user_id: canary, facts: [{ content: text, metadata }] }]) {
    const { status, text: answer } = await owner.post('/memory', body);
    expect(status, answer).toBe(201);
  }
  return { id, conversations };
}

/** The tables with the canary in any column. */
const tablesWith = async (canary: string): Promise<string[]> =>
  (await tableSinks(app.db)).filter(([, text]) => holds(text, canary)).map(([name]) => name);

describe('an erased user', () => {
  it('leaves no word of theirs in any column of any table, and others theirs', async () => {
    const [gone, stays] = [await furnish('canary-ada-0001'), await furnish('canary-eve-0002')];
    const everywhere = ['conversations', 'memories', 'memory_sources', 'messages', 'users'].map(
      (name) => `table ${name}`,
    );
    expect(await tablesWith('canary-ada-0001')).toEqual(expect.arrayContaining(everywhere));
    const others = await tablesWith('canary-eve-0002');
    expect((await owner.delete(`/users/${gone.id}`)).status).toBe(204);
    expect(await tablesWith('canary-ada-0001')).toEqual([]);
    expect(await tablesWith('canary-eve-0002')).toEqual(others);
    // What still has the id is the word of the erasure, and work that finds nobody any more.
    for (const name of await tablesWith(gone.id)) expect(name).toBeOneOf(['table audit_events', 'table work']);
    for (const id of gone.conversations) expect((await owner.get(`/conversations/${id}`)).status).toBe(404);
    for (const id of stays.conversations) expect((await owner.get(`/conversations/${id}`)).status).toBe(200);
    expect((await owner.delete(`/users/${gone.id}`)).status).toBe(404);
    expect(app.logged()).not.toContain('canary-ada-0001');
  });

  it('is in the audit log by id, with how much there was', async () => {
    const { id } = await furnish('canary-lee-0003');
    await owner.delete(`/users/${id}`);
    expect(await lastEvent(app, owner, 'user.erased')).toMatchObject({
      target_type: 'user',
      target_id: id,
      before: { conversations: 3, messages: 7, memories: 3 },
      after: null,
    });
  });
});

describe('the export of a user', () => {
  it('is one document with all of it', async () => {
    const { id, conversations } = await furnish('canary-sam-0004');
    const { status, body, headers } = await owner.get(`/users/${id}/export`);
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="user-${id}.json"; filename*=UTF-8''user-${id}.json`,
    ]);
    expect(body.user).toEqual((await owner.get(`/users/${id}`)).body);
    const exported = [];
    for (const each of conversations.toReversed()) {
      exported.push((await owner.get(`/conversations/${each}/export`)).body);
    }
    expect(body.conversations).toEqual(exported);
    expect(body.conversations[2].messages).toHaveLength(3);
    expect(body.memories).toEqual((await owner.get(`/memory?user_id=${id}&include_superseded=true`)).body.data);
    expect(body.memories).toHaveLength(3);
    const empty = (await owner.post('/users', {})).body;
    expect((await owner.get(`/users/${empty.id}/export`)).body).toEqual({
      user: empty,
      conversations: [],
      memories: [],
    });
  });

  it('needs the scopes of all that is in it', async () => {
    const { id } = (await owner.post('/users', {})).body;
    const all = ['users:read', 'conversations:read', 'memory:read'];
    for (const missing of all) {
      const { client } = await keyOf(app, owner, { scopes: all.filter((scope) => scope !== missing) });
      const { status, body } = await client.get(`/users/${id}/export`);
      expect([status, body.details.required_scope]).toEqual([403, missing]);
    }
    expect((await (await keyOf(app, owner, { scopes: all })).client.get(`/users/${id}/export`)).status).toBe(200);
  });
});

it('a key derived for a user reads, exports and erases no other', async () => {
  const [mine, other] = [
    (await owner.post('/users', { external_id: 'sub-1' })).body,
    (await owner.post('/users', { external_id: 'sub-2' })).body,
  ];
  const scopes = ['users:write', 'conversations:read', 'memory:read'] as const;
  const expiresAt = new Date(Date.now() + 600_000);
  const client = app.client(await deriveKey(owner.key ?? '', { expiresAt, subject: 'sub-1', scopes }));
  expect((await client.get('/users')).body.data).toEqual([mine]);
  expect((await client.get('/users?external_id=sub-2')).body.data).toEqual([]);
  for (const answer of [
    await client.get(`/users/${other.id}`),
    await client.get(`/users/${other.id}/export`),
    await client.patch(`/users/${other.id}`, { name: 'x' }),
    await client.delete(`/users/${other.id}`),
  ]) {
    expect(answer.status).toBe(404);
  }
  expect((await client.get(`/users/${mine.id}/export`)).status).toBe(200);
  expect((await client.delete(`/users/${mine.id}`)).status).toBe(204);
  expect((await client.get('/users')).body.data).toEqual([]);
  expect((await owner.get(`/users/${other.id}`)).body).toEqual(other);
});

it('what is said at the moment of erasure is erased or refused, and never stays', async () => {
  const { id } = (await owner.post('/users', { external_id: 'racing' })).body;
  const begin = () =>
    owner.post('/conversations', { user_id: id, messages: [{ role: 'user', content: 'race-canary' }] });
  const [deleted, ...begun] = await Promise.all([owner.delete(`/users/${id}`), ...Array.from({ length: 8 }, begin)]);
  expect(deleted?.status).toBe(204);
  for (const { status } of begun) expect(status).toBeOneOf([201, 404]);
  expect(await tablesWith('race-canary')).toEqual([]);
});
