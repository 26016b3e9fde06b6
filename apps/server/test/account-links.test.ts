import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteExpiredLinks } from '../src/features/members/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import {
  addMember,
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

describe('an invitation', () => {
  const accept = (token: string, password = PASSWORD, more: object = {}) =>
    app.client().post('/auth/invites/accept', { token, password, ...more });

  it('mails a link with which the member chooses a password, once', async () => {
    const { key } = await peopledTenant(app);
    const email = newEmail();
    const invited = await key.post('/members/invites', { email, role: 'member', first_name: 'Ada' });
    expect(invited.status).toBe(201);
    expect(invited.body).toMatchObject({ email, role: 'member', status: 'invited', first_name: 'Ada' });
    expect(await statusOfLogin(email, PASSWORD)).toBe(401);

    const text = await mail.mailTo(email);
    expect(text).toContain('Lighthouse');
    expect(text).toContain('https://rag.example.com/#/invite?token=');
    expect(text).toContain('curl -X POST https://rag.example.com/api/v1/auth/invites/accept');
    const token = tokenIn(text, 'invite');
    expect((await accept(token, PASSWORD, { last_name: 'Byron' })).status).toBe(204);
    expect((await key.get(`/members/${invited.body.id}`)).body).toMatchObject({
      status: 'active',
      first_name: 'Ada',
      last_name: 'Byron',
    });
    expect(await statusOfLogin(email, PASSWORD)).toBe(200);
    const again = await accept(token, NEW_PASSWORD);
    expect([again.status, again.body.code]).toEqual([410, 'invalid_link']);
    expect(await statusOfLogin(email, NEW_PASSWORD)).toBe(401);
  });

  it('of two who accept at once, one succeeds', async () => {
    const { key } = await peopledTenant(app);
    const email = newEmail();
    await key.post('/members/invites', { email, role: 'viewer' });
    const token = tokenIn(await mail.mailTo(email), 'invite');
    const both = await Promise.all([accept(token), accept(token, NEW_PASSWORD)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
  });

  it('is good for seven days', async () => {
    const { key } = await peopledTenant(app);
    const [one, two] = [newEmail(), newEmail()];
    for (const email of [one, two]) await key.post('/members/invites', { email, role: 'viewer' });
    clock.advance(7 * DAY - 1);
    expect((await accept(tokenIn(await mail.mailTo(one), 'invite'))).status).toBe(204);
    clock.advance(1);
    expect((await accept(tokenIn(await mail.mailTo(two), 'invite'))).status).toBe(410);
  });

  it('sent again brings a new link and kills the old one; not for who is a member already', async () => {
    const { key } = await peopledTenant(app);
    const email = newEmail();
    const { id } = (await key.post('/members/invites', { email, role: 'viewer' })).body;
    const old = tokenIn(await mail.mailTo(email), 'invite');
    expect((await key.post(`/members/${id}/invite`)).status).toBe(204);
    const token = tokenIn(await mail.mailTo(email), 'invite');
    expect((await accept(old)).status).toBe(410);
    expect((await accept(token)).status).toBe(204);
    const late = await key.post(`/members/${id}/invite`);
    expect([late.status, late.body.code]).toEqual([409, 'email_taken']);
  });

  it('is void when the member is disabled or deleted', async () => {
    const { key } = await peopledTenant(app);
    for (const end of ['disable', 'delete']) {
      const email = newEmail();
      const { id } = (await key.post('/members/invites', { email, role: 'viewer' })).body;
      const token = tokenIn(await mail.mailTo(email), 'invite');
      if (end === 'delete') await key.delete(`/members/${id}`);
      else await key.patch(`/members/${id}`, { status: 'disabled' });
      expect((await accept(token)).status, end).toBe(410);
    }
  });

  it('a token that is altered, made up, or of another purpose opens nothing', async () => {
    const { key, owner } = await peopledTenant(app);
    const other = await peopledTenant(app);
    const email = newEmail();
    await key.post('/members/invites', { email, role: 'viewer' });
    const token = tokenIn(await mail.mailTo(email), 'invite');
    await app.client().post('/auth/password/forgot', { email: owner.email });
    const reset = tokenIn(await mail.mailTo(owner.email), 'reset');
    const [tenant, id, secret = ''] = token.split('.');
    const flipped = secret.startsWith('A') ? `B${secret.slice(1)}` : `A${secret.slice(1)}`;
    const wrong = [
      `${tenant}.${id}.${flipped}`,
      `${tenant}.${id}.`,
      `${other.tenantId}.${id}.${secret}`,
      `${tenant}.${other.tenantId}.${secret}`,
      `${token} `,
      "' OR '1'='1",
      reset,
    ];
    for (const each of wrong) expect((await accept(each)).body.code, each).toBe('invalid_link');
    expect((await app.client().post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(410);
    expect((await accept(token)).status).toBe(204);
  });

  it('stands when the mail cannot be sent: 503, to be sent again', async () => {
    const { key } = await peopledTenant(app);
    const email = newEmail().replace('@', '@bounce.').replace('bounce.example.com', 'bounce.example');
    const failed = await key.post('/members/invites', { email, role: 'viewer' });
    expect([failed.status, failed.body.message]).toEqual([
      503,
      'the mail could not be sent; send the invitation again later',
    ]);
    const [row] = (await key.get('/members?status=invited')).body.data;
    expect(row.email).toBe(email);
    expect((await key.post(`/members/${row.id}/invite`)).status).toBe(503);
  });

  it('a tenant cannot flood strangers with them', async () => {
    const { key } = await peopledTenant(app);
    const { id } = (await key.post('/members/invites', { email: newEmail(), role: 'viewer' })).body;
    const answers = await Promise.all(Array.from({ length: 101 }, () => key.post(`/members/${id}/invite`)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(99);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['3600', '3600']);
  });
});

describe('a forgotten password', () => {
  const forgot = (email: string) => app.client().post('/auth/password/forgot', { email });
  const reset = (token: string, password = NEW_PASSWORD) =>
    app.client().post('/auth/password/reset', { token, password });

  it('is replaced by a mailed link; all sessions and older links end', async () => {
    const { owner } = await peopledTenant(app);
    const second = await login(app, owner.email);
    await second.post('/auth/email', { email: 'mallory@example.com', password: PASSWORD });
    const change = tokenIn(await mail.mailTo('mallory@example.com'), 'confirm-email');
    await mail.mailTo(owner.email); // the notice
    expect((await forgot(owner.email.toUpperCase())).status).toBe(204);
    const text = await mail.mailTo(owner.email);
    expect(text).toContain('curl -X POST https://rag.example.com/api/v1/auth/password/reset');
    const token = tokenIn(text, 'reset');
    expect((await second.get('/auth/me')).status).toBe(200);
    expect((await reset(token)).status).toBe(204);
    for (const client of [owner.client, second]) expect((await client.get('/auth/me')).status).toBe(401);
    expect([await statusOfLogin(owner.email, PASSWORD), await statusOfLogin(owner.email, NEW_PASSWORD)]).toEqual([
      401, 200,
    ]);
    expect((await reset(token)).body.code).toBe('invalid_link');
    expect((await app.client().post('/auth/email/confirm', { token: change })).status).toBe(410);
  });

  it('the link is good for one hour, and until the next is asked for', async () => {
    const { owner } = await peopledTenant(app);
    await forgot(owner.email);
    const first = tokenIn(await mail.mailTo(owner.email), 'reset');
    await forgot(owner.email);
    const second = tokenIn(await mail.mailTo(owner.email), 'reset');
    expect((await reset(first)).status).toBe(410);
    clock.advance(3600);
    expect((await reset(second)).status).toBe(410);
    await forgot(owner.email);
    const third = tokenIn(await mail.mailTo(owner.email), 'reset');
    clock.advance(3599);
    expect((await reset(third)).status).toBe(204);
  });

  it('answers the same for an unknown, invited or disabled address, and mails nothing', async () => {
    const { key, owner } = await peopledTenant(app);
    const disabled = await addMember(app, key, 'viewer');
    await key.patch(`/members/${disabled.id}`, { status: 'disabled' });
    const invited = newEmail();
    await key.post('/members/invites', { email: invited, role: 'viewer' });
    await mail.mailTo(invited);
    const before = mail.unread();
    const answers = [];
    for (const email of [newEmail(), invited, disabled.email, owner.email]) answers.push(await forgot(email));
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [204, '']));
    await mail.mailTo(owner.email); // the last of them, so the others are through
    expect(mail.unread()).toBe(before);
  });

  it('a member of several tenants gets a link for each', async () => {
    const { owner } = await peopledTenant(app);
    const other = await peopledTenant(app);
    await other.key.post('/members', { email: owner.email, password: PASSWORD, role: 'viewer' });
    await forgot(owner.email);
    const tokens = [await mail.mailTo(owner.email), await mail.mailTo(owner.email)].map((text) =>
      tokenIn(text, 'reset'),
    );
    expect(new Set(tokens.map((token) => token.split('.')[0])).size).toBe(2);
    for (const token of tokens) expect((await reset(token)).status).toBe(204);
  });

  it('is limited by e-mail address, whether it is a member’s or not, and by the caller’s address', async () => {
    const { owner } = await peopledTenant(app);
    for (const email of [owner.email, newEmail()]) {
      for (let n = 0; n < 5; n++) expect((await forgot(email)).status).toBe(204);
      const sixth = await forgot(email);
      expect([sixth.status, sixth.body.code, sixth.headers.get('retry-after')]).toEqual([429, 'rate_limited', '3600']);
    }
    const statuses = [];
    for (let n = 0; n < 20; n++) statuses.push((await forgot(newEmail())).status);
    expect(statuses.lastIndexOf(204)).toBeLessThan(statuses.indexOf(429));
  });

  it('a mail that cannot be sent is the operator’s to see, not the caller’s', async () => {
    const { key } = await peopledTenant(app);
    const email = `${newEmail().split('@')[0]}@bounce.example`;
    await key.post('/members', { email, password: PASSWORD, role: 'viewer' });
    expect((await forgot(email)).status).toBe(204);
    await expect.poll(() => app.logged()).toContain('a link for a new password could not be sent');
    expect(app.logged()).not.toContain(email);
  });
});

it('links that expired are tidied away, and those that run are kept', async () => {
  const { key, owner, tenantId } = await peopledTenant(app);
  const email = newEmail();
  await key.post('/members/invites', { email, role: 'viewer' });
  await app.client().post('/auth/password/forgot', { email: owner.email });
  await mail.mailTo(owner.email);
  clock.advance(3600);
  await deleteExpiredLinks(app.db, clock.now());
  const left = await app.db.selectFrom('one_time_tokens').selectAll().where('tenant_id', '=', tenantId).execute();
  expect(left.map((row) => [row.purpose, row.email])).toEqual([['invite', email]]);
  await mail.mailTo(email);
});

it('no password, link or its secret part is in a table or the log', async () => {
  const { key, owner } = await peopledTenant(app);
  const email = newEmail();
  await key.post('/members/invites', { email, role: 'viewer' });
  await app.client().post('/auth/password/forgot', { email: owner.email });
  const tokens = [tokenIn(await mail.mailTo(email), 'invite'), tokenIn(await mail.mailTo(owner.email), 'reset')];
  await app.client().post('/auth/invites/accept', { token: tokens[0], password: NEW_PASSWORD });
  const tables = ['members', 'member_directory', 'sessions', 'one_time_tokens', 'audit_events', 'counters'];
  const texts = [app.logged()];
  for (const table of tables) {
    const { rows } = await sql`SELECT t::text AS row FROM ${sql.table(table)} t`.execute(app.db);
    texts.push(JSON.stringify(rows));
  }
  expect(texts.join('\n')).toContain(email);
  for (const secret of [PASSWORD, NEW_PASSWORD, ...tokens.map((token) => token.split('.')[2] ?? '')]) {
    expect(texts.join('\n')).not.toContain(secret);
    expect(texts.join('\n')).not.toContain(Buffer.from(secret).toString('hex'));
  }
});
