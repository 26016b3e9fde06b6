import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import { addMember, keyOf, login, newEmail, PASSWORD, peopledTenant } from './people.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('the members of a tenant', () => {
  it('POST /members adds somebody who can log in, whatever the letters of their address', async () => {
    const { key } = await peopledTenant(app);
    const email = newEmail();
    const body = { email: email.toUpperCase(), password: PASSWORD, role: 'member', first_name: 'Ada' };
    const added = await key.post('/members', body);
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      email,
      first_name: 'Ada',
      last_name: '',
      role: 'member',
      status: 'active',
      second_factor: false,
      last_login_at: null,
    });
    const client = await login(app, email);
    expect((await client.get('/auth/me')).body).toMatchObject({ type: 'member' });
    expect((await key.get(`/members/${added.body.id}`)).body.last_login_at).not.toBeNull();
  });

  it('an address is a member once', async () => {
    const { key, owner } = await peopledTenant(app);
    const again = await key.post('/members', { email: owner.email.toUpperCase(), password: PASSWORD, role: 'viewer' });
    expect([again.status, again.body.code]).toEqual([409, 'email_taken']);
    const other = await peopledTenant(app);
    const elsewhere = await other.key.post('/members', { email: owner.email, password: PASSWORD, role: 'viewer' });
    expect(elsewhere.status).toBe(201);
  });

  it('of two who add one address at once, one succeeds', async () => {
    const { key } = await peopledTenant(app);
    const body = { email: newEmail(), password: PASSWORD, role: 'viewer' };
    const both = await Promise.all([key.post('/members', body), key.post('/members', body)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('GET /members lists them newest first, in pages, by role and status', async () => {
    const { key, owner } = await peopledTenant(app);
    const [one, two] = [await addMember(app, key, 'viewer'), await addMember(app, key, 'member')];
    await key.patch(`/members/${two.id}`, { status: 'disabled' });
    const ids = async (query: string) =>
      (await key.get(`/members${query}`)).body.data.map((member: { id: string }) => member.id);
    expect(await ids('')).toEqual([two.id, one.id, owner.id]);
    expect(await ids('?role=viewer')).toEqual([one.id]);
    expect(await ids('?status=disabled')).toEqual([two.id]);
    const first = (await key.get('/members?limit=2')).body;
    expect(await ids(`?limit=2&cursor=${first.next_cursor}`)).toEqual([owner.id]);
    const stranger = await peopledTenant(app);
    const stolen = await stranger.key.get(`/members?cursor=${first.next_cursor}`);
    expect([stolen.status, stolen.body.code]).toEqual([400, 'invalid_cursor']);
  });

  it('PATCH changes what is sent and leaves the rest', async () => {
    const { key } = await peopledTenant(app);
    const { id } = await addMember(app, key, 'viewer');
    const changed = await key.patch(`/members/${id}`, { last_name: 'Byron' });
    expect(changed.body).toMatchObject({ role: 'viewer', status: 'active', first_name: '', last_name: 'Byron' });
    expect((await key.patch(`/members/${id}`, {})).body).toEqual(changed.body);
  });

  it('refuses fields that are not the caller’s to set, and values that mean nothing', async () => {
    const { key } = await peopledTenant(app);
    const { id } = await addMember(app, key, 'viewer');
    for (const body of [
      { tenant_id: id },
      { email: newEmail() },
      { password_hash: 'x' },
      { role: 'god' },
      { status: 'invited' },
    ]) {
      expect((await key.patch(`/members/${id}`, body)).status, JSON.stringify(body)).toBe(400);
    }
    const created = await key.post('/members', { email: newEmail(), password: PASSWORD, role: 'viewer', id });
    expect(created.status).toBe(400);
    const short = await key.post('/members', { email: newEmail(), password: 'short', role: 'viewer' });
    expect(short.body.details.issues[0].path).toBe('password');
  });

  it('every change is in the audit log with before and after', async () => {
    const { key, owner, tenantId } = await peopledTenant(app);
    const { id } = await addMember(app, owner.client, 'viewer');
    await owner.client.patch(`/members/${id}`, { role: 'member' });
    await owner.client.delete(`/members/${id}`);
    const events = await app.db
      .selectFrom('audit_events')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('target_id', '=', id)
      .where('action', 'like', 'member.%')
      .orderBy('seq')
      .execute();
    expect(events.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['member.created', owner.id],
      ['member.updated', owner.id],
      ['member.deleted', owner.id],
    ]);
    expect(events[1]).toMatchObject({ before: { role: 'viewer' }, after: { role: 'member' } });
    expect((await key.get(`/members/${id}`)).status).toBe(404);
  });
});

describe('what ends with a member', () => {
  it('deleting one ends their sessions and keys at once; the address may come back', async () => {
    const { key } = await peopledTenant(app);
    const admin = await addMember(app, key, 'admin');
    const theirs = await keyOf(app, admin, ['projects:read', 'keys:write', 'keys:read']);
    const child = app.client(
      (await theirs.post('/api-keys', { name: 'Child', scopes: ['projects:read'] })).body.raw_key,
    );
    const clients = [admin.client, theirs, child];
    for (const client of clients) expect((await client.get('/projects')).status).toBe(200);
    expect((await key.delete(`/members/${admin.id}`)).status).toBe(204);
    for (const client of clients) expect((await client.get('/projects')).status).toBe(401);
    const keys = (await key.get('/api-keys')).body.data;
    expect(keys.map((each: { is_active: boolean }) => each.is_active)).toEqual([false, false, true]);
    const again = await app.client().post('/auth/login', { email: admin.email, password: PASSWORD });
    expect(again.status).toBe(401);
    expect((await key.delete(`/members/${admin.id}`)).status).toBe(404);
    expect((await key.post('/members', { email: admin.email, password: PASSWORD, role: 'viewer' })).status).toBe(201);
  });

  it('disabling one does so until they are active again; sessions do not come back', async () => {
    const { key } = await peopledTenant(app);
    const admin = await addMember(app, key, 'admin');
    const theirs = await keyOf(app, admin, ['projects:read']);
    expect((await theirs.get('/projects')).status).toBe(200);
    await key.patch(`/members/${admin.id}`, { status: 'disabled' });
    for (const client of [admin.client, theirs]) expect((await client.get('/projects')).status).toBe(401);
    expect((await app.client().post('/auth/login', { email: admin.email, password: PASSWORD })).status).toBe(401);
    await key.patch(`/members/${admin.id}`, { status: 'active' });
    expect((await theirs.get('/projects')).status).toBe(200);
    expect((await admin.client.get('/projects')).status).toBe(401);
    expect((await (await login(app, admin.email)).get('/projects')).status).toBe(200);
  });

  it('a lower role counts at once for sessions and keys that were made before', async () => {
    const { key } = await peopledTenant(app);
    const admin = await addMember(app, key, 'admin');
    const theirs = await keyOf(app, admin, ['projects:write']);
    for (const client of [admin.client, theirs])
      expect((await client.post('/projects', { name: 'P' })).status).toBe(201);
    await key.patch(`/members/${admin.id}`, { role: 'viewer' });
    for (const client of [admin.client, theirs]) {
      expect((await client.post('/projects', { name: 'P' })).body.code).toBe('insufficient_scope');
      expect((await client.get('/projects')).status).toBe(200);
    }
  });
});
