import { createHmac } from 'node:crypto';
import { type DerivedClaims, deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
});
afterAll(() => app.close());

const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
const derive = async (raw: string, claims: Partial<DerivedClaims> = {}): Promise<Client> =>
  app.client(await deriveKey(raw, { expiresAt: inSeconds(600), ...claims }));
const statusOf = async (client: Client) => (await client.get('/auth/me')).status;

it('may do what it claims of what its parent may, and says who it is', async () => {
  const owner = await app.tenant();
  const { raw } = await keyOf(app, owner, { scopes: ['query', 'projects:write'] });
  const plain = await (await derive(raw, { subject: 'user-7' })).get('/auth/me');
  expect(plain.body).toMatchObject({ type: 'key', derived_for: 'user-7', scopes: ['query'] });
  // It is in a stranger's browser, to whom its parent and the owner are nothing.
  expect([Object.keys(plain.body.tenant), plain.body.key]).toEqual([['id', 'name'], undefined]);
  const narrow = await derive(raw, { scopes: ['projects:read', 'ingest', 'tenant:admin'] });
  expect((await narrow.get('/auth/me')).body.scopes).toEqual(['projects:read']);
  expect((await narrow.get('/projects')).status).toBe(200);
  expect((await narrow.post('/projects', { name: 'x' })).body.details.required_scope).toBe('projects:write');
});

it('never administers keys, members or the tenant, whatever its parent may', async () => {
  const owner = await app.tenant();
  const child = await derive(owner.key ?? '', {
    scopes: ['projects:read', 'tenant:admin', 'keys:write', 'members:write'],
  });
  expect((await child.get('/projects')).status).toBe(200);
  for (const path of ['/api-keys', '/tenant']) expect((await child.get(path)).status).toBe(403);
  expect((await child.post('/api-keys', { name: 'x' })).status).toBe(403);
  expect((await child.post('/api-keys/revoke', { environment: 'live' })).status).toBe(403);
});

it('reaches the projects it claims, and none that its parent does not', async () => {
  const owner = await app.tenant();
  const [a, b] = [
    (await owner.post('/projects', { name: 'A' })).body,
    (await owner.post('/projects', { name: 'B' })).body,
  ];
  const { raw } = await keyOf(app, owner, { project_ids: [a.id] });
  const seen = async (client: Client) =>
    (await client.get('/projects')).body.data.map((project: { id: string }) => project.id);
  const reading = (parent: string, projectIds?: string[]) =>
    derive(parent, { scopes: ['projects:read'], ...(projectIds && { projectIds }) });
  expect(await seen(await reading(owner.key ?? '', [b.id]))).toEqual([b.id]);
  expect(await seen(await reading(raw))).toEqual([a.id]);
  expect(await seen(await reading(raw, [a.id, b.id]))).toEqual([a.id]);
  expect(await seen(await reading(raw, [b.id]))).toEqual([]);
  expect((await (await reading(raw, [b.id])).get(`/projects/${b.id}`)).status).toBe(404);
});

it('ends when it says, and is none if it claims a life of over a day', async () => {
  const owner = await app.tenant();
  const { raw } = await keyOf(app, owner);
  const child = await derive(raw, { expiresAt: inSeconds(60) });
  expect(await statusOf(child)).toBe(200);
  clock.advance(59);
  expect(await statusOf(child)).toBe(200);
  clock.advance(1);
  expect(await statusOf(child)).toBe(401);
  expect(await statusOf(await derive(raw, { expiresAt: inSeconds(24 * 3600) }))).toBe(200);
  expect(await statusOf(await derive(raw, { expiresAt: inSeconds(24 * 3600 + 1) }))).toBe(401);
});

it('dies with its parent: revoked, expired, rotated', async () => {
  const owner = await app.tenant();
  const [revoked, rotated, replaced] = [await keyOf(app, owner), await keyOf(app, owner), await keyOf(app, owner)];
  const expiring = await keyOf(app, owner, { expires_at: inSeconds(30).toISOString() });
  const children: Client[] = [];
  for (const { raw } of [revoked, rotated, replaced, expiring]) children.push(await derive(raw));
  const statuses = async () => {
    const all = [];
    for (const child of children) all.push(await statusOf(child));
    return all;
  };
  expect(await statuses()).toEqual([200, 200, 200, 200]);
  await owner.delete(`/api-keys/${revoked.id}`);
  await owner.post(`/api-keys/${rotated.id}/rotate`);
  await owner.post(`/api-keys/${replaced.id}/rotate`, { grace_seconds: 30 });
  expect(await statuses()).toEqual([401, 401, 200, 200]);
  clock.advance(30);
  expect(await statuses()).toEqual([401, 401, 401, 401]);
});

it('is bound to its parent’s addresses and shares its rate', async () => {
  const owner = await app.tenant();
  const bound = await keyOf(app, owner, { allowed_cidrs: ['203.0.113.0/24'] });
  expect((await (await derive(bound.raw)).get('/auth/me')).body.code).toBe('address_not_allowed');
  const limited = await keyOf(app, owner, { rate_limit_per_minute: 2 });
  const [one, two] = [await derive(limited.raw, { subject: 'one' }), await derive(limited.raw, { subject: 'two' })];
  expect([await statusOf(one), await statusOf(two), await statusOf(one)]).toEqual([200, 200, 429]);
});

it('is none when what it says, or its signature, is another’s', async () => {
  const owner = await app.tenant();
  const [one, two] = [await keyOf(app, owner), await keyOf(app, owner)];
  const claims = { expiresAt: inSeconds(60), scopes: ['query'] as const };
  const [mine, theirs] = [await deriveKey(one.raw, claims), await deriveKey(two.raw, claims)];
  const [text = '', signature = ''] = mine.split('.');
  const payload = JSON.parse(Buffer.from(text.slice(4), 'base64url').toString());
  const wider = `rkd_${Buffer.from(JSON.stringify({ ...payload, scopes: ['ingest'] })).toString('base64url')}`;
  // Whoever reads the database knows the digest, but not what the signature is made with.
  const byDigest = createHmac('sha256', Buffer.from(payload.k, 'base64url')).update(text).digest('base64url');
  expect(await statusOf(app.client(mine))).toBe(200);
  for (const forged of [
    `${wider}.${signature}`,
    `${text}.${theirs.split('.')[1]}`,
    `${text}.${byDigest}`,
    `${text}.${'A'.repeat(43)}`,
    text,
  ]) {
    expect(await statusOf(app.client(forged))).toBe(401);
  }
});

it('its filter holds on every search, together with the one that is asked for', async () => {
  const owner = await app.tenant();
  const project = (await owner.post('/projects', { name: 'P' })).body;
  await owner.ingest(project.id, {
    documents: ['red', 'blue'].flatMap((team) =>
      [1, 2].map((part) => ({
        external_id: `${team}-${part}`,
        text: `The ${team} team keeps its lamps in room ${part}.`,
        metadata: { team, part },
      })),
    ),
  });
  const child = await derive(owner.key ?? '', { filter: { team: 'red' } });
  const found = async (client: Client, more: object = {}) => {
    const { body } = await client.post(`/projects/${project.id}/search`, { query: 'lamps room team', ...more });
    return body.results.map((hit: { document: { external_id: string } }) => hit.document.external_id).sort();
  };
  expect(await found(owner)).toEqual(['blue-1', 'blue-2', 'red-1', 'red-2']);
  expect(await found(child)).toEqual(['red-1', 'red-2']);
  expect(await found(child, { filter: { part: 2 } })).toEqual(['red-2']);
  expect(await found(child, { filter: { team: 'blue' } })).toEqual([]);
  expect(await found(child, { filter: { team: ['red', 'blue'] } })).toEqual(['red-1', 'red-2']);
  const answer = await child.post(`/agents/${project.agent_id}/query`, {
    message: 'Where does the blue team keep its lamps?',
  });
  const cited = answer.body.citations.map(
    (citation: { document: { external_id: string } }) => citation.document.external_id,
  );
  expect(cited.filter((id: string) => id.startsWith('blue'))).toEqual([]);
  expect((await child.get(`/projects/${project.id}/documents`)).status).toBe(403);
});
