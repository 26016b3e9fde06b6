import { APP_SCOPES } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf as issueKey, lastEvent } from './keys.ts';
import { addMember, type Person, peopledTenant } from './people.ts';
import { sendRaw } from './support/raw-http.ts';

let app: TestApp;
let owner: Client;
let stranger: Client;
let person: Person;
const clock = testClock();

beforeAll(async () => {
  app = await startTestApp({}, { clock });
  const tenant = await peopledTenant(app);
  owner = tenant.owner.client;
  person = tenant.owner;
  stranger = await app.tenant();
});
afterAll(() => app.close());

interface Registered {
  id: string;
  secret: string;
}

async function registered(input: object = {}): Promise<Registered> {
  const { status, body, text } = await owner.post('/apps', { name: 'Sync', scopes: ['projects:read'], ...input });
  expect(status, text).toBe(201);
  return body;
}

async function approved(input: object = {}): Promise<Registered> {
  const made = await registered(input);
  expect((await owner.post(`/apps/${made.id}/approve`)).status).toBe(200);
  return made;
}

const asApp = ({ id, secret }: { id: string; secret?: string }) => ({
  'x-app-id': id,
  ...(secret === undefined ? {} : { 'x-app-secret': secret }),
});
const get = (headers: Record<string, string>, path = '/projects') => app.client().get(path, headers);
const outcome = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code ?? null];

describe('RX-7: a registered local app', () => {
  it('asks, is approved by a person, does what it was granted and no more, and is revoked', async () => {
    const { body: made } = await owner.post('/apps', {
      name: 'Note keeper',
      description: 'Brings notes in',
      scopes: ['ingest', 'projects:read'],
    });
    expect(made).toMatchObject({ status: 'pending', requested_at: null, approved_by: null, project_ids: null });
    expect(made.secret).toMatch(/^ras_[\w-]{43}$/);

    const refused = await get(asApp({ id: made.id }));
    expect(outcome(refused)).toEqual([403, 'app_not_approved']);
    expect(refused.body.message).toContain('Note keeper');
    const waiting = (await owner.get('/apps?status=pending')).body.data;
    expect(waiting).toMatchObject([{ id: made.id, requested_at: clock.now().toISOString() }]);
    expect(await lastEvent(app, owner, 'app.requested')).toMatchObject({ actor_type: 'app', actor_id: made.id });

    const granted = await owner.post(`/apps/${made.id}/approve`);
    expect(granted.body).toMatchObject({ status: 'approved', approved_by: { type: 'member', id: person.id } });
    expect((await get(asApp({ id: made.id }))).status).toBe(200);
    expect(outcome(await get(asApp({ id: made.id }), '/members'))).toEqual([403, 'insufficient_scope']);

    const me = (await get(asApp({ id: made.id }), '/auth/me')).body;
    expect(me).toMatchObject({ type: 'app', scopes: ['ingest', 'projects:read'], app: { name: 'Note keeper' } });
    await app.flush();
    expect((await owner.get(`/apps/${made.id}`)).body.last_used_at).toBe(clock.now().toISOString());
    expect((await owner.get(`/apps/${made.id}`)).text).not.toContain(made.secret);

    expect((await owner.post(`/apps/${made.id}/revoke`)).body.status).toBe('revoked');
    expect(outcome(await get(asApp({ id: made.id })))).toEqual([401, 'unauthorized']);
    expect(outcome(await owner.post(`/apps/${made.id}/approve`))).toEqual([409, 'app_revoked']);
  });

  it('is granted less than it asked for, and later something else, at once', async () => {
    const project = (await owner.post('/projects', { name: 'Notes' })).body;
    const other = (await owner.post('/projects', { name: 'Letters' })).body;
    const { id } = await registered({ scopes: ['projects:read', 'projects:write'] });
    await owner.post(`/apps/${id}/approve`, { scopes: ['projects:read'], project_ids: [project.id] });
    expect((await get(asApp({ id }))).body.data.map((each: { id: string }) => each.id)).toEqual([project.id]);
    expect((await get(asApp({ id }), `/projects/${other.id}`)).status).toBe(404);
    const create = () => app.client().post('/projects', { name: 'X' }, asApp({ id }));
    expect(outcome(await create())).toEqual([403, 'insufficient_scope']);
    await owner.post(`/apps/${id}/approve`, { scopes: ['projects:write'], project_ids: null });
    expect((await create()).status).toBe(201);

    await owner.post(`/apps/${id}/approve`, { project_ids: [other.id] });
    await owner.delete(`/projects/${other.id}`);
    expect(outcome(await get(asApp({ id })))).toEqual([401, 'unauthorized']);
    expect((await owner.get(`/apps/${id}`)).body).toMatchObject({ status: 'revoked', project_ids: [] });
  });

  it('may be granted nothing that lets others in', () => {
    expect(APP_SCOPES.filter((scope) => /^(?:tenant|keys|members|apps|embeds):/.test(scope))).toEqual([]);
    expect(APP_SCOPES).toContain('ingest');
  });

  it('is renamed, listed and deleted', async () => {
    const { id } = await approved();
    expect((await owner.patch(`/apps/${id}`, { name: 'Renamed' })).body).toMatchObject({ name: 'Renamed' });
    expect((await owner.get('/apps?limit=1')).body.data).toHaveLength(1);
    expect((await owner.delete(`/apps/${id}`)).status).toBe(204);
    expect((await owner.get(`/apps/${id}`)).status).toBe(404);
    expect(outcome(await get(asApp({ id })))).toEqual([401, 'unauthorized']);
  });

  it('gets a new secret, and the one before ends', async () => {
    const made = await approved();
    expect((await get(asApp(made))).status).toBe(200);
    const { body } = await owner.post(`/apps/${made.id}/rotate`);
    expect(outcome(await get(asApp(made)))).toEqual([401, 'unauthorized']);
    expect((await get(asApp({ id: made.id, secret: body.secret }))).status).toBe(200);
  });
});

describe('where an app may call from', () => {
  const raw = (...headers: string[]) => sendRaw(app.url, ['GET /api/v1/projects HTTP/1.1', ...headers]);

  it('with its id alone only from this machine, passed on by nobody, to a loopback name', async () => {
    const { id, secret } = await approved();
    const named = `X-App-Id: ${id}`;
    const local = ['Host: localhost', 'Host: 127.0.0.1:3000', 'Host: [::1]:3000'];
    for (const host of local) expect((await raw(host, named)).status, host).toBe(200);
    expect((await raw('Host: localhost', named, 'Origin: http://localhost:5173')).status).toBe(200);
    const elsewhere = [
      ['Host: rebound.example'],
      ['Host: localhost.example'],
      ['Host: x@localhost'],
      ['Host: localhost', 'Origin: https://evil.example'],
      ['Host: localhost', 'Origin: null'],
      ['Host: localhost', 'X-Forwarded-For: 127.0.0.1'],
      ['Host: localhost', 'Forwarded: for=127.0.0.1'],
      ['Host: localhost', 'X-Real-IP: 127.0.0.1'],
      ['Host: localhost', 'X-Forwarded-Host: localhost'],
      ['Host: localhost', 'Via: 1.1 proxy'],
      ['Host: localhost', 'CF-Connecting-IP: 127.0.0.1'],
    ];
    for (const headers of elsewhere) {
      expect(outcome(await raw(...headers, named)), headers.join()).toEqual([401, 'unauthorized']);
      expect((await raw(...headers, named, `X-App-Secret: ${secret}`)).status, headers.join()).toBe(200);
    }
  });

  it('never with a wrong secret, twice, or beside another credential', async () => {
    const { id, secret } = await approved();
    const wrong = [`ras_${'A'.repeat(43)}`, '', id, `${secret}x`];
    for (const each of wrong)
      expect(outcome(await get(asApp({ id, secret: each }))), each).toEqual([401, 'unauthorized']);
    expect(outcome(await get({ 'x-app-secret': secret }))).toEqual([401, 'unauthorized']);
    expect(outcome(await get({ 'x-app-id': uuidv7(), 'x-app-secret': secret }))).toEqual([401, 'unauthorized']);
    const named = [`X-App-Id: ${id}`, `X-App-Secret: ${secret}`];
    for (const headers of [
      [...named, `X-App-Id: ${id}`],
      [...named, `X-App-Secret: ${secret}`],
      [...named, `X-Api-Key: ${owner.key}`],
      [`Authorization: Bearer ${owner.key}`, `X-App-Id: ${id}`],
    ]) {
      expect(outcome(await raw('Host: localhost', ...headers)), headers.join()).toEqual([400, 'duplicate_credentials']);
    }
  });
});

describe('whoever grants', () => {
  it('grants nothing beyond their own, and an app loses what they lose', async () => {
    const { id } = await registered({ scopes: ['projects:write', 'credentials:read'] });
    const key = (await issueKey(app, owner, { scopes: ['apps:write', 'projects:read'] })).client;
    expect(outcome(await key.post(`/apps/${id}/approve`))).toEqual([403, 'scope_not_held']);

    const member = await addMember(app, owner, 'member');
    expect((await member.client.post(`/apps/${id}/approve`)).status).toBe(200);
    const create = () => app.client().post('/projects', { name: 'X' }, asApp({ id }));
    expect((await create()).status).toBe(201);
    await owner.patch(`/members/${member.id}`, { role: 'viewer' });
    expect(outcome(await create())).toEqual([403, 'insufficient_scope']);
    expect((await get(asApp({ id }))).status).toBe(200);
    await owner.delete(`/members/${member.id}`);
    expect(outcome(await get(asApp({ id })))).toEqual([401, 'unauthorized']);
    expect((await owner.get(`/apps/${id}`)).body.status).toBe('revoked');
  });

  it('cannot lose by an app what a key is limited by', async () => {
    const { id } = await registered();
    const limits = [
      { expires_at: new Date(clock.now().getTime() + 60_000).toISOString() },
      { allowed_cidrs: ['127.0.0.0/8', '::1/128'] },
      { rate_limit_per_minute: 100 },
    ];
    for (const limit of limits) {
      const { client } = await issueKey(app, owner, { scopes: ['apps:write', 'projects:read'], ...limit });
      expect(outcome(await client.post(`/apps/${id}/approve`)), JSON.stringify(limit)).toEqual([403, 'reach_exceeded']);
    }
    const project = (await owner.post('/projects', { name: 'Only' })).body;
    const bound = await issueKey(app, owner, { scopes: ['apps:write'], project_ids: [project.id] });
    for (const answer of [await bound.client.get('/apps'), await bound.client.post(`/apps/${id}/approve`)]) {
      expect(outcome(answer)).toEqual([403, 'reach_exceeded']);
    }
  });

  it('finds no other tenant’s app, nor its projects', async () => {
    const { id } = await registered();
    for (const action of ['approve', 'revoke', 'rotate']) {
      expect((await stranger.post(`/apps/${id}/${action}`)).status, action).toBe(404);
    }
    const foreign = (await stranger.post('/projects', { name: 'Theirs' })).body;
    expect((await owner.post('/apps', { name: 'X', scopes: ['query'], project_ids: [foreign.id] })).status).toBe(404);
    expect((await owner.post(`/apps/${id}/approve`, { project_ids: [foreign.id] })).status).toBe(404);
    expect(outcome(await owner.post('/apps', { name: 'X', scopes: ['keys:write'] }))).toEqual([400, 'invalid_request']);
  });

  it('takes all apps along with the tenant', async () => {
    const leaving = await peopledTenant(app);
    const made = (await leaving.owner.client.post('/apps', { name: 'X', scopes: ['projects:read'] })).body;
    await leaving.owner.client.post(`/apps/${made.id}/approve`);
    expect((await get(asApp(made))).status).toBe(200);
    await leaving.owner.client.delete('/tenant');
    expect(outcome(await get(asApp(made)))).toEqual([401, 'unauthorized']);
  });
});
