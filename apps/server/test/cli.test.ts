import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../src/platform/db/index.ts';
import { ragkeep } from './cli.ts';
import { Client } from './client.ts';
import { testDatabaseServer } from './database.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

const onPostgres = process.env.TEST_DATABASE === 'postgres';
const SECRET = 'a secret of more than thirty-two characters';
const NOBODY = '019a0000-0000-7000-8000-000000000000';

let env: Record<string, string>;
let dataDir: string;
let server: ServerProcess | undefined;
let database: { url: string; close(): Promise<void> } | undefined;

async function setUp(): Promise<void> {
  dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-cli-'));
  await mkdir(inject('modelDir'), { recursive: true });
  await symlink(inject('modelDir'), join(dataDir, 'models'));
  database = onPostgres ? await testDatabaseServer() : undefined;
  env = { DATA_DIR: dataDir, ...(database ? { DATABASE_URL: database.url, RAGKEEP_SECRET: SECRET } : {}) };
}

async function tearDown(): Promise<void> {
  await server?.end('SIGKILL');
  server = undefined;
  await database?.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** Runs a command that must succeed, and gives what it printed for machines. */
async function done(args: string[], input?: string) {
  const { code, stdout, stderr } = await ragkeep(env, [...args, '--json'], input);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

const tenant = async (name: string): Promise<{ id: string; key: string }> => {
  const made = await done(['tenants', 'create', '--name', name, '--email', 'o@example.com']);
  return { id: made.tenant_id, key: made.api_key };
};

const client = (key?: string) => new Client(server?.url ?? '', key);

// With the embedded database through the socket, with PostgreSQL beside the server.
describe('while a server runs', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    await setUp();
    server = await startServerProcess(env);
  });
  afterAll(tearDown);

  it('a tenant is made with a key that works at once, is listed, and goes with its keys', async () => {
    const made = await tenant('Harbour');
    expect((await client(made.key).get('/tenant')).body).toMatchObject({ id: made.id, name: 'Harbour' });
    expect(await done(['tenants'])).toContainEqual(expect.objectContaining({ id: made.id, plan: null }));

    const unsure = await ragkeep(env, ['tenants', 'delete', made.id]);
    expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes: is missing') });
    expect((await client(made.key).get('/tenant')).status).toBe(200);

    await done(['tenants', 'delete', made.id, '--yes']);
    expect((await client(made.key).get('/tenant')).status).toBe(401);
    expect(await ragkeep(env, ['tenants', 'delete', made.id, '--yes'])).toMatchObject({
      code: 1,
      stderr: 'No such tenant\n',
    });
  });

  it('a key is made by the operator, does what its scopes say, and is refused from its revocation on', async () => {
    const { id, key: owner } = await tenant('Keys');
    const plain = await done(['keys', 'create', '--tenant', id, '--name', 'n8n']);
    expect(plain).toMatchObject({ created_by: { type: 'operator', id: null }, environment: 'live', expires_at: null });
    expect(plain.scopes).toContain('query');
    expect(plain.scopes).not.toContain('tenant:admin');
    const expires = '2039-01-01T00:00:00Z';
    const scoped = ['--scopes', 'ingest, query', '--environment', 'test', '--expires', expires];
    const narrow = await done(['keys', 'create', '--tenant', id, '--name', 'Narrow', ...scoped]);
    expect(narrow).toMatchObject({ scopes: ['ingest', 'query'], environment: 'test' });
    expect(narrow.raw_key).toMatch(/^rk_test_/);
    expect((await done(['keys', 'list', '--tenant', id])).map(({ name }: { name: string }) => name)).toEqual([
      'Narrow',
      'n8n',
      'First key',
    ]);

    const using = client(plain.raw_key);
    expect((await using.get('/auth/me')).status).toBe(200);
    await done(['keys', 'revoke', '--tenant', id, plain.id]);
    expect((await using.get('/auth/me')).status).toBe(401);

    const { body } = await client(owner).get(`/audit-events?target_id=${plain.id}`);
    expect(body.data.map((event: { action: string }) => event.action)).toEqual(['api_key.revoked', 'api_key.created']);
    for (const event of body.data) {
      expect(event).toMatchObject({ actor: { type: 'operator', id: null }, address: null });
    }
  });

  it('another tenant’s key is not found', async () => {
    const [mine, theirs] = [await tenant('Mine'), await tenant('Theirs')];
    const [key] = await done(['keys', 'list', '--tenant', theirs.id]);
    const refused = await ragkeep(env, ['keys', 'revoke', '--tenant', mine.id, key.id]);
    expect(refused).toMatchObject({ code: 1, stderr: 'No such API key\n' });
    expect((await client(theirs.key).get('/auth/me')).status).toBe(200);
  });

  it('a key is told from a lookalike, and what is said of it never holds it', async () => {
    const { id, key } = await tenant('Verify');
    const good = await ragkeep(env, ['keys', 'verify'], `${key}\n`);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('Verify') });
    expect(good.stdout).toContain('tenant:admin');
    expect(good.stdout + good.stderr).not.toContain(key);

    const [{ id: keyId, last_used_at }] = await done(['keys', 'list', '--tenant', id]);
    expect(last_used_at).toBeNull(); // to look at a key is no use of it
    await done(['keys', 'revoke', '--tenant', id, keyId]);
    const revoked = await ragkeep(env, ['keys', 'verify', '--json'], key);
    expect(revoked.code).toBe(1);
    expect(JSON.parse(revoked.stdout)).toEqual({ verdict: 'unknown' });

    const mistyped = await ragkeep(env, ['keys', 'verify'], `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`);
    expect(mistyped).toMatchObject({ code: 1, stdout: expect.stringContaining('checksum is wrong') });
  });

  it('a member gets in by password or by invitation; role, status and password are the operator’s to mend', async () => {
    const { id } = await tenant('People');
    const create = ['members', 'create', '--tenant', id, '--email'];
    const mia = ['mia@example.com', '--role', 'owner', '--first-name', 'Mia', '--password-stdin'];
    const { member } = await done([...create, ...mia], 'a password of hers\n');
    expect(member).toMatchObject({ first_name: 'Mia', role: 'owner', status: 'active' });
    const login = { email: 'mia@example.com', password: 'a password of hers' };
    const { access } = (await client().post('/auth/login', login)).body;
    expect((await client(access).get('/auth/me')).body.member.role).toBe('owner');

    const invited = await done([...create, 'tom@example.com', '--role', 'viewer']);
    expect(invited.member.status).toBe('invited');
    const token = /#\/invite\?token=(\S+)/.exec(invited.invitation)?.[1];
    const accepted = await client().post('/auth/invites/accept', { token, password: 'a password of his' });
    expect(accepted.status, accepted.text).toBeLessThan(300);

    const tom = ['--tenant', id, invited.member.id];
    expect(await done(['members', 'set-role', ...tom, '--role', 'admin'])).toMatchObject({ role: 'admin' });
    const session = await client().post('/auth/login', { email: 'tom@example.com', password: 'a password of his' });
    await done(['members', 'disable', ...tom]);
    expect((await client(session.body.access).get('/auth/me')).status).toBe(401);
    await done(['members', 'enable', ...tom]);
    const { text } = await done(['members', 'reset-password', ...tom]);
    const reset = /#\/reset\?token=(\S+)/.exec(text)?.[1];
    const chosen = await client().post('/auth/password/reset', { token: reset, password: 'another of his' });
    expect(chosen.status, chosen.text).toBeLessThan(300);
    expect((await client().post('/auth/login', { email: 'tom@example.com', password: 'another of his' })).status).toBe(
      200,
    );

    const none = await ragkeep(env, ['members', 'remove-second-factor', ...tom]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('second factor is not on') });
    const alone = await ragkeep(env, ['members', 'set-role', '--tenant', id, member.id, '--role', 'viewer']);
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('only active owner') });
    expect(await done(['members', 'list', '--tenant', id])).toHaveLength(2);
  });

  it('a plan bounds the tenant from then on, the operator too', async () => {
    const { id } = await tenant('Plan');
    expect(await done(['plans', 'set', '--tenant', id, 'free'])).toMatchObject({ plan: 'free' });
    const second = await ragkeep(env, ['keys', 'create', '--tenant', id, '--name', 'Second']);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('The plan free allows 1') });
    expect(await done(['plans', 'usage', '--tenant', id])).toMatchObject({ plan: 'free', pages_remaining: 50 });
    await done(['plans', 'set', '--tenant', id, 'default']);
    await done(['keys', 'create', '--tenant', id, '--name', 'Second']);
    expect(await ragkeep(env, ['plans', 'set', '--tenant', NOBODY, 'pro'])).toMatchObject({ code: 1 });
    const unknown = await ragkeep(env, ['plans', 'set', '--tenant', id, 'gold']);
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('free, pro, business, unlimited, default'),
    });
    const { stdout } = await ragkeep(env, ['plans']);
    expect(stdout).toMatch(/^free +50 +2 +10 +1 +ocr$/m);
    expect(stdout).toMatch(/^unlimited +any +any +server’s +any +api ocr crawl webhooks$/m);
  });

  it('the audit log is verified; the organisation of an unknown provider is refused', async () => {
    const { id } = await tenant('Audit');
    const [{ intact, events }] = await done(['audit', 'verify', '--tenant', id]);
    expect({ intact, events }).toEqual({ intact: true, events: 2 });
    const link = await ragkeep(env, ['organisations', 'link', '--tenant', id, 'org_1']);
    expect(link).toMatchObject({ code: 1, stderr: expect.stringContaining('OIDC_ISSUER') });
  });

  it('the secret is not renewed under the server’s feet, and where it is a setting all is sealed with it', async () => {
    const { code, stdout, stderr } = await ragkeep(env, ['secrets', 'rotate']);
    expect([code, stdout + stderr]).toEqual(
      onPostgres
        ? [0, expect.stringContaining('Everything is sealed with the present secret.')]
        : [1, expect.stringContaining('Stop it first')],
    );
  });

  it('there is nothing left to migrate, and the doctor finds the server', async () => {
    expect(await done(['migrate'])).toEqual({ steps: [] });
    const PORT = new URL(server?.url ?? '').port;
    const { code, stdout } = await ragkeep({ ...env, PORT }, ['doctor']);
    expect(stdout).toContain('is ready');
    expect(stdout).toContain('0 problems');
    expect(code).toBe(0);
  });

  it.runIf(onPostgres)('a changed audit event is found', async () => {
    const { id } = await tenant('Tampered');
    const { db, close } = await openDatabase({ url: database?.url ?? '', poolSize: 1 });
    await sql`UPDATE audit_events SET action = 'nothing.happened' WHERE tenant_id = ${id} AND seq = 1`.execute(db);
    await close();
    const { code, stdout } = await ragkeep(env, ['audit', 'verify']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('BROKEN at event 1') });
  });
});

describe('without a server', { timeout: 180_000 }, () => {
  beforeAll(setUp);
  afterAll(tearDown);

  it.runIf(!onPostgres)('a folder without a database is not made one by mistake, only by migrate', async () => {
    const { code, stderr } = await ragkeep(env, ['tenants', 'list']);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no database in');
    expect((await done(['migrate'])).steps).toContain('0001_access');
  });

  it('the commands open the database themselves, one after the other, and a server finds what they did', async () => {
    const { id, key } = await tenant('Offline');
    const made = await done(['keys', 'create', '--tenant', id, '--name', 'Later']);
    await done(['keys', 'revoke', '--tenant', id, made.id]);
    const listed = await ragkeep(env, ['keys', 'list', '--tenant', id]);
    expect(listed.stdout).toMatch(/Later +revoked/);
    const rotated = await done(['secrets', 'rotate']);
    expect(rotated).toMatchObject({ complete: true, setting_to_remove: false });
    const status = await ragkeep(env, ['secrets', 'status']);
    expect(status.stdout).toMatch(/what derived keys are checked with +[1-9]\d* +0 +0\n/);
    server = await startServerProcess(env);
    expect((await client(key).get('/auth/me')).status).toBe(200);
    expect((await client(made.raw_key).get('/auth/me')).status).toBe(401);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it.runIf(onPostgres)('a newer schema is left alone, and said so', async () => {
    const { db, close } = await openDatabase({ url: database?.url ?? '', poolSize: 1 });
    await sql`INSERT INTO migrations (name, timestamp) VALUES ('9999_future', '')`.execute(db);
    await close();
    expect(await ragkeep(env, ['migrate'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('newer version'),
    });
    expect(await ragkeep(env, ['tenants'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ragkeep migrate'),
    });
  });
});
