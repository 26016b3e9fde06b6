import { createHash } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { ALL_ROUTES } from '@ragkeep/contract';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteExpiredSessions } from '../src/features/sessions/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const PASSWORD = 'correct horse battery';
const HEADER = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
});
afterAll(() => app.close());

let people = 0;
/** Registers somebody new. */
async function someone(input: object = {}) {
  clock.advance(HOUR); // registrations are limited
  const email = `person${++people}@example.com`;
  const { status, body, text } = await app.client().post('/auth/register', { email, password: PASSWORD, ...input });
  expect(status, text).toBe(201);
  return { email, access: body.access as string, refresh: body.refresh as string, user: body.user };
}

const login = (email: string, input: object = {}) =>
  app.client().post('/auth/login', { email, password: PASSWORD, ...input });
const refresh = (token: string, input: object = {}) =>
  app.client().post('/auth/token/refresh', { refresh: token, ...input });
const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const actions = async (access: string) => {
  const { tid } = claims(access);
  const rows = await app.db
    .selectFrom('audit_events')
    .select(['action', 'actor_type'])
    .where('tenant_id', '=', tid)
    .orderBy('seq')
    .execute();
  return rows.map((row) => row.action);
};

describe('registration', () => {
  it('RX-9: makes a tenant with its owner, who is logged in', async () => {
    const { access, user, email } = await someone({ name: 'My team', firstName: 'Ada', lastName: 'Lovelace' });
    expect(user).toEqual({ id: user.id, email, firstName: 'Ada', lastName: 'Lovelace' });
    const me = await app.client(access).get('/auth/me');
    expect(me.body.tenant).toMatchObject({ name: 'My team', email });
    expect(await actions(access)).toEqual(['tenant.created', 'member.created', 'session.started']);
  });

  it('names the tenant after the address by default, however long that is', async () => {
    const email = `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(3)}example.com`;
    const { access } = await someone({ email });
    expect((await app.client(access).get('/auth/me')).body.tenant).toMatchObject({ name: email.slice(0, 200), email });
  });

  it('is refused where it is closed, and limited by address', async () => {
    const closed = await startTestApp({ REGISTRATION: 'closed' });
    const refused = await closed.client().post('/auth/register', { email: 'x@example.com', password: PASSWORD });
    await closed.close();
    expect([refused.status, refused.body.code]).toEqual([403, 'registration_closed']);
    clock.advance(HOUR);
    for (let n = 0; n < 30; n++) await app.client().post('/tenants', { name: 'x', email: 'x@example.com' });
    const limited = await app.client().post('/auth/register', { email: 'x@example.com', password: PASSWORD });
    expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
    expect(limited.headers.get('retry-after')).toBe('3600');
  });

  it.each([
    ['email', 'nobody'],
    ['password', 'short'],
    ['firstName', 'a\u0000b'],
    ['tenant_id', '01890000-0000-7000-8000-000000000000'],
    ['role', 'owner'],
  ])('answers 400 naming %s', async (field, value) => {
    const input = { email: 'x@example.com', password: PASSWORD, [field]: value };
    const { status, body } = await app.client().post('/auth/register', input);
    expect(status).toBe(400);
    expect(body.details.issues[0].path).toBe(field);
  });
});

describe('login', () => {
  it('RC-1: answers access, refresh and the user, in that form', async () => {
    const { email, user } = await someone({ firstName: 'John', lastName: 'Doe' });
    const { status, body } = await login(email);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['access', 'refresh', 'user']);
    expect(Object.keys(body.user)).toEqual(['id', 'email', 'firstName', 'lastName']);
    expect(body.user).toEqual({ id: user.id, email, firstName: 'John', lastName: 'Doe' });
    for (const token of [body.access, body.refresh]) expect(token.split('.')[0]).toBe(HEADER);
  });

  it('takes the address in any case', async () => {
    const { email } = await someone();
    expect((await login(email.toUpperCase())).status).toBe(200);
  });

  it('keeps of the refresh token its SHA-256 only, and nothing of the access token', async () => {
    const { access, refresh: token } = await someone();
    const row = await app.db
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', claims(access).sid)
      .executeTakeFirstOrThrow();
    expect(row.refresh_digest.equals(createHash('sha256').update(token).digest())).toBe(true);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row.address).toBe('127.0.0.1');
  });

  it('goes to the tenant used last, or the one that is named, of those with the password', async () => {
    const email = 'several@example.com';
    const first = await someone({ email });
    const second = await someone({ email });
    const other = await someone({ email, password: 'another password' });
    const tenant = async (input: object) => claims((await login(email, input)).body.access).tid;
    const [a, b, c] = [first, second, other].map(({ access }) => claims(access).tid);
    expect(await tenant({})).toBe(b);
    expect(await tenant({ tenant_id: a })).toBe(a);
    clock.advance(1);
    expect(await tenant({ tenant_id: a.toUpperCase() })).toBe(a);
    expect(await tenant({})).toBe(a);
    expect(await tenant({ password: 'another password' })).toBe(c);
    expect((await login(email, { tenant_id: c })).body.code).toBe('invalid_login');
  });

  it('is for active members only', async () => {
    const { email, user } = await someone();
    for (const status of ['disabled', 'invited']) {
      await app.db.updateTable('members').set({ status }).where('id', '=', user.id).execute();
      expect((await login(email)).body.code).toBe('invalid_login');
    }
  });

  it('makes a hash of another cost anew', async () => {
    const { email, user } = await someone();
    const cheap = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });
    await app.db.updateTable('members').set({ password_hash: cheap }).where('id', '=', user.id).execute();
    expect((await login(email)).status).toBe(200);
    const row = await app.db
      .selectFrom('members')
      .select('password_hash')
      .where('id', '=', user.id)
      .executeTakeFirstOrThrow();
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await login(email)).status).toBe(200);
  });

  it('asks for a code where a second factor is on; each code and each recovery code is good once', async () => {
    const { email, access } = await someone();
    const member = app.client(access);
    const begun = (await member.post('/auth/totp', { password: PASSWORD })).body;
    const totp = new TOTP({ secret: Secret.fromBase32(begun.secret) });
    const code = () => totp.generate({ timestamp: clock.now().getTime() });
    const { recovery_codes } = (await member.post('/auth/totp/confirm', { code: code() })).body;
    clock.advance(60);
    const bare = await login(email);
    expect([bare.status, bare.body.code]).toEqual([401, 'second_factor_required']);
    expect((await login(email, { password: 'wrong one' })).body.code).toBe('invalid_login');
    expect((await login(email, { password: 'wrong one', code: code() })).body.code).toBe('invalid_login');
    const entered = await login(email, { code: code() });
    expect(entered.status).toBe(200);
    expect((await login(email, { code: code() })).body.code).toBe('invalid_login');
    expect((await login(email, { code: recovery_codes[0] })).status).toBe(200);
    expect((await login(email, { code: recovery_codes[0] })).body.code).toBe('invalid_login');
    const me = await app.client(entered.body.access).get('/auth/me');
    expect(me.body.member.second_factor).toBe(true);
  });
});

describe('the access token', () => {
  it('RC-2: opens management requests, with and without a slash at the end', async () => {
    const { access } = await someone();
    for (const path of ['/agents/', '/agents']) expect((await app.client(access).get(path)).status).toBe(200);
  });

  it('RF-3: GET /auth/me says who calls', async () => {
    const { access, user, email } = await someone({ firstName: 'Ada' });
    const { body } = await app.client(access).get('/auth/me');
    expect(body).toMatchObject({ type: 'member', tenant: { id: claims(access).tid } });
    expect(body.scopes).toContain('tenant:admin');
    expect(body.member).toMatchObject({
      id: user.id,
      email,
      first_name: 'Ada',
      last_name: '',
      role: 'owner',
      second_factor: false,
      status: 'active',
    });
  });

  it('RF-1: works on every route that takes a credential', async () => {
    const { email } = await someone();
    const id = '01890000-0000-7000-8000-000000000000';
    const ends = (definition: { id: string }) => Number(definition.id === 'deleteTenant');
    const guarded = ALL_ROUTES.filter(({ access }) => access !== 'public').sort((a, b) => ends(a) - ends(b));
    for (const { id: name, method, path } of guarded) {
      const { access } = (await login(email)).body;
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const answer = await app.client(access).send(method, path.replace(/:\w+/g, id), body);
      expect(answer.status, `${name}: ${answer.text}`).not.toBe(401);
      expect(answer.status, `${name}: ${answer.text}`).toBeLessThan(500);
    }
    expect(guarded.length).toBeGreaterThan(40);
  });

  it('RC-4: lives 1 hour, the refresh token 7 days', async () => {
    const { access, refresh: token } = await someone();
    const [a, r] = [claims(access), claims(token)];
    expect([a.exp - a.iat, r.exp - r.iat]).toEqual([HOUR, 7 * DAY]);
    const member = app.client(access);
    clock.advance(HOUR - 1);
    expect((await member.get('/auth/me')).status).toBe(200);
    clock.advance(1);
    expect((await member.get('/auth/me')).status).toBe(401);
    clock.advance(7 * DAY - HOUR - 1);
    const last = await refresh(token);
    expect(last.status).toBe(200);
    clock.advance(1);
    expect((await refresh(token)).body.code).toBe('invalid_refresh_token');
    expect((await app.client(last.body.access).get('/auth/me')).body.code).toBe('token_expired');
  });

  it('RC-4: both lives are settings', async () => {
    const other = await startTestApp({ ACCESS_TOKEN_MINUTES: '5', REFRESH_TOKEN_DAYS: '1' }, { clock });
    const { body } = await other.client().post('/auth/register', { email: 'x@example.com', password: PASSWORD });
    await other.close();
    const [a, r] = [claims(body.access), claims(body.refresh)];
    expect([a.exp - a.iat, r.exp - r.iat]).toEqual([300, DAY]);
  });

  it.each(['used before', 'never used'])('RC-9, RC-8: is refused past its life, %s', async (used) => {
    const { access } = await someone();
    const member = app.client(access);
    if (used === 'used before') await member.get('/auth/me');
    clock.advance(HOUR);
    const { status, body, headers } = await member.get('/agents/');
    const expired_at = new Date(claims(access).exp * 1000).toISOString().replace('.000Z', 'Z');
    expect(status).toBe(401);
    expect(body).toEqual({
      error: 'token_expired',
      message: 'Access token has expired',
      details: { expired_at },
      detail: { message: 'Access token has expired', expired_at },
      code: 'token_expired',
      request_id: body.request_id,
    });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="ragkeep", error="invalid_token"');
  });

  it('RC-8: a role’s missing permission is 403, and a changed role counts at once', async () => {
    const { access, email, user } = await someone();
    const owner = app.client(access);
    const added = await owner.post('/members', { email: `x${email}`, password: PASSWORD, role: 'member' });
    expect(added.status, added.text).toBe(201);
    const member = app.client((await login(`x${email}`)).body.access);
    expect((await member.post('/projects', { name: 'Mine' })).status).toBe(201);
    await owner.patch(`/members/${added.body.id}`, { role: 'viewer' });
    const refused = await member.post('/projects', { name: 'Another' });
    expect([refused.status, refused.body.code]).toEqual([403, 'insufficient_scope']);
    expect(refused.body.message).toBe('Your role (viewer) lacks the required scope: projects:write');
    expect((await member.get('/projects')).status).toBe(200);
    await owner.patch(`/members/${added.body.id}`, { status: 'disabled' });
    expect((await member.get('/projects')).status).toBe(401);
    expect((await owner.get('/auth/me')).body.member.id).toBe(user.id);
  });
});

describe('refresh', () => {
  it('RC-3: gives a new access token, and nothing else', async () => {
    const { access, refresh: token } = await someone();
    clock.advance(5);
    for (const path of ['/auth/token/refresh/', '/auth/token/refresh']) {
      const { status, body } = await app.client().post(path, { refresh: token });
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['access']);
      expect(claims(body.access)).toMatchObject({ sid: claims(access).sid, iat: claims(access).iat + 5 });
      expect((await app.client(body.access).get('/agents/')).status).toBe(200);
    }
    expect((await app.client(access).get('/agents/')).status).toBe(200);
  });

  it('with rotate gives a new refresh token, too, which prolongs the session', async () => {
    const { refresh: token } = await someone();
    clock.advance(6 * DAY);
    const rotated = await refresh(token, { rotate: true });
    expect(Object.keys(rotated.body)).toEqual(['access', 'refresh']);
    clock.advance(6 * DAY);
    expect((await refresh(rotated.body.refresh)).status).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['rubbish', { refresh: 'rubbish' }],
  ])('answers %s with 401', async (_, input) => {
    const { status, body } = await app.client().post('/auth/token/refresh', input);
    expect([status, body.code]).toEqual([401, 'invalid_refresh_token']);
  });

  it('of a member who was disabled is refused', async () => {
    const { refresh: token, user } = await someone();
    await app.db.updateTable('members').set({ status: 'disabled' }).where('id', '=', user.id).execute();
    expect((await refresh(token)).body.code).toBe('invalid_refresh_token');
  });
});

describe('sessions', () => {
  it('RC-5: logout ends access and refresh at once, and no other session', async () => {
    const { email, ...first } = await someone();
    const second = (await login(email)).body;
    const renewed = (await refresh(second.refresh)).body.access;
    for (const token of [second.access, renewed]) {
      expect((await app.client(token).get('/auth/me')).status).toBe(200);
    }
    expect((await app.client(second.access).post('/auth/logout/')).status).toBe(204);
    for (const token of [second.access, renewed]) {
      const { status, body } = await app.client(token).get('/auth/me');
      expect([status, body.code]).toEqual([401, 'unauthorized']);
    }
    expect((await refresh(second.refresh)).body.code).toBe('invalid_refresh_token');
    expect((await app.client(first.access).get('/auth/me')).status).toBe(200);
    expect((await actions(first.access)).slice(-2)).toEqual(['session.started', 'session.ended']);
  });

  it('are listed newest first, and each can be ended', async () => {
    const { email, access } = await someone();
    const mine = app.client(access);
    const second = await app
      .client()
      .post('/auth/login', { email, password: PASSWORD }, { 'user-agent': 'a phone' })
      .then(({ body }) => body);
    clock.advance(60);
    await refresh(second.refresh);
    const { data, next_cursor } = (await mine.get('/auth/sessions')).body;
    expect(next_cursor).toBeNull();
    expect(data.map((session: { current: boolean }) => session.current)).toEqual([false, true]);
    expect(data[0]).toEqual({
      id: claims(second.access).sid,
      current: false,
      user_agent: 'a phone',
      address: '127.0.0.1',
      created_at: new Date(clock.now().getTime() - 60_000).toISOString(),
      last_used_at: clock.now().toISOString(),
      expires_at: new Date(clock.now().getTime() - 60_000 + 7 * DAY * 1000).toISOString(),
    });
    const page = (await mine.get('/auth/sessions?limit=1')).body;
    const rest = (await mine.get(`/auth/sessions?limit=1&cursor=${page.next_cursor}`)).body;
    expect([...page.data, ...rest.data]).toEqual(data);

    expect((await mine.delete(`/auth/sessions/${data[0].id}`)).status).toBe(204);
    expect((await app.client(second.access).get('/auth/me')).status).toBe(401);
    expect((await mine.get('/auth/sessions')).body.data).toHaveLength(1);
    expect((await mine.delete(`/auth/sessions/${data[0].id}`)).status).toBe(404);
  });

  it('of others are not seen and not ended, not even within the tenant', async () => {
    const elsewhere = await someone();
    const { access, email } = await someone();
    const stranger = app.client((await login(elsewhere.email)).body.access);
    await app.client(access).post('/members', { email: `x${email}`, password: PASSWORD, role: 'admin' });
    const colleague = app.client((await login(`x${email}`)).body.access);
    for (const other of [colleague, stranger]) {
      const seen = (await other.get('/auth/sessions')).body.data;
      expect(seen.map((session: { id: string }) => session.id)).not.toContain(claims(access).sid);
      expect((await other.delete(`/auth/sessions/${claims(access).sid}`)).status).toBe(404);
    }
    expect((await app.client(access).get('/auth/me')).status).toBe(200);
  });

  it('leave no row once their tokens have expired', async () => {
    const old = await someone();
    clock.advance(6 * DAY);
    const recent = await someone();
    clock.advance(DAY);
    await deleteExpiredSessions(app.db, clock.now());
    const ids = [old, recent].map(({ access }) => claims(access).sid);
    const left = await app.db.selectFrom('sessions').select('id').where('id', 'in', ids).execute();
    expect(left).toEqual([{ id: ids[1] }]);
  });

  it('are for people: a key is told so', async () => {
    const key: Client = await app.tenant();
    const answers = [
      await key.post('/auth/logout'),
      await key.get('/auth/sessions'),
      await key.delete('/auth/sessions/01890000-0000-7000-8000-000000000000'),
    ];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'members_only']);
  });
});
