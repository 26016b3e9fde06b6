import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import {
  addMember,
  keyOf,
  login,
  type MailServer,
  newEmail,
  PASSWORD,
  peopledTenant,
  startMailServer,
  tokenIn,
} from './people.ts';

const DAY = 86_400;
const NEW_PASSWORD = 'a longer secret than before';

let app: TestApp;
let mail: MailServer;
const clock = testClock();
beforeAll(async () => {
  mail = await startMailServer();
  app = await startTestApp({ ...mail.env, PUBLIC_URL: 'https://rag.example.com/' }, { clock });
});
beforeEach(() => clock.advance(DAY)); // so that no test meets the limits used up by another
afterAll(async () => {
  await app.close();
  await mail.close();
});

const statusOfLogin = async (email: string, password: string) =>
  (await app.client().post('/auth/login', { email, password })).status;

describe('one’s own account', () => {
  it('a password is changed by who knows it; the other sessions end', async () => {
    const { owner } = await peopledTenant(app);
    const other = await login(app, owner.email);
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    expect((await owner.client.post('/auth/password', body)).status).toBe(204);
    expect([(await owner.client.get('/auth/me')).status, (await other.get('/auth/me')).status]).toEqual([200, 401]);
    expect(await statusOfLogin(owner.email, NEW_PASSWORD)).toBe(200);
  });

  it('guessing the present password is limited, and a right one costs nothing', async () => {
    const { owner } = await peopledTenant(app);
    const change = (current: string, next = PASSWORD) =>
      owner.client.post('/auth/password', { current_password: current, new_password: next });
    for (let n = 0; n < 3; n++) expect((await change(PASSWORD)).status).toBe(204);
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => change(`wrong password ${n}`)));
    const codes = guesses.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'invalid_login')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(2);
    expect((await change(PASSWORD)).status).toBe(429);
    clock.advance(900);
    expect((await change(PASSWORD)).status).toBe(204);
  });

  it('an e-mail address changes when the new one confirms; the old one is told', async () => {
    const { owner, key } = await peopledTenant(app);
    const email = newEmail();
    const ask = (password: string) => owner.client.post('/auth/email', { email: email.toUpperCase(), password });
    expect((await ask('wrong')).body.code).toBe('invalid_login');
    expect((await ask(PASSWORD)).status).toBe(204);
    expect(await mail.mailTo(owner.email)).toContain(email);
    expect(await statusOfLogin(owner.email, PASSWORD)).toBe(200);

    await app.client().post('/auth/password/forgot', { email: owner.email });
    const reset = tokenIn(await mail.mailTo(owner.email), 'reset');
    const token = tokenIn(await mail.mailTo(email), 'confirm-email');
    const confirm = () => app.client().post('/auth/email/confirm', { token });
    const both = await Promise.all([confirm(), confirm()]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
    expect([await statusOfLogin(owner.email, PASSWORD), await statusOfLogin(email, PASSWORD)]).toEqual([401, 200]);
    expect((await key.get(`/members/${owner.id}`)).body.email).toBe(email);
    // What was mailed to the old address opens nothing any more, and it is free again.
    const late = await app.client().post('/auth/password/reset', { token: reset, password: NEW_PASSWORD });
    expect(late.body.code).toBe('invalid_link');
    expect((await key.post('/members', { email: owner.email, password: PASSWORD, role: 'viewer' })).status).toBe(201);
  });

  it('an address that is taken, or meanwhile was, stays whose it is', async () => {
    const { owner, key } = await peopledTenant(app);
    const viewer = await addMember(app, key, 'viewer');
    const taken = await owner.client.post('/auth/email', { email: viewer.email, password: PASSWORD });
    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken']);
    const email = newEmail();
    await owner.client.post('/auth/email', { email, password: PASSWORD });
    const token = tokenIn(await mail.mailTo(email), 'confirm-email');
    await key.post('/members', { email, password: NEW_PASSWORD, role: 'viewer' });
    const late = await app.client().post('/auth/email/confirm', { token });
    expect([late.status, late.body.code]).toEqual([409, 'email_taken']);
    expect((await key.get(`/members/${owner.id}`)).body.email).toBe(owner.email);
  });

  it('a change of address that is not confirmed within a day, or after a new password, is void', async () => {
    const { owner } = await peopledTenant(app);
    const email = newEmail();
    const confirm = async () =>
      (await app.client().post('/auth/email/confirm', { token: tokenIn(await mail.mailTo(email), 'confirm-email') }))
        .status;
    await owner.client.post('/auth/email', { email, password: PASSWORD });
    clock.advance(DAY);
    expect(await confirm()).toBe(410);
    const again = await login(app, owner.email);
    await again.post('/auth/email', { email, password: PASSWORD });
    await again.post('/auth/password', { current_password: PASSWORD, new_password: NEW_PASSWORD });
    expect(await confirm()).toBe(410);
  });

  it('a mail that cannot be sent is a 503, and mails to strangers are limited', async () => {
    const { owner } = await peopledTenant(app);
    const ask = (email: string) => owner.client.post('/auth/email', { email, password: PASSWORD });
    expect((await ask('nobody@bounce.example')).status).toBe(503);
    for (let n = 0; n < 4; n++) expect((await ask(newEmail())).status).toBe(204);
    expect((await ask(newEmail())).body.code).toBe('rate_limited');
  });

  it('people change their names, and nothing else of theirs', async () => {
    const { key } = await peopledTenant(app);
    const viewer = await addMember(app, key, 'viewer');
    const changed = await viewer.client.patch('/auth/profile', { first_name: 'Ada', last_name: 'Byron' });
    expect(changed.body).toMatchObject({ id: viewer.id, first_name: 'Ada', last_name: 'Byron', role: 'viewer' });
    for (const field of ['role', 'status', 'email', 'tenant_id', 'id', 'second_factor']) {
      const { status, body } = await viewer.client.patch('/auth/profile', { [field]: 'owner' });
      expect([status, body.details.issues[0].path]).toEqual([400, field]);
    }
    expect((await key.get(`/members/${viewer.id}`)).body).toMatchObject({ role: 'viewer', status: 'active' });
  });

  it('is for people: a key has none, not even one that a member made', async () => {
    const { key, owner } = await peopledTenant(app);
    for (const client of [key, await keyOf(app, owner, ['tenant:admin'])]) {
      const refused = [
        await client.patch('/auth/profile', { first_name: 'x' }),
        await client.post('/auth/password', { current_password: PASSWORD, new_password: NEW_PASSWORD }),
        await client.post('/auth/email', { email: newEmail(), password: PASSWORD }),
        await client.post('/auth/totp', { password: PASSWORD }),
        await client.post('/auth/totp/confirm', { code: '123456' }),
        await client.post('/auth/totp/disable', { password: PASSWORD, code: '123456' }),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [403, 'members_only']));
    }
  });
});
