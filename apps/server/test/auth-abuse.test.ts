import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Answer } from './client.ts';

const QUARTER = 15 * 60;
const PASSWORD = 'correct horse battery';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({ TRUSTED_PROXIES: '127.0.0.0/8' }, { clock });
});
afterAll(() => app.close());

let people = 0;
async function someone() {
  clock.advance(3600); // registrations are limited
  const email = `person${++people}@example.com`;
  const { status, body, text } = await app.client().post('/auth/register', { email, password: PASSWORD });
  expect(status, text).toBe(201);
  return { email, access: body.access as string, refresh: body.refresh as string };
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const login = (email: string, password: string, address = '198.51.100.1') =>
  app.client().post('/auth/login', { email, password }, from(address));
const refresh = (token: string, rotate = false) => app.client().post('/auth/token/refresh', { refresh: token, rotate });
const sessionOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;
const eventsOf = (target: string) =>
  app.db
    .selectFrom('audit_events')
    .select(['action', 'actor_type', 'address', 'after'])
    .where('target_id', '=', target)
    .orderBy('seq')
    .execute();
/** How many answers there were of each status and code. */
function codes(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = `${status} ${body.code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
const unsigned = (answer: Answer) => ({ ...answer.body, request_id: '' });

describe('guessing passwords', () => {
  it('an unknown address is answered as a wrong password is', async () => {
    const { email } = await someone();
    const wrong = await login(email, 'wrong password');
    const unknown = await login('nobody@example.com', 'wrong password');
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_login']);
    expect(unsigned(wrong)).toEqual(unsigned(unknown));
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="ragkeep"');
  });

  it.each([
    ['known', true],
    ['unknown', false],
  ])('of 50 attempts at once on a %s account from one place, 5 are tried', async (_, known) => {
    const email = known ? (await someone()).email : 'nobody-at-all@example.com';
    const attempts = Array.from({ length: 50 }, () => login(email, 'wrong password', '198.51.100.2'));
    expect(codes(await Promise.all(attempts))).toEqual({ '401 invalid_login': 5, '429 rate_limited': 45 });
    const right = await login(email, PASSWORD, '198.51.100.2');
    expect(right.status).toBe(429);
    expect(right.headers.get('retry-after')).toBe(String(QUARTER));
    expect(right.body.details).toEqual({ retry_after_seconds: QUARTER });
    if (known) expect((await login(email, PASSWORD, '198.51.100.3')).status).toBe(200);
    clock.advance(QUARTER);
    expect((await login(email, PASSWORD, '198.51.100.2')).status).toBe(known ? 200 : 401);
  });

  it('of attempts on one account from many places, 30 are tried', async () => {
    const { email } = await someone();
    const places = Array.from({ length: 50 }, (_, n) => login(email, 'wrong password', `203.0.113.${n}`));
    expect(codes(await Promise.all(places))).toEqual({ '401 invalid_login': 30, '429 rate_limited': 20 });
  });

  it('of attempts on many accounts from one place, 100 are tried; a /64 of IPv6 is one place', async () => {
    clock.advance(QUARTER);
    const attempts: Answer[] = [];
    for (let n = 0; n < 110; n += 10) {
      const some = Array.from({ length: 10 }, (_, m) =>
        login(`victim${n + m}@example.com`, 'x', `2001:db8:1:2::${n + m}`),
      );
      attempts.push(...(await Promise.all(some)));
    }
    expect(codes(attempts)).toEqual({ '401 invalid_login': 100, '429 rate_limited': 10 });
    expect((await login('victim@example.com', 'x', '2001:db8:1:3::1')).status).toBe(401);
  });

  it('logins that succeed do not count', async () => {
    const { email } = await someone();
    for (let n = 0; n < 12; n++) expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it('more at once than can be checked are put off with 503', async () => {
    const count = process.env.TEST_DATABASE === 'processes' ? 500 : 250;
    clock.advance(QUARTER);
    const places = Array.from({ length: count }, (_, n) =>
      login(`crowd${n}@example.com`, 'x', `203.0.${n >> 8}.${n & 255}`),
    );
    const answers = await Promise.all(places);
    const { '401 invalid_login': checked = 0, '503 unavailable': busy = 0 } = codes(answers);
    expect(checked + busy).toBe(count);
    expect(busy).toBeGreaterThan(0);
    expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('2');
  });

  it('is on record where the account exists, from where and without the password', async () => {
    const { email, access } = await someone();
    const me = (await app.client(access).get('/auth/me')).body.member.id;
    await login(email, 'wrong password', '198.51.100.77');
    const refused = { action: 'session.refused', actor_type: 'public', address: '198.51.100.77', after: null };
    expect((await eventsOf(me)).at(-1)).toEqual(refused);
    const buckets = await app.db.selectFrom('counters').select('bucket').execute();
    expect(JSON.stringify(buckets)).not.toContain(email);
  });
});

describe('refresh tokens', () => {
  it('an old one after rotation ends the session, for both who hold a token of it', async () => {
    const { access, refresh: first } = await someone();
    const second = (await refresh(first, true)).body;
    const third = (await refresh(second.refresh, true)).body;
    expect((await app.client(third.access).get('/auth/me')).status).toBe(200);
    const replayed = await refresh(first);
    expect([replayed.status, replayed.body.code]).toEqual([401, 'invalid_refresh_token']);
    expect((await refresh(third.refresh)).status).toBe(401);
    for (const token of [access, second.access, third.access]) {
      expect((await app.client(token).get('/auth/me')).status).toBe(401);
    }
    expect((await eventsOf(sessionOf(access))).map(({ action }) => action)).toEqual([
      'session.started',
      'session.reuse_detected',
    ]);
  });

  it('the direct predecessor still gets an access token for 10 seconds, and no refresh token', async () => {
    const { refresh: first } = await someone();
    const second = (await refresh(first, true)).body;
    clock.advance(10);
    const crossing = await refresh(first, true);
    expect(crossing.status).toBe(200);
    expect(Object.keys(crossing.body)).toEqual(['access']);
    expect((await refresh(second.refresh)).status).toBe(200);
    clock.advance(1);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(second.refresh)).status).toBe(401);
  });

  it('of many rotations at once one gets the new token, and the session goes on', async () => {
    const { refresh: first } = await someone();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(first, true)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const rotated = answers.filter(({ body }) => body.refresh !== undefined);
    expect(rotated).toHaveLength(1);
    expect((await refresh(rotated[0]?.body.refresh)).status).toBe(200);
  });
});

describe('tokens in the wrong place', () => {
  it('a refresh token opens nothing, and an access token refreshes nothing', async () => {
    const { access, refresh: token } = await someone();
    const opened = await app.client(token).get('/auth/me');
    expect([opened.status, opened.body.code]).toEqual([401, 'unauthorized']);
    expect((await refresh(access)).body.code).toBe('invalid_refresh_token');
    expect((await app.client(access).get('/auth/me')).status).toBe(200);
  });

  it('alg none, another algorithm, a changed claim, a foreign issuer and a foreign key are all 401', async () => {
    const { access } = await someone();
    const [head = '', payload = '', signature = ''] = access.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const foreign = (text: string) => createHmac('sha256', 'k'.repeat(32)).update(text).digest('base64url');
    const forged = [
      `${part({ typ: 'JWT', alg: 'none' })}.${payload}.${signature}`,
      `${part({ typ: 'JWT', alg: 'none' })}.${payload}.`,
      `${part({ typ: 'JWT', alg: 'HS512' })}.${payload}.${signature}`,
      `${head}.${part({ ...claims, sub: randomUUID() })}.${signature}`,
      `${head}.${part({ ...claims, exp: claims.exp + 9999 })}.${signature}`,
      `${head}.${part({ ...claims, exp: 1 })}.${signature}`,
      `${head}.${part({ ...claims, iss: 'https://evil.example' })}.${signature}`,
      `${head}.${payload}.${foreign(`${head}.${payload}`)}`,
      `${head}.${payload}.${signature.slice(0, -1)}`,
      `${head}.${payload}.${signature}=`,
      `${head}.x.${signature}`,
    ];
    for (const token of forged) {
      const { status, body } = await app.client(token).get('/auth/me');
      expect([status, body.code], token).toEqual([401, 'unauthorized']);
    }
  });
});

// A page is of one origin, and here each process has its own.
describe.skipIf(process.env.TEST_DATABASE === 'processes')('the cookie', () => {
  const host = () => new URL(app.url).host;
  const own = () => ({ origin: `http://${host()}` });
  const cookieOf = ({ headers }: Answer) => headers.get('set-cookie') ?? '';

  async function browser() {
    const { email } = await someone();
    const answer = await app.client().post('/auth/login', { email, password: PASSWORD, session: 'cookie' }, own());
    expect(answer.status, answer.text).toBe(200);
    return { answer, cookie: cookieOf(answer).split(';')[0] ?? '', access: answer.body.access as string };
  }

  it('is out of reach of scripts and other sites, and the body holds no refresh token', async () => {
    const { answer, cookie } = await browser();
    expect(Object.keys(answer.body)).toEqual(['access', 'user']);
    expect(cookie).toMatch(/^ragkeep_refresh=[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(cookieOf(answer).slice(cookie.length)).toBe(
      '; Max-Age=604800; Path=/api/v1/auth; HttpOnly; SameSite=Strict',
    );
    const overTls = await app
      .client()
      .post(
        '/auth/register',
        { email: 'tls@example.com', password: PASSWORD, session: 'cookie' },
        { 'x-forwarded-host': 'rag.example.com', 'x-forwarded-proto': 'https', origin: 'https://rag.example.com' },
      );
    expect(overTls.status, overTls.text).toBe(201);
    expect(cookieOf(overTls)).toMatch(/; Secure$/);
  });

  it('refreshes, and with rotate is replaced', async () => {
    const { cookie } = await browser();
    const plain = await app.client().post('/auth/token/refresh', {}, { cookie, ...own() });
    expect(Object.keys(plain.body)).toEqual(['access']);
    expect(cookieOf(plain)).toBe('');
    const sameSite = { cookie: `theme=dark; ${cookie}`, 'sec-fetch-site': 'same-origin' };
    const rotated = await app.client().post('/auth/token/refresh', { rotate: true }, sameSite);
    expect(Object.keys(rotated.body)).toEqual(['access']);
    const next = cookieOf(rotated).split(';')[0] ?? '';
    expect(next).not.toBe(cookie);
    expect((await app.client().post('/auth/token/refresh', {}, { cookie: next, ...own() })).status).toBe(200);
  });

  it('is cleared by logout, which ends its session', async () => {
    const { cookie, access } = await browser();
    const out = await app.client(access).post('/auth/logout', undefined, { cookie, ...own() });
    expect(out.status).toBe(204);
    expect(cookieOf(out)).toBe('ragkeep_refresh=; Max-Age=0; Path=/api/v1/auth; HttpOnly; SameSite=Strict');
    expect((await app.client().post('/auth/token/refresh', {}, { cookie, ...own() })).status).toBe(401);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['nobody knows where', {}],
  ])('is not used in a request from %s', async (_, headers: Record<string, string>) => {
    const { cookie, access } = await browser();
    const sent = { cookie, ...headers };
    const credentials = { email: `person${people}@example.com`, password: PASSWORD };
    const answers = [
      await app.client().post('/auth/token/refresh', { rotate: true }, sent),
      await app.client(access).post('/auth/logout', undefined, sent),
      await app.client().post('/auth/login', { ...credentials, session: 'cookie' }, headers),
      await app.client().post('/auth/register', { ...credentials, session: 'cookie' }, headers),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.body.code]).toEqual([403, 'foreign_origin']);
      expect(cookieOf(answer)).toBe('');
    }
    expect((await app.client(access).get('/auth/me')).status).toBe(200);
  });

  it('sent twice is 400', async () => {
    const { cookie } = await browser();
    const twice = { cookie: `${cookie}; ragkeep_refresh=other`, ...own() };
    const answer = await app.client().post('/auth/token/refresh', {}, twice);
    expect([answer.status, answer.body.code]).toEqual([400, 'duplicate_credentials']);
  });

  it('opens no other route', async () => {
    const { cookie } = await browser();
    expect((await app.client().get('/auth/me', { cookie, ...own() })).status).toBe(401);
  });
});
