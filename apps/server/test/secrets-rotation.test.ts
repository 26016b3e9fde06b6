import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { deriveKey } from '@ragkeep/access';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { chainHash } from '../src/features/audit/chain.ts';
import { verifyChain } from '../src/features/audit/index.ts';
import { sealPassword } from '../src/features/ingest/password.ts';
import { COMMANDS } from '../src/operator/commands/index.ts';
import { SEALED } from '../src/operator/sealed.ts';
import type { Database } from '../src/platform/db/index.ts';
import { checkSecret, WrongSecretError } from '../src/platform/db/secret-check.ts';
import { deploymentSecrets, forgetPreviousSecret, keptSecrets, renewKeptSecret } from '../src/platform/kept-secret.ts';
import { resealColumn } from '../src/platform/reseal.ts';
import { startServer } from '../src/platform/safe-fetch/local-server.fixture.ts';
import { createSecrets, HEADER_BYTES, type Secrets } from '../src/platform/secrets.ts';
import { startTestApp, testClock } from './app.ts';
import { testDatabase } from './database.ts';
import { newEmail } from './people.ts';

const [FIRST, SECOND] = ['the first secret of this deployment', 'the second secret of this deployment'];
const ALL_OF = { FETCH_ALLOW_PRIVATE: '127.0.0.0/8' };
const PASSWORD = 'a password for the rotation';

const clock = testClock();
let database: Database;
beforeAll(async () => {
  const opened = await testDatabase();
  database = { ...opened, close: async () => {} };
  return () => opened.close();
});

type App = Awaited<ReturnType<typeof startTestApp>>;
const open = (secret: string, previous?: string): Promise<App> =>
  startTestApp(
    { ...ALL_OF, RAGKEEP_SECRET: secret, ...(previous ? { RAGKEEP_SECRET_PREVIOUS: previous } : {}) },
    { database, clock },
  );

/** What the operator's command does, with the parts of an app. */
async function run(name: string, { operating }: App, changed: Partial<App['operating']> = {}) {
  const command = COMMANDS.find((each) => each.name === name);
  const output = await command?.run({ ...operating, ...changed }, {} as never);
  return JSON.parse(JSON.stringify(output));
}

describe('RX-8: the deployment’s secret', () => {
  const site = startServer(({ headers }, response) =>
    response.writeHead(headers.authorization === 'Bearer a-token-of-the-wiki' ? 200 : 401).end(),
  );
  afterAll(async () => (await site).close());

  /** One value of everything that is sealed or signed. */
  async function furnish(app: App) {
    const owner = await app.tenant();
    await owner.patch('/tenant', { recoverable_keys: true });
    const key = (await owner.post('/api-keys', { name: 'Shown', recoverable: true })).body;
    const hosts = [new URL((await site).origin).host];
    const input = { kind: 'bearer', name: 'Wiki', hosts, token: 'a-token-of-the-wiki' };
    const credential = (await owner.post('/credentials', input)).body.id;
    await owner.post('/credentials', { ...input, name: 'Second' });
    const webhook = (await owner.post('/webhooks', { url: (await site).origin })).body.id;
    const made = (await owner.post('/projects', { name: 'Once' }, { 'idempotency-key': 'the same' })).body.id;
    const cursor = (await owner.get('/credentials?limit=1')).body.next_cursor;
    const email = newEmail();
    const person = (await app.client().post('/auth/register', { email, password: PASSWORD })).body;
    const totp = (await app.client(person.access).post('/auth/totp', { password: PASSWORD })).body.secret;
    const code = TOTP.generate({ secret: Secret.fromBase32(totp), timestamp: clock.now().getTime() });
    await app.client(person.access).post('/auth/totp/confirm', { code });
    return { api: owner.key ?? '', key, credential, webhook, made, cursor, email, person, totp };
  }
  type Furnished = Awaited<ReturnType<typeof furnish>>;

  /** What is sealed. */
  async function expectOpen(app: App, { api, key, credential, webhook, email, totp }: Furnished): Promise<void> {
    const owner = app.client(api);
    expect((await owner.post(`/api-keys/${key.id}/reveal`)).body.raw_key).toBe(key.raw_key);
    const url = (await site).origin;
    expect((await owner.post(`/credentials/${credential}/test`, { url })).body).toMatchObject({ ok: true });
    expect((await owner.post(`/webhooks/${webhook}/rotate`)).status).toBe(200);
    const derived = await deriveKey(key.raw_key, { expiresAt: new Date(clock.now().getTime() + 60_000) });
    expect((await app.client(derived).get('/auth/me')).status).toBe(200);
    clock.advance(60);
    const code = TOTP.generate({ secret: Secret.fromBase32(totp), timestamp: clock.now().getTime() });
    expect((await app.client().post('/auth/login', { email, password: PASSWORD, code })).status).toBe(200);
    expect(await run('audit verify', app)).toEqual([
      expect.objectContaining({ intact: true }),
      expect.objectContaining({ intact: true }),
    ]);
  }

  it('can be changed: all opens with the former one, is sealed anew, and then needs it no more', async () => {
    const first = await open(FIRST);
    const furnished = await furnish(first);
    // As it was before values said with which secret they are sealed.
    await sql`UPDATE credentials SET sealed_secret = substring(sealed_secret FROM ${HEADER_BYTES + 1}::int)
      WHERE id = ${furnished.credential}`.execute(database.db);
    await first.close();
    await expect(open(SECOND)).rejects.toThrow(WrongSecretError);

    const second = await open(SECOND, FIRST);
    await expectOpen(second, furnished);
    const owner = second.client(furnished.api);
    expect((await second.client(furnished.person.access).get('/auth/me')).status).toBe(200);
    expect((await owner.get(`/credentials?limit=1&cursor=${furnished.cursor}`)).body.data).toHaveLength(1);
    const again = await owner.post('/projects', { name: 'Once' }, { 'idempotency-key': 'the same' });
    expect(again.body.id).toBe(furnished.made);
    const other = await owner.post('/projects', { name: 'Twice' }, { 'idempotency-key': 'the same' });
    expect(other.body.code).toBe('idempotency_conflict');
    const before = await run('secrets status', second);
    const [credentials] = before.values;
    expect(credentials).toEqual({ name: 'credentials', present: 0, previous: 1, unmarked: 1 });

    // Broken off after a part, and begun again.
    const { secrets } = second.operating;
    const [part] = SEALED;
    expect(part && (await resealColumn(database.db, secrets, part))).toEqual({ resealed: 2, unreadable: 0 });
    const rotated = await run('secrets rotate', second);
    expect(rotated).toMatchObject({ complete: true, setting_to_remove: true });
    expect(rotated.values[0]).toEqual({ name: 'credentials', resealed: 0, unreadable: 0 });
    expect(rotated.values[1].resealed).toBe(0); // the webhook's, which was rotated since
    expect(rotated.values.find(({ name }: { name: string }) => name === 'recoverable keys').resealed).toBe(1);
    const after = await run('secrets status', second);
    for (const value of after.values) expect(value).toMatchObject({ previous: 0, unmarked: 0 });
    await second.close();

    await expect(open(FIRST)).rejects.toThrow(WrongSecretError);
    clock.advance(1);
    const third = await open(SECOND);
    await expectOpen(third, furnished);
    expect((await third.client(furnished.person.access).get('/auth/me')).status).toBe(401);

    // Whoever has the former secret can chain no event of today with it.
    const tenantId = (await third.client(furnished.api).get('/tenant')).body.id;
    const events = () => database.db.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId);
    const [last, previous] = await events().orderBy('seq', 'desc').limit(2).execute();
    if (!last || !previous) throw new Error('there are events');
    const chained = {
      ...{ tenantId, seq: last.seq, id: last.id, at: last.at, actorType: last.actor_type, actorId: last.actor_id },
      ...{ address: last.address, action: last.action, targetType: last.target_type, targetId: last.target_id },
      ...{ before: last.before, after: last.after },
    };
    for (const [secret, intact] of [
      [SECOND, true],
      [FIRST, false],
    ] as const) {
      const hash = chainHash(createSecrets(secret).key('audit'), previous.hash, chained);
      await database.db.updateTable('audit_heads').set({ hash }).where('tenant_id', '=', tenantId).execute();
      await database.db.updateTable('audit_events').set({ hash }).where('id', '=', last.id).execute();
      expect(await verifyChain(database.db, createSecrets(SECOND), tenantId)).toMatchObject({ intact });
    }
    await third.close();
  });

  it('is not forgotten while something is left that no secret opens', async () => {
    const app = await open('a third secret, which is the present one', SECOND);
    const { id } = await database.db.selectFrom('credentials').select('id').executeTakeFirstOrThrow();
    const sealedBefore = await database.db
      .selectFrom('credentials')
      .select('sealed_secret')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const lost = createSecrets('a secret that is lost').seal('credential', 'x', Buffer.from('lost'));
    await database.db.updateTable('credentials').set({ sealed_secret: lost }).where('id', '=', id).execute();
    const calls: string[] = [];
    const keptSecret = {
      renew: async () => app.operating.secrets,
      forgetPrevious: async () => void calls.push('forgotten'),
    };
    const rotated = await run('secrets rotate', app, { keptSecret });
    expect([rotated.complete, rotated.values[0], calls]).toMatchObject([false, { unreadable: 1 }, []]);
    await expect(checkSecret(database.db, createSecrets(SECOND))).resolves.toBeUndefined();
    await database.db.updateTable('credentials').set(sealedBefore).where('id', '=', id).execute();
    expect((await run('secrets rotate', app, { keptSecret })).complete).toBe(true);
    expect(calls).toEqual(['forgotten']);
    await app.close();
  });

  it('that is kept in DATA_DIR is made anew, and forgotten only when nothing needs the former one', async () => {
    const app = await startTestApp(ALL_OF);
    const furnished = await furnish(app);
    const config = readConfig({ DATA_DIR: app.dataDir });
    const [former] = await keptSecrets(app.dataDir);
    // Broken off when the new secret was made and a part was sealed anew.
    await renewKeptSecret(app.dataDir);
    const halfWay = await deploymentSecrets(config);
    const [part] = SEALED;
    if (part) await resealColumn(app.db, halfWay, part);

    const keptSecret = {
      renew: async (): Promise<Secrets> => {
        await renewKeptSecret(app.dataDir);
        return deploymentSecrets(config);
      },
      forgetPrevious: () => forgetPreviousSecret(app.dataDir),
    };
    const rotated = await run('secrets rotate', app, { secrets: halfWay, keptSecret });
    expect(rotated).toMatchObject({ complete: true, setting_to_remove: false });
    const [present, ...previous] = await keptSecrets(app.dataDir);
    expect([present === former, previous]).toEqual([false, []]);
    expect(createSecrets(present).headers).toEqual([halfWay.headers[0]]);
    expect((await readdir(app.dataDir)).filter((name) => name.startsWith('secret'))).toEqual(['secret']);
    await expect(checkSecret(app.db, createSecrets(present))).resolves.toBeUndefined();
    await expect(checkSecret(app.db, createSecrets(former))).rejects.toThrow(WrongSecretError);
    const row = await app.db
      .selectFrom('credentials')
      .selectAll()
      .where('id', '=', furnished.credential)
      .executeTakeFirstOrThrow();
    const context = `${row.tenant_id}:${row.id}`;
    expect(createSecrets(present).open('credential', context, row.sealed_secret).toString()).toBe(
      'a-token-of-the-wiki',
    );
    await app.close();
  });

  it('every sealed column of the database is sealed anew', async () => {
    const { rows } = await sql<{ place: string }>`
      SELECT table_name || '.' || column_name AS place FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'bytea'
        AND (column_name LIKE 'sealed%' OR column_name IN ('totp_secret', 'derivation_key'))`.execute(database.db);
    expect(SEALED.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
      rows.map(({ place }) => place).sort(),
    );
  });

  it('more values than are read at once are gone through, each once', async () => {
    const { db } = database;
    const [from, to] = [createSecrets('from'), createSecrets('to', ['from'])];
    const [tenant] = await db.selectFrom('tenants').select('tenant_id').execute();
    const tenantId = tenant?.tenant_id ?? '';
    const jobId = '019a0000-0000-7000-8000-00000000000a';
    await sql`INSERT INTO jobs (tenant_id, id, kind, status, created_at)
      VALUES (${tenantId}, ${jobId}, 'conversion', 'running', now())`.execute(db);
    const sealed = sealPassword(from, tenantId, jobId, randomBytes(8).toString('hex'));
    await sql`INSERT INTO job_sources (tenant_id, job_id, ordinal, kind, label, metadata, status, sealed_password)
      SELECT ${tenantId}, ${jobId}, n, 'file', '', '{}', 'queued', ${sealed}::bytea FROM generate_series(1, 1203) n`.execute(
      db,
    );
    const column = SEALED.find(({ table }) => table === 'job_sources');
    if (!column) throw new Error('passwords of files are sealed');
    expect(await resealColumn(db, to, column)).toEqual({ resealed: 1203, unreadable: 0 });
    expect(await resealColumn(db, to, column)).toEqual({ resealed: 0, unreadable: 0 });
    expect(await resealColumn(db, createSecrets('other'), column)).toEqual({ resealed: 0, unreadable: 1203 });
  });
});
