import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkOrganisation } from '../src/features/identity-providers/index.ts';
import { insertMember } from '../src/features/members/index.ts';
import { openDatabase } from '../src/platform/db/index.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { createSigningKey, startKeyServer } from '../src/platform/oidc/key-server.fixture.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { testDatabaseServer } from './database.ts';
import { startOidcProvider, type TestProvider } from './oidc-provider.ts';

let provider: TestProvider;
/** Registration is open here, so everybody gets in. */
let open: TestApp;
/** Here nobody does who is not a member already. */
let closed: TestApp;
/** Here people of known organisations do. */
let members: TestApp;
beforeAll(async () => {
  provider = await startOidcProvider();
  const env = { OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: provider.audience };
  open = await startTestApp(env);
  closed = await startTestApp({ ...env, REGISTRATION: 'closed' });
  members = await startTestApp({ ...env, REGISTRATION: 'closed', OIDC_PROVISION: 'members' });
});
afterAll(async () => {
  await Promise.all([open.close(), closed.close(), members.close()]);
  await provider.close();
});

type Claims = Parameters<TestProvider['token']>[1];
const person = async (app: TestApp, subject: string, claims: Claims = {}): Promise<Client> =>
  app.client(await provider.token(subject, claims));
const me = async (client: Client) => (await client.get('/auth/me')).body;
const verified = (email: string) => ({ email, email_verified: true });

/** A tenant with one member, as an operator makes it. */
async function tenantWith(app: TestApp, email: string, status: 'invited' | 'active' = 'active') {
  const tenantId = uuidv7();
  const createdAt = new Date();
  const row = { tenant_id: tenantId, name: 'Acme', email, created_at: createdAt };
  await app.db.insertInto('tenants').values(row).execute();
  const member = { id: uuidv7(), email, firstName: '', lastName: '', role: 'admin', status, createdAt } as const;
  await insertMember(app.db, tenantId, { ...member, passwordHash: null });
  return { tenantId, memberId: member.id };
}

const auditOf = (app: TestApp, tenantId: string) =>
  app.db.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId).orderBy('seq').execute();

describe('where everybody gets in', () => {
  it('RF-4: who comes for themselves owns a tenant of their own, the same one every time', async () => {
    const first = await me(await person(open, 'solo', verified('solo@example.com')));
    const again = await me(await person(open, 'solo', verified('new-address@example.com')));
    expect(first).toMatchObject({ type: 'member', member: { email: 'solo@example.com', role: 'owner' } });
    expect([again.tenant.id, again.member.id]).toEqual([first.tenant.id, first.member.id]);
    const events = await auditOf(open, first.tenant.id);
    expect(events.map(({ action, actor_type }) => [action, actor_type])).toEqual([
      ['tenant.created', 'public'],
      ['member.created', 'public'],
    ]);
    expect(events[1]?.after).toMatchObject({ issuer: provider.issuer, subject: 'solo', role: 'owner' });
  });

  it('RF-4: the first of an organisation owns its tenant, the others are members', async () => {
    const claims = { org_id: 'org_acme', org_name: 'Acme GmbH' };
    const owner = await me(await person(open, 'first', claims));
    const other = await me(await person(open, 'second', claims));
    expect([owner.tenant.name, owner.member.role, other.member.role]).toEqual(['Acme GmbH', 'owner', 'member']);
    expect(other.tenant.id).toBe(owner.tenant.id);
    const clerks = await me(await person(open, 'third', { o: { id: 'org_acme', slg: 'acme' } }));
    expect(clerks.tenant.id).toBe(owner.tenant.id);
  });

  it('RF-4: two organisations see nothing of each other, nor does the same person in both', async () => {
    const one = await person(open, 'both', { org_id: 'org_one' });
    const two = await person(open, 'both', { org_id: 'org_two' });
    const alone = await person(open, 'both');
    const tenants = await Promise.all([one, two, alone].map(async (client) => (await me(client)).tenant.id));
    expect(new Set(tenants).size).toBe(3);
    const { id } = (await one.post('/projects', { name: 'Secret' })).body;
    expect((await one.get(`/projects/${id}`)).status).toBe(200);
    for (const client of [two, alone]) {
      expect((await client.get(`/projects/${id}`)).status).toBe(404);
      expect((await client.delete(`/projects/${id}`)).status).toBe(404);
      expect((await client.get('/projects')).body.data).toEqual([]);
    }
  });

  it('RF-4: a token that names no organisation does not lead into one', async () => {
    const inside = await me(await person(open, 'leaver', { org_id: 'org_left' }));
    const outside = await me(await person(open, 'leaver'));
    expect(outside.tenant.id).not.toBe(inside.tenant.id);
  });

  it('RF-4: an address that is not verified is not kept', async () => {
    const { member, tenant } = await me(
      await person(open, 'liar', { email: 'ceo@example.com', email_verified: false }),
    );
    expect([member.email, tenant.email]).toEqual([expect.stringMatching(/@identity\.invalid$/), member.email]);
  });

  it('RF-4: who registered with my address before me does not get me into their tenant', async () => {
    const stranger = await open
      .client()
      .post('/tenants', { name: 'Trap', email: 'me@example.com', password: 'x'.repeat(12) });
    const mine = await me(await person(open, 'me', verified('me@example.com')));
    expect([mine.tenant.id === stranger.body.tenant_id, mine.member.role]).toEqual([false, 'owner']);
  });

  it('RF-4: 20 first requests at once make one tenant and one member', async () => {
    const tokens = await Promise.all([1, 2].map(() => provider.token('rush', { org_id: 'org_rush' })));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => open.client(tokens[n % 2]).get('/auth/me')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ body }) => `${body.tenant.id} ${body.member.id}`)).size).toBe(1);
    const rows = await open.db.selectFrom('identities').selectAll().where('subject', '=', 'rush').execute();
    expect(rows).toHaveLength(1);
  });

  it('RF-4: in two processes, too', async () => {
    const server = await testDatabaseServer();
    const env = { OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: provider.audience, RAGKEEP_SECRET: 's'.repeat(32) };
    const start = async () => startTestApp(env, { database: await openDatabase({ url: server.url, poolSize: 3 }) });
    const apps = [await start(), await start()] as const;
    try {
      const tokens = [await provider.token('twice'), await provider.token('twice', { org_id: 'org_twice' })];
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => apps[n < 10 ? 0 : 1].client(tokens[n % 2]).get('/auth/me')),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(await apps[0].db.selectFrom('tenants').select('tenant_id').execute()).toHaveLength(2);
      expect(await apps[0].db.selectFrom('members').select('id').execute()).toHaveLength(2);
    } finally {
      await Promise.all(apps.map((app) => app.close()));
      await server.close();
    }
  });

  it('RF-4: newcomers are limited, those who are known are not', async () => {
    const key = await createSigningKey();
    const keys = await startKeyServer(key);
    const app = await startTestApp({ OIDC_ISSUER: keys.issuer, OIDC_AUDIENCE: 'us' });
    try {
      const exp = Math.floor(Date.now() / 1000) + 600;
      const sign = (n: number) => key.sign({ iss: keys.issuer, aud: 'us', sub: `s${n}`, org_id: 'o', exp });
      const statuses = [];
      for (let n = 0; n < 62; n++) statuses.push((await app.client(await sign(n)).get('/auth/me')).status);
      expect(statuses).toEqual([...Array(60).fill(200), 429, 429]);
      const { status, headers } = await app.client(await sign(99)).get('/auth/me');
      expect([status, headers.get('retry-after') !== null]).toEqual([429, true]);
      expect(
        (
          await app
            .client(await key.sign({ iss: keys.issuer, aud: 'us', sub: 's1', org_id: 'o', exp: exp + 1 }))
            .get('/auth/me')
        ).status,
      ).toBe(200);
    } finally {
      await app.close();
      await keys.close();
    }
  });
});

describe('a member who is disabled', () => {
  it('RF-4: is refused at once, though the token is still good', async () => {
    const owner = await person(open, 'chief', { org_id: 'org_strict' });
    await me(owner);
    const clerk = await person(open, 'clerk', { org_id: 'org_strict' });
    const { id } = (await me(clerk)).member;
    expect((await owner.patch(`/members/${id}`, { status: 'disabled' })).status).toBe(200);
    expect((await clerk.get('/auth/me')).body.code).toBe('unauthorized');
    expect((await (await person(open, 'clerk', { org_id: 'org_strict' })).get('/auth/me')).status).toBe(401);
    expect((await owner.patch(`/members/${id}`, { status: 'active' })).status).toBe(200);
    expect((await clerk.get('/auth/me')).status).toBe(200);
  });
});

describe('where nobody gets in but members', () => {
  it('RF-4: a stranger is refused, with the body that every bad credential gets', async () => {
    for (const claims of [{}, verified('stranger@example.com'), { org_id: 'org_unknown' }]) {
      const refused = await (await person(closed, 'stranger', claims)).get('/auth/me');
      expect([refused.status, refused.body.message]).toEqual([401, 'Missing or invalid API key']);
    }
    expect(await closed.db.selectFrom('identities').selectAll().where('subject', '=', 'stranger').execute()).toEqual(
      [],
    );
  });

  it.each(['invited', 'active'] as const)(
    'RF-4: an %s member is known by the verified address only',
    async (status) => {
      const email = `${status}@example.com`;
      const { tenantId, memberId } = await tenantWith(closed, email, status);
      for (const email_verified of [false, undefined, 'true', 1]) {
        expect((await (await person(closed, status, { email, email_verified })).get('/auth/me')).status).toBe(401);
      }
      const known = await me(await person(closed, status, verified(`${status.toUpperCase()}@Example.com`)));
      expect([known.tenant.id, known.member.id, known.member.role]).toEqual([tenantId, memberId, 'admin']);
      // From then on by the subject alone.
      expect((await me(await person(closed, status))).member.id).toBe(memberId);
      const events = await auditOf(closed, tenantId);
      expect(events).toMatchObject([
        {
          action: 'member.linked',
          actor_type: 'public',
          before: { status },
          after: { status: 'active', subject: status },
        },
      ]);
    },
  );

  it('RF-4: a refusal is not remembered once the person is a member', async () => {
    const client = await person(closed, 'patient', verified('patient@example.com'));
    expect((await client.get('/auth/me')).status).toBe(401);
    await tenantWith(closed, 'patient@example.com', 'invited');
    expect((await client.get('/auth/me')).status).toBe(200);
  });

  it('RF-4: an address with members in two tenants leads to neither, but to the one of the organisation', async () => {
    const one = await tenantWith(closed, 'twice@example.com');
    const two = await tenantWith(closed, 'twice@example.com');
    const token = (claims: Claims) => person(closed, 'ambiguous', { ...verified('twice@example.com'), ...claims });
    expect((await (await token({})).get('/auth/me')).status).toBe(401);
    expect(await linkOrganisation(closed.db, provider.issuer, 'org_two', two.tenantId)).toBe(true);
    expect(await linkOrganisation(closed.db, provider.issuer, 'org_two', two.tenantId)).toBe(true);
    expect(await linkOrganisation(closed.db, provider.issuer, 'org_two', one.tenantId)).toBe(false);
    expect((await me(await token({ org_id: 'org_two' }))).tenant.id).toBe(two.tenantId);
    // Now only one of the two is not an organisation's.
    expect((await me(await token({}))).tenant.id).toBe(one.tenantId);
  });

  it('RF-4: who is disabled is not let in by the address', async () => {
    const { tenantId } = await tenantWith(closed, 'gone@example.com');
    await closed.db.updateTable('members').set({ status: 'disabled' }).where('tenant_id', '=', tenantId).execute();
    expect((await (await person(closed, 'gone', verified('gone@example.com'))).get('/auth/me')).status).toBe(401);
  });
});

describe('where people of known organisations get in', () => {
  it('RF-4: they become members, and nobody else does', async () => {
    const { tenantId } = await tenantWith(members, 'boss@example.com');
    await linkOrganisation(members.db, provider.issuer, 'org_known', tenantId);
    const joined = await me(await person(members, 'joiner', { org_id: 'org_known', name: 'Joe Joiner' }));
    expect([joined.tenant.id, joined.member.role, joined.member.first_name]).toEqual([
      tenantId,
      'member',
      'Joe Joiner',
    ]);
    expect((await auditOf(members, tenantId)).map(({ action }) => action)).toEqual(['member.created']);
    for (const claims of [{}, { org_id: 'org_other' }]) {
      expect((await (await person(members, 'joiner', claims)).get('/auth/me')).status).toBe(401);
    }
  });
});
