import { API_BASE } from '@ragkeep/contract';
import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../src/access/principal.ts';
import { type Audit, createAudit, verifyChain } from '../src/features/audit/index.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { createSecrets } from '../src/platform/secrets.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';

let app: TestApp;
const clock = testClock();
const SECRET = 'the secret of a deployment that is under test';
const secrets = createSecrets(SECRET);
let audit: Audit;
beforeAll(async () => {
  app = await startTestApp({ RAGKEEP_SECRET: SECRET }, { clock });
  audit = createAudit({ db: app.db, clock, secrets, log: app.log, keyFormats: [] });
});
afterAll(() => app.close());

async function newTenant(): Promise<{ owner: Client; tenantId: string }> {
  const owner = await app.tenant();
  return { owner, tenantId: (await owner.get('/tenant')).body.id };
}

/** A tenant without any event, and somebody in it. */
async function bareTenant(): Promise<Actor> {
  const tenantId = uuidv7();
  const row = { tenant_id: tenantId, name: 'Bare', email: 'bare@example.com', created_at: clock.now() };
  await app.db.insertInto('tenants').values(row).execute();
  return { tenantId, type: 'operator', id: null, address: null };
}

const events = async (client: Client, query = '') => (await client.get(`/audit-events${query}`)).body.data;

const raw = (client: Client, path: string, method = 'GET') =>
  fetch(client.url + API_BASE + path, { method, headers: { authorization: `Bearer ${client.key}` } });

describe('what is recorded', () => {
  it('is who did what from where, with the facts before and after, newest first', async () => {
    const { owner, tenantId } = await newTenant();
    const me = (await owner.get('/auth/me')).body.key;
    const key = (await owner.post('/api-keys', { name: 'Before' })).body;
    await owner.patch(`/api-keys/${key.id}`, { name: 'After' });
    const [updated, created, first, registered, ...none] = await events(owner);
    expect(none).toEqual([]);
    expect(updated).toMatchObject({
      seq: 4,
      at: clock.now().toISOString(),
      actor: { type: 'key', id: me.id },
      address: '127.0.0.1',
      action: 'api_key.updated',
      target: { type: 'api_key', id: key.id },
      before: { name: 'Before' },
      after: { name: 'After' },
    });
    expect(created).toMatchObject({ action: 'api_key.created', before: null, after: { key_prefix: key.key_prefix } });
    expect(first).toMatchObject({ action: 'api_key.created', actor: { type: 'public', id: null } });
    expect(registered).toMatchObject({ seq: 1, action: 'tenant.created', target: { type: 'tenant', id: tenantId } });
  });

  it('holds no key, even where somebody pastes one into a name', async () => {
    const { owner } = await newTenant();
    await owner.patch('/tenant', { name: `Key: ${owner.key}` });
    const [event] = await events(owner);
    expect(event.after.name).toBe('Key: [redacted]');
    expect((await owner.get('/audit-events/verify')).body.intact).toBe(true);
  });

  it('numbers changes made at once without a gap', async () => {
    const { owner } = await newTenant();
    const changes = Array.from({ length: 50 }, (_, n) => owner.patch('/tenant', { name: `Name ${n}` }));
    for (const { status } of await Promise.all(changes)) expect(status).toBe(200);
    const seqs = (await events(owner, '?action=tenant.updated&limit=200')).map(({ seq }: { seq: number }) => seq);
    expect(seqs).toEqual(Array.from({ length: 50 }, (_, n) => 52 - n));
    expect((await owner.get('/audit-events/verify')).body).toMatchObject({ intact: true, events: 52 });
  });

  it('goes with the tenant', async () => {
    const { owner, tenantId } = await newTenant();
    const reader = app.client((await owner.post('/api-keys', { name: 'r', scopes: ['query'] })).body.raw_key);
    await reader.get('/projects');
    await reader.get('/projects');
    expect((await owner.delete('/tenant')).status).toBe(204);
    await app.flush(); // the repeated refusal has nowhere to go any more
    for (const table of ['audit_events', 'audit_heads'] as const) {
      expect(await app.db.selectFrom(table).where('tenant_id', '=', tenantId).select('seq').execute()).toEqual([]);
    }
    expect(app.logged()).not.toContain('could not be written');
  });
});

describe('refusals', () => {
  it('are recorded: the first at once, those that repeat it as one event a minute', async () => {
    const { owner } = await newTenant();
    const key = (await owner.post('/api-keys', { name: 'r', scopes: ['query'] })).body;
    const refused = app.client(key.raw_key);
    const seen = () => events(owner, `?action=access.refused&actor_id=${key.id}`);

    expect((await refused.post('/projects', { name: 'x' })).status).toBe(403);
    expect(await seen()).toMatchObject([
      {
        actor: { type: 'key', id: key.id },
        address: '127.0.0.1',
        target: { type: 'route', id: 'POST /api/v1/projects' },
        after: { code: 'insufficient_scope', required_scope: 'projects:write' },
      },
    ]);
    await Promise.all(Array.from({ length: 30 }, () => refused.post('/projects', { name: 'x' })));
    expect(await seen()).toHaveLength(1);
    await app.flush();
    expect((await seen())[0].after).toEqual({
      code: 'insufficient_scope',
      required_scope: 'projects:write',
      repeated: 30,
    });
    await app.flush();
    expect(await seen()).toHaveLength(2);
    await refused.post('/projects', { name: 'x' });
    expect(await seen()).toHaveLength(3);
  });

  it('of another route or another principal are others', async () => {
    const { owner } = await newTenant();
    for (const name of ['one', 'two']) {
      const client = app.client((await owner.post('/api-keys', { name, scopes: ['query'] })).body.raw_key);
      await client.get('/projects');
      await client.get('/jobs');
    }
    expect(await events(owner, '?action=access.refused')).toHaveLength(4);
  });

  it('that cannot be written are counted and written later; the caller sees nothing of it', async () => {
    const { owner } = await newTenant();
    const reader = app.client((await owner.post('/api-keys', { name: 'r', scopes: ['query'] })).body.raw_key);
    await sql`ALTER TABLE audit_events RENAME TO audit_events_away`.execute(app.db);
    try {
      expect((await reader.get('/jobs')).status).toBe(403);
      await app.flush();
    } finally {
      await sql`ALTER TABLE audit_events_away RENAME TO audit_events`.execute(app.db);
    }
    expect(await events(owner, '?action=access.refused')).toEqual([]);
    await app.flush();
    expect(await events(owner, '?action=access.refused')).toMatchObject([{ after: { repeated: 1 } }]);
  });
});

describe('GET /audit-events', () => {
  it('takes filters, and pages', async () => {
    const { owner } = await newTenant();
    const key = (await owner.post('/api-keys', { name: 'k' })).body;
    clock.advance(60);
    const later = clock.now().toISOString();
    await owner.delete(`/api-keys/${key.id}`);
    await owner.patch('/tenant', { name: 'Renamed' });
    const seqs = async (query: string) => (await events(owner, query)).map(({ seq }: { seq: number }) => seq);
    expect(await seqs('')).toEqual([5, 4, 3, 2, 1]);
    expect(await seqs('?action=api_key.*')).toEqual([4, 3, 2]);
    expect(await seqs('?action=api_key.revoked')).toEqual([4]);
    expect(await seqs(`?target_type=api_key&target_id=${key.id}`)).toEqual([4, 3]);
    expect(await seqs(`?from=${later}`)).toEqual([5, 4]);
    expect(await seqs(`?to=${later}`)).toEqual([3, 2, 1]);
    expect(await seqs(`?actor_id=${key.id}`)).toEqual([]);

    const first = (await owner.get('/audit-events?limit=2')).body;
    const second = (await owner.get(`/audit-events?limit=3&cursor=${first.next_cursor}`)).body;
    expect(second.data.map(({ seq }: { seq: number }) => seq)).toEqual([3, 2, 1]);
    expect(second.next_cursor).toBeNull();
    const stranger = await app.tenant();
    const foreign = await stranger.get(`/audit-events?cursor=${first.next_cursor}`);
    expect([foreign.status, foreign.body.code]).toEqual([400, 'invalid_cursor']);
    expect(await events(stranger, `?target_id=${key.id}`)).toEqual([]);
  });

  it.each(['action=api_key', 'action=%25', 'target_type=%00', 'target_id=%00', 'from=yesterday', 'who=me'])(
    'refuses ?%s: 400',
    async (query) => {
      expect((await (await sharedOwner()).get(`/audit-events?${query}`)).status).toBe(400);
    },
  );

  it.each(['/audit-events', '/audit-events/export', '/audit-events/verify'])(
    '%s is for administrators of the whole tenant',
    async (path) => {
      const owner = await sharedOwner();
      const project = (await owner.post('/projects', { name: 'P' })).body;
      const make = async (input: object) =>
        app.client((await owner.post('/api-keys', { name: 'k', ...input })).body.raw_key);
      const narrow = await (await make({ scopes: ['tenant:read', 'keys:write', 'members:write'] })).get(path);
      expect([narrow.status, narrow.body.code]).toEqual([403, 'insufficient_scope']);
      const limited = await (await make({ scopes: ['tenant:admin'], project_ids: [project.id] })).get(path);
      expect([limited.status, limited.body.code]).toEqual([403, 'reach_exceeded']);
      expect((await owner.get(path)).status).toBe(200);
    },
  );
});

let shared: Promise<Client> | undefined;
const sharedOwner = () => {
  shared ??= app.tenant();
  return shared;
};

describe('GET /audit-events/export', () => {
  it('gives all events of the tenant and no other’s, oldest first, a JSON object a line', async () => {
    const { owner, tenantId } = await newTenant();
    await app.db.transaction().execute(async (tx) => {
      const actor: Actor = { tenantId, type: 'operator', id: null, address: null };
      for (let n = 3; n <= 1203; n++) await audit.record(tx, actor, { action: 'test.made', target: target(n) });
    });
    const response = await raw(owner, '/audit-events/export');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit-events.jsonl"');
    const lines = (await response.text()).trimEnd().split('\n');
    const exported = lines.map((line) => JSON.parse(line));
    expect(exported.map(({ seq }) => seq)).toEqual(Array.from({ length: 1203 }, (_, n) => n + 1));
    expect(exported.slice(-50).reverse()).toEqual(await events(owner));
    expect((await owner.get('/audit-events/verify')).body).toMatchObject({ intact: true, events: 1203 });
  });

  it('gives a table that no spreadsheet runs', async () => {
    const { owner } = await newTenant();
    const { tenantId } = { tenantId: (await owner.get('/tenant')).body.id };
    const actor: Actor = { tenantId, type: 'public', id: null, address: '@SUM(1)' };
    await audit.record(app.db, actor, { action: 'test.made', target: target('=1+1'), after: { name: 'a "b", c' } });
    const response = await raw(owner, '/audit-events/export?format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = (await response.text()).split('\r\n');
    expect(rows[0]).toBe('seq,id,at,actor_type,actor_id,address,action,target_type,target_id,before,after,hash');
    expect(rows).toHaveLength(5);
    expect(rows[3]).toContain(`,public,,'@SUM(1),test.made,test,'=1+1,,"{""name"":""a \\""b\\"", c""}",`);
  });

  it('is bounded by from and to; nothing there is an empty file', async () => {
    const { owner } = await newTenant();
    const from = new Date(clock.now().getTime() + 1).toISOString();
    expect(await (await raw(owner, `/audit-events/export?from=${from}`)).text()).toBe('');
    expect((await (await raw(owner, `/audit-events/export?to=${from}`)).text()).split('\n')).toHaveLength(3);
    const head = await raw(owner, '/audit-events/export?format=csv', 'HEAD');
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  });
});

const target = (id: string | number) => ({ type: 'test', id: String(id) });

describe('GET /audit-events/verify', () => {
  /** A tenant with five events, one statement run on the database, and what is found then. */
  async function after(tamper: (tenantId: string) => RawBuilder<unknown>) {
    const actor = await bareTenant();
    await app.db.transaction().execute(async (tx) => {
      for (let n = 1; n <= 5; n++) await audit.record(tx, actor, { action: 'test.made', target: target(n) });
    });
    await tamper(actor.tenantId).execute(app.db);
    return verifyChain(app.db, secrets, actor.tenantId);
  }

  it.each([
    [
      'a changed event',
      3,
      'changed',
      (id: string) => sql`
      UPDATE audit_events SET action = 'test.other' WHERE tenant_id = ${id} AND seq = 3`,
    ],
    [
      'a removed event',
      3,
      'missing',
      (id: string) => sql`
      DELETE FROM audit_events WHERE tenant_id = ${id} AND seq = 3`,
    ],
    [
      'a removed beginning',
      1,
      'missing',
      (id: string) => sql`
      DELETE FROM audit_events WHERE tenant_id = ${id} AND seq < 3`,
    ],
    [
      'a cut-off end',
      4,
      'missing',
      (id: string) => sql`
      DELETE FROM audit_events WHERE tenant_id = ${id} AND seq > 3`,
    ],
    [
      'no events at all',
      1,
      'missing',
      (id: string) => sql`
      DELETE FROM audit_events WHERE tenant_id = ${id}`,
    ],
    [
      'an event moved within the chain',
      6,
      'changed',
      (id: string) => sql`
      WITH moved AS (UPDATE audit_heads SET seq = 6 WHERE tenant_id = ${id})
      INSERT INTO audit_events SELECT tenant_id, 6, gen_random_uuid(), at, actor_type, actor_id, address, action,
        target_type, target_id, before, after, hash FROM audit_events WHERE tenant_id = ${id} AND seq = 5`,
    ],
    [
      'an event before the first',
      -1,
      'changed',
      (id: string) => sql`
      INSERT INTO audit_events SELECT tenant_id, -1, gen_random_uuid(), at, actor_type, actor_id, address, action,
        target_type, target_id, before, after, hash FROM audit_events WHERE tenant_id = ${id} AND seq = 5`,
    ],
    [
      'a head set back',
      4,
      'head',
      (id: string) => sql`
      UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_events WHERE tenant_id = ${id} AND seq = 3)
      WHERE tenant_id = ${id}`,
    ],
    [
      'a head of another hash',
      5,
      'head',
      (id: string) => sql`
      UPDATE audit_heads SET hash = sha256(hash) WHERE tenant_id = ${id}`,
    ],
    ['a lost head', 1, 'head', (id: string) => sql`DELETE FROM audit_heads WHERE tenant_id = ${id}`],
  ] as const)('finds %s', async (_, broken_at, reason, tamper) => {
    expect(await after(tamper)).toMatchObject({ intact: false, broken_at, reason });
  });

  it('tells where an untouched chain ends, so that its end can be kept elsewhere', async () => {
    const { owner } = await newTenant();
    const [last] = await events(owner);
    expect((await owner.get('/audit-events/verify')).body).toEqual({
      intact: true,
      events: 2,
      head: { seq: 2, hash: last.hash },
      broken_at: null,
      reason: null,
    });
  });

  it('takes the secret of the deployment: a chain made anew with another is found', async () => {
    const actor = await bareTenant();
    const forger = createAudit({
      db: app.db,
      clock,
      secrets: createSecrets('a guess at the secret'),
      log: app.log,
      keyFormats: [],
    });
    await forger.record(app.db, actor, { action: 'test.made', target: target(1) });
    expect(await verifyChain(app.db, secrets, actor.tenantId)).toMatchObject({ broken_at: 1, reason: 'changed' });
  });

  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  const facts = fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,6}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const event = fc.record(
    { action: text, id: fc.option(text), before: fc.option(facts, { nil: {} }), after: facts },
    { requiredKeys: ['action', 'id'] },
  );
  const changes: Record<string, RawBuilder<unknown>> = {
    id: sql`id = gen_random_uuid()`,
    at: sql`at = at + interval '1 ms'`,
    actor_type: sql`actor_type = actor_type || 'x'`,
    actor_id: sql`actor_id = coalesce(actor_id, '') || 'x'`,
    address: sql`address = coalesce(address, '') || 'x'`,
    action: sql`action = action || 'x'`,
    target_type: sql`target_type = target_type || 'x'`,
    target_id: sql`target_id = coalesce(target_id, '') || 'x'`,
    before: sql`before = jsonb_build_object('forged', before)`,
    after: sql`after = jsonb_build_object('forged', after)`,
    hash: sql`hash = sha256(hash)`,
  };

  it('holds any events intact, and finds any one change, removal or swap of them', async () => {
    const steps = fc.array(event, { minLength: 2, maxLength: 6 });
    const mutation = fc.constantFrom('delete', 'swap', ...Object.keys(changes));
    await fc.assert(
      fc.asyncProperty(steps, mutation, fc.nat(), fc.nat(), async (made, kind, at, other) => {
        const actor = await bareTenant();
        const { tenantId } = actor;
        await app.db.transaction().execute(async (tx) => {
          for (const { id, ...rest } of made) await audit.record(tx, actor, { ...rest, target: { type: 'test', id } });
        });
        expect(await verifyChain(app.db, secrets, tenantId)).toMatchObject({ intact: true, events: made.length });

        const seq = 1 + (at % made.length);
        const partner = 1 + ((seq + (other % (made.length - 1))) % made.length);
        const move = (from: number, to: number) =>
          sql`UPDATE audit_events SET seq = ${to} WHERE tenant_id = ${tenantId} AND seq = ${from}`.execute(app.db);
        if (kind === 'swap') {
          await move(seq, -1);
          await move(partner, seq);
          await move(-1, partner);
        } else if (kind === 'delete') {
          await sql`DELETE FROM audit_events WHERE tenant_id = ${tenantId} AND seq = ${seq}`.execute(app.db);
        } else {
          await sql`UPDATE audit_events SET ${changes[kind]} WHERE tenant_id = ${tenantId} AND seq = ${seq}`.execute(
            app.db,
          );
        }
        expect(await verifyChain(app.db, secrets, tenantId)).toMatchObject({
          intact: false,
          broken_at: kind === 'swap' ? Math.min(seq, partner) : seq,
          reason: kind === 'delete' ? 'missing' : 'changed',
        });
      }),
      { numRuns: 60 },
    );
  });
});
