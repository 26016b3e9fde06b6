import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifySecondFactor } from '../src/features/members/index.ts';
import { createSecrets } from '../src/platform/secrets.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { addMember, login, PASSWORD, type Person, peopledTenant } from './people.ts';

let app: TestApp;
const clock = testClock();
const SECRET = 'the secret of a deployment, long enough';
beforeAll(async () => {
  app = await startTestApp({ RAGKEEP_SECRET: SECRET }, { clock });
});
afterAll(() => app.close());

/** What the authenticator app shows now. */
const codeOf = (secret: string): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now().getTime() });

/** Until the app shows another code. */
const later = () => clock.advance(30);

const tryLogin = async ({ email }: Person, code?: string) =>
  app.client().post('/auth/login', { email, password: PASSWORD, ...(code === undefined ? {} : { code }) });

/** A member whose second factor is on. */
async function secured(): Promise<Person & { secret: string; recovery: string[]; admin: Person }> {
  const { key } = await peopledTenant(app);
  const [person, admin] = [await addMember(app, key, 'viewer'), await addMember(app, key, 'admin')];
  const { secret } = (await person.client.post('/auth/totp', { password: PASSWORD })).body;
  const { status, body } = await person.client.post('/auth/totp/confirm', { code: codeOf(secret) });
  expect(status).toBe(200);
  later();
  return { ...person, secret, recovery: body.recovery_codes, admin };
}

describe('a second factor', () => {
  it('begins with the password and is on once a code confirms it', async () => {
    const { key } = await peopledTenant(app);
    const person = await addMember(app, key, 'member');
    const early = await person.client.post('/auth/totp/confirm', { code: '123456' });
    expect([early.status, early.body.code, early.body.details]).toEqual([
      409,
      'second_factor_state',
      { enabled: false },
    ]);
    expect((await person.client.post('/auth/totp', { password: 'wrong' })).body.code).toBe('invalid_login');
    const { body } = await person.client.post('/auth/totp', { password: PASSWORD });
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body.uri).toContain(`otpauth://totp/Ragkeep:${encodeURIComponent(person.email)}?`);
    expect((await tryLogin(person)).status).toBe(200);

    const right = codeOf(body.secret);
    const wrong = right === '000000' ? '000001' : '000000';
    expect((await person.client.post('/auth/totp/confirm', { code: wrong })).body.code).toBe('invalid_login');
    const confirmed = await person.client.post('/auth/totp/confirm', { code: right });
    expect(new Set(confirmed.body.recovery_codes).size).toBe(10);
    expect((await key.get(`/members/${person.id}`)).body.second_factor).toBe(true);
    expect((await tryLogin(person)).body.code).toBe('second_factor_required');
    // The code that confirmed it is used up.
    expect((await tryLogin(person, right)).body.code).toBe('invalid_login');
    later();
    expect((await tryLogin(person, codeOf(body.secret))).status).toBe(200);
    for (const path of ['', '/confirm']) {
      const again = await person.client.post(`/auth/totp${path}`, path ? { code: right } : { password: PASSWORD });
      expect([again.body.code, again.body.details]).toEqual(['second_factor_state', { enabled: true }]);
    }
  });

  it('one code used by two at once opens one session', async () => {
    const person = await secured();
    const code = codeOf(person.secret);
    const both = await Promise.all([tryLogin(person, code), tryLogin(person, code)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('a code is used up even for who read the member before the other use', async () => {
    const person = await secured();
    const row = await app.db.selectFrom('members').selectAll().where('id', '=', person.id).executeTakeFirstOrThrow();
    const deps = { secrets: createSecrets(SECRET), clock };
    for (const code of [codeOf(person.secret), person.recovery[0] ?? '']) {
      const verify = () => verifySecondFactor(app.db, deps, row, code);
      expect((await Promise.all([verify(), verify(), verify()])).sort()).toEqual([false, false, true]);
    }
  });

  it('a recovery code is good once, however it is typed', async () => {
    const person = await secured();
    const [first = '', second = ''] = person.recovery;
    const both = await Promise.all([tryLogin(person, first), tryLogin(person, first)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await tryLogin(person, first)).status).toBe(401);
    expect((await tryLogin(person, second.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
    const row = await app.db.selectFrom('members').selectAll().where('id', '=', person.id).executeTakeFirstOrThrow();
    expect(row.recovery_codes).toHaveLength(8);
  });

  it('is turned off with both factors', async () => {
    const person = await secured();
    const disable = (password: string, code: string) => person.client.post('/auth/totp/disable', { password, code });
    const [recovery = '', other = ''] = person.recovery;
    expect((await disable('wrong', recovery)).body.code).toBe('invalid_login');
    expect((await disable(PASSWORD, 'aaaa-aaaa-aaaa-aaaa')).body.code).toBe('invalid_login');
    expect((await disable(PASSWORD, recovery)).status).toBe(204);
    expect((await tryLogin(person)).status).toBe(200);
    expect((await disable(PASSWORD, other)).body.code).toBe('second_factor_state');
    const row = await app.db.selectFrom('members').selectAll().where('id', '=', person.id).executeTakeFirstOrThrow();
    expect([row.totp_secret, row.totp_last_step, row.recovery_codes]).toEqual([null, null, null]);
  });

  it('that is lost is removed by an admin', async () => {
    const person = await secured();
    const remove = () => person.admin.client.delete(`/members/${person.id}/second-factor`);
    expect((await remove()).status).toBe(204);
    expect((await tryLogin(person)).status).toBe(200);
    const again = await remove();
    expect([again.status, again.body.code]).toEqual([409, 'second_factor_state']);
    const event = await app.db
      .selectFrom('audit_events')
      .selectAll()
      .where('target_id', '=', person.id)
      .where('action', '=', 'member.second_factor_removed')
      .executeTakeFirstOrThrow();
    expect(event).toMatchObject({
      actor_id: person.admin.id,
      before: { second_factor: true },
      after: { second_factor: false },
    });
  });

  it('guessing codes is limited', async () => {
    const { key } = await peopledTenant(app);
    const person = await addMember(app, key, 'viewer');
    await person.client.post('/auth/totp', { password: PASSWORD });
    const answers = [];
    for (let n = 0; n < 11; n++) answers.push(await person.client.post('/auth/totp/confirm', { code: `guess ${n}` }));
    expect(answers.map(({ body }) => body.code)).toEqual([...Array(10).fill('invalid_login'), 'rate_limited']);
  });

  it('its secret moved to another member’s row opens nothing, and no table holds it readable', async () => {
    const [person, other] = [await secured(), await secured()];
    const { rows } = await sql<{ row: string }>`SELECT m::text AS row FROM members m`.execute(app.db);
    const dump = JSON.stringify(rows);
    const secret = Buffer.from(new Uint8Array(Secret.fromBase32(person.secret).buffer)).toString('hex');
    for (const readable of [person.secret, secret, ...person.recovery]) expect(dump).not.toContain(readable);
    const { totp_secret } = await app.db
      .selectFrom('members')
      .select('totp_secret')
      .where('id', '=', other.id)
      .executeTakeFirstOrThrow();
    await app.db.updateTable('members').set({ totp_secret }).where('id', '=', person.id).execute();
    later();
    expect((await tryLogin(person, codeOf(other.secret))).status).not.toBe(200);
    expect((await (await login(app, other.email, PASSWORD, codeOf(other.secret))).get('/auth/me')).status).toBe(200);
  });
});
