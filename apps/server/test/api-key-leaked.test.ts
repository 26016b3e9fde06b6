import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Mail } from '../src/platform/mail/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf, lastEvent } from './keys.ts';

let app: TestApp;
let mails: Mail[];
let isMailAway = false;
const clock = testClock();
beforeAll(async () => {
  const mailer = {
    async send(mail: Mail) {
      if (isMailAway) throw new Error('the mail server is away');
      mails.push(mail);
    },
    close: async () => {},
  };
  app = await startTestApp({}, { clock, mailer });
});
afterAll(() => app.close());
beforeEach(() => {
  mails = [];
  isMailAway = false;
  clock.advance(3600); // the limit of one test is not the next one's
});

const report = (key: string, found_at?: string) =>
  app.client().post('/api-keys/leaked', { key, ...(found_at ? { found_at } : {}) });

it('a key that somebody found is revoked at once, and its tenant told where it was', async () => {
  const owner = await app.tenant();
  const { id, raw, client } = await keyOf(app, owner, { name: 'CI' });
  const found = `https://example.com/search?q=${raw}`;
  expect((await report(raw, found)).status).toBe(202);
  expect((await client.get('/auth/me')).status).toBe(401);
  expect((await owner.get(`/api-keys/${id}`)).body.is_active).toBe(false);
  expect(await lastEvent(app, owner, 'api_key.leaked')).toMatchObject({
    actor_type: 'public',
    actor_id: null,
    address: '127.0.0.1',
    target_id: id,
    after: { found_at: 'https://example.com/search?q=***' },
  });
  expect(mails).toHaveLength(1);
  expect(mails[0]?.to).toBe('owner@example.com');
  expect(mails[0]?.text).toContain('"CI"');
  expect(JSON.stringify(mails) + app.logged()).not.toContain(raw);
  await report(raw);
  expect(mails).toHaveLength(1);
});

it('the answer is the same for a key, a derived one, a made-up one and anything else', async () => {
  const owner = await app.tenant();
  const { raw } = await keyOf(app, owner);
  const derived = await deriveKey(owner.key ?? '', { expiresAt: new Date(clock.now().getTime() + 60_000) });
  const answers = [];
  for (const key of [raw, derived, `rk_live_${'a'.repeat(32)}`, 'x', '', '\0', 'rkd_x.y']) {
    const { status, body } = await report(key);
    answers.push([status, body]);
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(mails).toHaveLength(2);
});

it('a mail that cannot be sent does not keep the key alive', async () => {
  const owner = await app.tenant();
  const { raw, client } = await keyOf(app, owner);
  isMailAway = true;
  expect((await report(raw)).status).toBe(202);
  expect((await client.get('/auth/me')).status).toBe(401);
  expect(app.logged()).toContain('the mail about a leaked key was not sent');
});

it('of a key that was rotated only the secret that was found ends', async () => {
  const owner = await app.tenant();
  const { id, raw, client } = await keyOf(app, owner);
  const rotated = await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 3600 });
  expect((await client.get('/auth/me')).status).toBe(200);
  await report(raw);
  expect((await client.get('/auth/me')).status).toBe(401);
  expect((await app.client(rotated.body.raw_key).get('/auth/me')).status).toBe(200);
  expect(mails[0]?.text).toContain('before the last rotation');
});

it('a derived key’s tenant is told once; its parent, which nobody found, lives', async () => {
  const owner = await app.tenant();
  const { id, raw, client } = await keyOf(app, owner);
  const derived = await deriveKey(raw, { expiresAt: new Date(clock.now().getTime() + 60_000) });
  for (let n = 0; n < 3; n++) await report(derived, 'https://example.com/page');
  expect((await client.get('/auth/me')).status).toBe(200);
  expect(await lastEvent(app, owner, 'derived_key.leaked')).toMatchObject({ target_id: id, actor_type: 'public' });
  expect(mails.map((mail) => mail.text.includes('https://example.com/page'))).toEqual([true]);
});

it('reports from one address are limited', async () => {
  const statuses = [];
  for (let n = 0; n < 20; n++) statuses.push((await report('x')).status);
  expect(new Set(statuses)).toEqual(new Set([202]));
  const { status, headers, body } = await report('x');
  expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'rate_limited', '3600']);
});

it('a place that is no web address is refused', async () => {
  expect((await report('x', 'javascript:alert(1)')).status).toBe(400);
});
