import { createHash } from 'node:crypto';
import { deriveKey } from '@ragkeep/access';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mail } from '../src/platform/mail/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { newEmail, tokenIn } from './people.ts';
import { fileSinks, holds, SecretWatch, type Sink, tableSinks } from './support/secret-watch.ts';

const PASSWORD = 'the canary of the password';
const NEW_PASSWORD = 'the canary of the new password';

let app: TestApp;
const clock = testClock();
const mails = new Map<string, string>();
const mailer = { send: async ({ to, text }: Mail) => void mails.set(to, text), close: async () => {} };

beforeAll(async () => {
  app = await startTestApp(
    {
      LLM_BASE_URL: 'http://127.0.0.1:9/v1',
      LLM_MODEL: 'm',
      LLM_API_KEY: 'sk-canary-of-the-model',
      RAGKEEP_SECRET: 'the canary of the deployment, long enough',
      KEY_FORMATS_ACCEPTED: 'sk-{opaque:24}',
      TRUSTED_PROXIES: '127.0.0.0/8',
    },
    { clock, mailer },
  );
});
afterAll(() => app.close());

const sinks = async (): Promise<Sink[]> => {
  await app.flush();
  return [['log', app.logged()], ...(await tableSinks(app.db)), ...(await fileSinks(app.dataDir))];
};

async function expectNowhere(secrets: Record<string, string>): Promise<void> {
  const all = await sinks();
  expect(all.length).toBeGreaterThan(12);
  for (const [what, secret] of Object.entries(secrets)) {
    expect(secret.length, what).toBeGreaterThanOrEqual(6);
    expect(
      all.filter(([, text]) => holds(text, secret)).map(([sink]) => sink),
      what,
    ).toEqual([]);
  }
}

it('RT-3: a raw key is in no table, no log and no file, whatever was done with it', async () => {
  const owner = await app.tenant();
  const created = await owner.post('/api-keys', { name: 'Canary' }, { 'idempotency-key': 'canary' });
  const child = app.client(created.body.raw_key);
  const { id, agent_id } = (await child.post('/projects', { name: 'P' })).body;
  await child.ingest(id, { text: 'The canary sings at dawn.' });
  await child.get('/projects', { 'x-api-key': created.body.raw_key }); // two credentials
  await child.get(`/projects?key=${created.body.raw_key}`);
  await app.client(`${created.body.raw_key.slice(0, -1)}x`).get('/projects');
  await child.post(`/agents/${agent_id}/query`, { message: 'When does the canary sing?' }); // the model is away
  await owner.patch('/tenant', { recoverable_keys: true });
  const recoverable = (await owner.post('/api-keys', { name: 'Shown', recoverable: true })).body;
  expect((await owner.post(`/api-keys/${recoverable.id}/reveal`)).body.raw_key).toBe(recoverable.raw_key);
  await owner.post('/api-keys/verify', { key: recoverable.raw_key });
  const derived = await deriveKey(created.body.raw_key, {
    expiresAt: new Date(clock.now().getTime() + 60_000),
    scopes: ['projects:read'],
  });
  expect((await app.client(derived).get('/projects')).status).toBe(200);
  await app.client(`${derived.slice(0, -1)}_`).get('/projects');
  const imported = `sk-${'canary'.repeat(4)}`;
  const hash = createHash('sha256').update(imported).digest('hex');
  await owner.post('/api-keys/import', { keys: [{ name: 'Old', hash, prefix: 'sk-can', scopes: ['query'] }] });
  expect((await app.client(imported).get('/auth/me')).status).toBe(200);
  const rotated = await owner.post(`/api-keys/${created.body.id}/rotate`, { grace_seconds: 60 });
  const leaked = (await owner.post('/api-keys', { name: 'Leaked' })).body.raw_key;
  await app.client().post('/api-keys/leaked', { key: leaked, found_at: `https://example.com/?q=${leaked}` });
  await owner.delete(`/api-keys/${created.body.id}`);
  await expectNowhere({
    first: owner.key ?? '',
    created: created.body.raw_key,
    rotated: rotated.body.raw_key,
    recoverable: recoverable.raw_key,
    derived,
    imported,
    leaked,
    model: 'sk-canary-of-the-model',
    deployment: 'the canary of the deployment, long enough',
  });
  expect(app.logged()).toContain('"route":"/api/v1/api-keys"');
});

it('RX-9: a password, token, code or mailed link is in no table, no log and no file', async () => {
  const email = newEmail();
  const registered = (await app.client().post('/auth/register', { email, password: PASSWORD })).body;
  const person = app.client(registered.access);
  const login = (input: object = {}) => app.client().post('/auth/login', { email, password: PASSWORD, ...input });
  const session = (await login()).body;
  await login({ password: 'a canary that is wrong' });
  const replaced = (await app.client().post('/auth/token/refresh', { refresh: session.refresh, rotate: true })).body;
  await app.client().post('/auth/token/refresh', { refresh: session.refresh }); // the predecessor
  const origin = { origin: new URL(app.url).origin };
  const browser = await app.client().post('/auth/login', { email, password: PASSWORD, session: 'cookie' }, origin);
  const cookie = /ragkeep_refresh=([^;]+)/.exec(browser.headers.get('set-cookie') ?? '')?.[1] ?? '';
  await app.client().post('/auth/token/refresh', {}, { cookie: `ragkeep_refresh=${cookie}`, ...origin });

  const { secret } = (await person.post('/auth/totp', { password: PASSWORD })).body;
  const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now().getTime() });
  const [recovery, used] = (await person.post('/auth/totp/confirm', { code })).body.recovery_codes;
  expect((await login({ code: used })).status).toBe(200);
  expect((await login({ code: 'a-wrong-canary-code' })).status).toBe(401);

  const invited = newEmail();
  await person.post('/members/invites', { email: invited, role: 'viewer' });
  const invite = tokenIn(mails.get(invited) ?? '', 'invite');
  await app.client().post('/auth/invites/accept', { token: invite, password: PASSWORD });
  await app.client().post('/auth/password/forgot', { email: invited });
  await expect.poll(() => mails.get(invited)).toContain('/#/reset');
  const reset = tokenIn(mails.get(invited) ?? '', 'reset');
  await app.client().post('/auth/password/reset', { token: reset, password: NEW_PASSWORD });
  const moved = newEmail();
  await person.post('/auth/email', { email: moved, password: PASSWORD });
  const change = tokenIn(mails.get(moved) ?? '', 'confirm-email');
  await app.client().post('/auth/email/confirm', { token: `${change}x` });
  const download = await fetch(`${app.url}/api/v1/audit-events/export`, {
    headers: { authorization: `Bearer ${registered.access}` },
  });
  const secrets = {
    password: PASSWORD,
    'new password': NEW_PASSWORD,
    'wrong password': 'a canary that is wrong',
    access: registered.access,
    refresh: registered.refresh,
    rotated: session.refresh,
    replaced: replaced.refresh,
    'its access': replaced.access,
    cookie,
    totp: secret,
    'as bytes': Buffer.from(Secret.fromBase32(secret).bytes).toString('latin1'),
    recovery,
    'as it is hashed': recovery.replaceAll('-', ''),
    used,
    'wrong code': 'a-wrong-canary-code',
    invite: invite.split('.')[2] ?? '',
    reset: reset.split('.')[2] ?? '',
    change: change.split('.')[2] ?? '',
  };
  await expectNowhere(secrets);
  const exported = await download.text();
  expect(exported).toContain('member.invited');
  for (const [what, each] of Object.entries(secrets)) expect(exported.includes(each), what).toBe(false);
});

/** Where a key is pasted by mistake, and the tables that then hold it, if it is a text of the caller's own. */
const PASTED: [where: string, paste: (owner: Client, key: string) => Promise<unknown>, tables?: string][] = [
  ['a name', (owner, key) => owner.post('/projects', { name: key, slug: `p${Date.now()}` }), 'projects'],
  ['a key’s name', (owner, key) => owner.post('/api-keys', { name: key }), 'api_keys'],
  ['metadata', (owner, key) => owner.post('/users', { metadata: { note: key } }), 'users'],
  ['a body’s field', (owner, key) => owner.post('/projects', { name: 'x', [key]: 1 })],
  ['a metadata’s field', (owner, key) => owner.post('/projects', { name: 'x', metadata: { [key]: { a: 1 } } })],
  ['a value of the wrong type', (owner, key) => owner.post('/projects', { name: 'x', metadata: key })],
  ['a choice', (owner, key) => owner.post('/api-keys', { name: 'x', environment: key, scopes: [key] })],
  ['a path', (owner, key) => owner.get(`/projects/${key}`)],
  ['an id', (owner, key) => owner.get(`/api-keys/${key}`)],
  ['a path that there is not', (owner, key) => owner.get(`/${key}/x`)],
  ['a query string', (owner, key) => owner.get(`/projects?cursor=${key}`)],
  ['a parameter’s name', (owner, key) => owner.get(`/projects?${key}`)],
  ['a public route’s query', (owner, key) => owner.get(`/system/health?${key}=${key}`)],
  ['an Idempotency-Key', (owner, key) => owner.post('/projects', { name: 'x' }, { 'idempotency-key': key })],
  ['a request id', (owner, key) => owner.get('/projects', { 'x-request-id': key })],
  ['a login', (_, key) => app.client().post('/auth/login', { email: 'nobody@example.com', password: key })],
  ['a session’s User-Agent', pasteIntoUserAgent, 'sessions'],
  ['malformed JSON', (owner, key) => owner.post('/projects', `{"name": "${key}", `)],
  ['another content type', (owner, key) => owner.post('/projects', key, { 'content-type': 'text/plain' })],
  ['a content type', (owner, key) => owner.post('/projects', key, { 'content-type': key })],
  ['a link’s token', (_, key) => app.client().post('/auth/password/reset', { token: key, password: PASSWORD })],
  ['X-Forwarded-For', (owner, key) => owner.get('/projects', { 'x-forwarded-for': key })],
  ['a cookie', (_, key) => app.client().post('/auth/token/refresh', {}, { cookie: `ragkeep_refresh=${key}` })],
  ['a question that is kept', pasteIntoQuestion, 'conversations messages'],
  ['a filter', pasteIntoSearch],
];

async function pasteIntoUserAgent(_: Client, key: string) {
  const email = newEmail();
  return app.client().post('/auth/register', { email, password: PASSWORD }, { 'user-agent': `curl ${key}` });
}

async function pasteIntoQuestion(owner: Client, key: string) {
  const { agent_id } = (await owner.post('/projects', { name: 'x' })).body;
  return owner.post(`/agents/${agent_id}/query`, { message: `Why is ${key} refused?` });
}

async function pasteIntoSearch(owner: Client, key: string) {
  const { id, agent_id } = (await owner.post('/projects', { name: 'x' })).body;
  await owner.post(`/agents/${agent_id}/query`, { message: `Why is ${key} refused?`, store: false });
  await owner.post(`/projects/${id}/search`, { query: key, filter: { [key]: { near: key } } });
  return owner.post(`/projects/${id}/search`, { query: key, mode: key });
}

it.each(PASTED)('a key pasted into %s gets no further than that text', async (_, paste, tables) => {
  const owner = await app.tenant();
  const { raw_key: key } = (await owner.post('/api-keys', { name: 'Pasted' })).body;
  const errors = new SecretWatch();
  const answer = (await paste(app.client(owner.key), key)) as Parameters<SecretWatch['answered']>[0];
  errors.answered(answer);
  const found = [...(await sinks()), errors.errors].filter(([, text]) => holds(text, key)).map(([sink]) => sink);
  expect(found.sort()).toEqual(tables?.split(' ').map((table) => `table ${table}`) ?? []);
});

it('the check can fail: it finds a secret as text and as bytes, and says where but not what', () => {
  const watch = new SecretWatch();
  watch.sent({ password: 'a password of some length', name: 'a name of some length' });
  watch.answered({ status: 200, body: { recovery_codes: ['abcd-efgh-ijkl'] }, text: '', headers: new Headers() });
  const hex = Buffer.from('abcd-efgh-ijkl').toString('hex');
  const held: Sink[] = [
    ['log', 'it was a password of some length'],
    ['table t', `(\\x00${hex}00,"a name of some length")`],
  ];
  expect(watch.found(held)).toEqual(['log: a pass…', 'table t: abcd-e…']);
});
