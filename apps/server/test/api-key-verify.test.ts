import { deriveKey } from '@ragkeep/access';
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
const verify = (client: Client, key: string, more: object = {}) => client.post('/api-keys/verify', { key, ...more });
const codeOf = async (client: Client, key: string, more: object = {}) => (await verify(client, key, more)).body.code;

/** A tenant with the key of its own service, which checks those of its users. */
async function service() {
  const owner = await app.tenant();
  return { owner, gate: (await keyOf(app, owner, { scopes: ['keys:verify'] })).client };
}

it('a service learns whose key it was sent and what it may do', async () => {
  const { owner, gate } = await service();
  const expires_at = inSeconds(3600).toISOString();
  const metadata = { customer: 'c-17' };
  const { id, raw } = await keyOf(app, owner, {
    name: 'Customer 17',
    scopes: ['projects:write'],
    environment: 'test',
    expires_at,
    metadata,
  });
  const { status, body } = await verify(gate, raw, { required_scopes: ['projects:read'] });
  expect(status).toBe(200);
  expect(body).toEqual({
    valid: true,
    code: 'valid',
    key_id: id,
    name: 'Customer 17',
    environment: 'test',
    scopes: ['projects:read', 'projects:write'],
    project_ids: null,
    agent_ids: null,
    filter: null,
    member_id: null,
    expires_at,
    metadata,
    rate_limit: null,
  });
});

it('it needs keys:verify', async () => {
  const owner = await app.tenant();
  const { raw, client } = await keyOf(app, owner, { scopes: ['keys:read'] });
  const { status, body } = await verify(client, raw);
  expect([status, body.details.required_scope]).toEqual([403, 'keys:verify']);
});

it('what is revoked, unknown, malformed or another tenant’s is not found, in the same words', async () => {
  const { owner, gate } = await service();
  const revoked = await keyOf(app, owner);
  expect(await codeOf(gate, revoked.raw)).toBe('valid');
  await owner.delete(`/api-keys/${revoked.id}`);
  const rotated = await keyOf(app, owner);
  await owner.post(`/api-keys/${rotated.id}/rotate`);
  const stranger = await app.tenant();
  const theirs = await deriveKey(stranger.key ?? '', { expiresAt: inSeconds(60) });
  const unknown = `rk_live_${'a'.repeat(32)}`;
  for (const key of [revoked.raw, rotated.raw, stranger.key ?? '', theirs, unknown, `${rotated.raw}x`, '', 'x\0y']) {
    const { status, body } = await verify(gate, key);
    expect(status).toBe(200);
    expect(body).toMatchObject({ valid: false, code: 'not_found' });
    expect(Object.values(body).filter((value) => value !== null)).toEqual([false, 'not_found']);
  }
});

it('a service limited to a project sees only keys limited to it', async () => {
  const owner = await app.tenant();
  const project = (await owner.post('/projects', { name: 'P' })).body;
  const gate = (await keyOf(app, owner, { scopes: ['keys:verify'], project_ids: [project.id] })).client;
  const inside = await keyOf(app, owner, { project_ids: [project.id] });
  expect((await verify(gate, inside.raw)).body).toMatchObject({ valid: true, project_ids: [project.id] });
  expect(await codeOf(gate, (await keyOf(app, owner)).raw)).toBe('not_found');
});

it('expiry is told, whether the key was in memory or not, and what it could do is not', async () => {
  const { owner, gate } = await service();
  const [seen, unseen] = [await keyOf(app, owner, expiring(60)), await keyOf(app, owner, expiring(60))];
  const derived = await deriveKey((await keyOf(app, owner)).raw, { expiresAt: inSeconds(60) });
  expect([await codeOf(gate, seen.raw), await codeOf(gate, derived)]).toEqual(['valid', 'valid']);
  clock.advance(60);
  for (const key of [seen.raw, unseen.raw, derived]) {
    const { body } = await verify(gate, key);
    expect(body).toMatchObject({ valid: false, code: 'expired', name: 'A key', scopes: null });
    expect(new Date(body.expires_at)).toEqual(clock.now());
  }
});

it('a secret whose grace is over is not found, though its key lives', async () => {
  const { owner, gate } = await service();
  const { id, raw } = await keyOf(app, owner);
  await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 30 });
  expect((await verify(gate, raw)).body).toMatchObject({ valid: true, expires_at: inSeconds(30).toISOString() });
  clock.advance(30);
  expect(await codeOf(gate, raw)).toBe('not_found');
});

it('a key that lacks a required scope is told from a good one', async () => {
  const { owner, gate } = await service();
  const { raw } = await keyOf(app, owner, { scopes: ['query'] });
  expect((await verify(gate, raw, { required_scopes: ['query', 'ingest'] })).body).toMatchObject({
    valid: false,
    code: 'insufficient_scope',
    scopes: null,
  });
});

it('a key bound to addresses is valid only for one of them, and not for none', async () => {
  const { owner, gate } = await service();
  const { raw } = await keyOf(app, owner, { allowed_cidrs: ['203.0.113.0/24', '2001:db8::/32'] });
  const codes = [];
  for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8::1', '198.51.100.1']) {
    codes.push(await codeOf(gate, raw, { address }));
  }
  expect(codes).toEqual(['valid', 'valid', 'valid', 'address_not_allowed']);
  expect(await codeOf(gate, raw)).toBe('address_not_allowed');
  expect((await verify(gate, raw, { address: '203.0.113.7, 10.0.0.1' })).status).toBe(400);
});

it('a check counts against the key’s own limit, together with its requests, and as its last use', async () => {
  const { owner, gate } = await service();
  const { id, raw, client } = await keyOf(app, owner, { rate_limit_per_minute: 3 });
  await client.get('/auth/me');
  const left = [];
  for (let n = 0; n < 3; n++) left.push((await verify(gate, raw)).body);
  expect(left.map(({ code, rate_limit }) => [code, rate_limit])).toEqual([
    ['valid', { limit: 3, remaining: 1, reset_seconds: 60 }],
    ['valid', { limit: 3, remaining: 0, reset_seconds: 60 }],
    ['rate_limited', { limit: 3, remaining: 0, reset_seconds: 60 }],
  ]);
  expect((await client.get('/auth/me')).status).toBe(429);
  await app.flush();
  expect((await owner.get(`/api-keys/${id}`)).body.last_used_at).toBe(clock.now().toISOString());
});

it('a derived key is worth what it says, within what its parent is', async () => {
  const { owner, gate } = await service();
  const { id, raw } = await keyOf(app, owner, { scopes: ['query', 'ingest'] });
  const filter = { customer: 'c-17' };
  const derived = await deriveKey(raw, { expiresAt: inSeconds(60), filter });
  expect((await verify(gate, derived)).body).toMatchObject({ valid: true, key_id: id, scopes: ['query'], filter });
  await owner.delete(`/api-keys/${id}`);
  expect(await codeOf(gate, derived)).toBe('not_found');
});

const expiring = (seconds: number) => ({ expires_at: inSeconds(seconds).toISOString() });
