import { createHash, randomBytes } from 'node:crypto';
import { deriveKey, ROLES, type Role, SCOPES, type Scope } from '@ragkeep/access';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mail } from '../src/platform/mail/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Answer, Client } from './client.ts';
import { newEmail, PASSWORD, tokenIn } from './people.ts';
import { ask, BOUND_TO, INSIDE, mayAppoint, powersOf, type Targets } from './support/powers.ts';

const LIFE_SECONDS = 600;

let app: TestApp;
let foreign: { project: string; agent: string; key: string; member: string };
const clock = testClock();
const mails = new Map<string, string>();
const mailer = { send: async ({ to, text }: Mail) => void mails.set(to, text), close: async () => {} };

beforeAll(async () => {
  app = await startTestApp(
    { TRUSTED_PROXIES: '127.0.0.0/8', KEY_FORMATS_ACCEPTED: 'sk-{opaque:24}' },
    { clock, mailer },
  );
  const stranger = await app.tenant();
  const project = (await stranger.post('/projects', { name: 'Theirs' })).body;
  const member = (await stranger.post('/members/invites', { email: newEmail(), role: 'admin' })).body.id;
  foreign = { project: project.id, agent: project.agent_id, key: await ownKeyId(stranger), member };
});
afterAll(() => app.close());

const ownKeyId = async (client: Client): Promise<string> => (await client.get('/auth/me')).body.key.id;
const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);

/** Lists that are worth trying, and any others. */
const scopes = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Scope[]>(
      ['tenant:admin'],
      ['keys:write', 'query'],
      ['keys:write', 'keys:verify', 'projects:write', 'query'],
      [
        'keys:write',
        'members:write',
        'tenant:read',
        ...SCOPES.filter((scope) => !/^(tenant|members|keys):/.test(scope)),
      ],
    ),
  },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1, maxLength: 6 }) },
);
/** Mostly nothing, so that what is asked for is refused for one thing at a time. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
/** Which of three things, the last of which is another tenant's; null: no limit. */
const reach = fc.constantFrom([0], [1], [0, 1], [1, 2]);
const bounds = fc.record({
  /** Null: those that one began with. */
  scopes: seldom(scopes),
  projects: seldom(reach),
  agents: seldom(reach),
  anywhere: seldom(fc.constant(true)),
  seconds: seldom(fc.constantFrom(LIFE_SECONDS / 2, LIFE_SECONDS, LIFE_SECONDS * 2)),
});
const role = fc.constantFrom(...ROLES);
const target = fc.nat(9);
const ownReach = fc.constantFrom(null, [0], [1]);

const start = fc.record({
  as: fc.oneof(
    { weight: 5, arbitrary: fc.constant('key' as const) },
    { weight: 2, arbitrary: role },
    { weight: 1, arbitrary: fc.constant('derived' as const) },
  ),
  scopes,
  projects: ownReach,
  agents: ownReach,
  bound: fc.boolean(),
  ends: fc.boolean(),
});

const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ op: fc.constant('create' as const), bounds, recoverable: fc.boolean() }),
  },
  fc.record({ op: fc.constant('patch' as const), target, bounds }),
  fc.record({ op: fc.constant('rotate' as const), target, grace: fc.constantFrom(0, LIFE_SECONDS * 3) }),
  fc.record({ op: fc.constant('reveal' as const), target }),
  fc.record({ op: fc.constant('import' as const), bounds }),
  fc.record({ op: fc.constant('derive' as const), bounds }),
  fc.record({ op: fc.constant('verify' as const) }),
  fc.record({ op: fc.constant('add member' as const), role }),
  fc.record({ op: fc.constant('invite' as const), role }),
  fc.record({ op: fc.constant('change member' as const), target, role }),
  fc.record({ op: fc.constant('change status' as const), target, status: fc.constantFrom('active', 'disabled') }),
  fc.record({ op: fc.constant('reset factor' as const), target }),
  fc.record({ op: fc.constant('log in' as const) }),
  fc.record({ op: fc.constant('refresh' as const) }),
  fc.record({ op: fc.constant('allow recoverable' as const) }),
);
const step = fc.record({ by: fc.nat(7), what: operation });

type Bounds = typeof bounds extends fc.Arbitrary<infer T> ? T : never;
type Start = typeof start extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A tenant with things to take: keys that do everything, one that can be shown again, and members of every role. */
async function newWorld() {
  clock.advance(3600); // registrations are limited
  const root = await app.tenant();
  await root.patch('/tenant', { recoverable_keys: true });
  const own = [];
  for (const name of ['A', 'B']) own.push((await root.post('/projects', { name })).body);
  const targets: Targets = {
    projects: [...own.map(({ id }) => id), foreign.project],
    agents: [...own.map(({ agent_id }) => agent_id), foreign.agent],
  };
  const keys = [await ownKeyId(root), foreign.key];
  const limited = { name: 'B', scopes: ['query'], project_ids: [own[1].id] };
  for (const body of [limited, { name: 'Shown', scopes: ['tenant:admin'], recoverable: true }]) {
    keys.push((await root.post('/api-keys', body)).body.id);
  }
  const members = [foreign.member];
  for (const each of ROLES)
    members.push((await root.post('/members/invites', { email: newEmail(), role: each })).body.id);
  return { root, targets, keys, members };
}
type World = Awaited<ReturnType<typeof newWorld>>;

/** All that somebody has got hold of. */
interface Loot {
  /** What it began with. */
  scopes: Scope[];
  credentials: string[];
  refreshTokens: string[];
  emails: string[];
}

/** A client of somebody who just logged in. */
async function newMember(root: Client, held: Role): Promise<Client> {
  const email = newEmail();
  await root.post('/members', { email, password: PASSWORD, role: held });
  return app.client((await app.client().post('/auth/login', { email, password: PASSWORD })).body.access);
}

async function begin({ root, targets, members, keys }: World, chosen: Start): Promise<Loot> {
  if (chosen.as !== 'key' && chosen.as !== 'derived') {
    const email = newEmail();
    const { id } = (await root.post('/members', { email, password: PASSWORD, role: chosen.as })).body;
    members.push(id);
    const { body } = await app.client().post('/auth/login', { email, password: PASSWORD });
    return { scopes: ['query'], credentials: [body.access], refreshTokens: [body.refresh], emails: [email] };
  }
  const { status, body, text } = await root.post('/api-keys', {
    name: 'Start',
    scopes: chosen.scopes,
    ...(chosen.projects ? { project_ids: chosen.projects.map((at) => targets.projects[at]) } : {}),
    ...(chosen.agents ? { agent_ids: chosen.agents.map((at) => targets.agents[at]) } : {}),
    ...(chosen.bound ? { allowed_cidrs: BOUND_TO } : {}),
    ...(chosen.ends ? { expires_at: inSeconds(LIFE_SECONDS).toISOString() } : {}),
  });
  expect(status, text).toBe(201);
  keys.push(body.id);
  const claims = { expiresAt: inSeconds(LIFE_SECONDS * 3), scopes: chosen.scopes };
  const credential = chosen.as === 'key' ? body.raw_key : await deriveKey(body.raw_key, claims);
  return { scopes: chosen.scopes, credentials: [credential], refreshTokens: [], emails: [] };
}

function asBody({ targets }: World, loot: Loot, wanted: Bounds) {
  return {
    scopes: wanted.scopes ?? loot.scopes,
    ...(wanted.projects ? { project_ids: wanted.projects.map((at) => targets.projects[at] ?? '') } : {}),
    ...(wanted.agents ? { agent_ids: wanted.agents.map((at) => targets.agents[at] ?? '') } : {}),
    ...(wanted.anywhere ? { allowed_cidrs: ['0.0.0.0/0'] } : {}),
    ...(wanted.seconds ? { expires_at: inSeconds(wanted.seconds).toISOString() } : {}),
  };
}

/** Tries one operation and keeps what comes of it. */
async function attempt(world: World, loot: Loot, { by, what }: Step): Promise<void> {
  const credential = pick(loot.credentials, by);
  const send = (method: string, path: string, body?: unknown) => ask(app, credential, method, path, body);
  const logIn = (email: string | undefined) => ask(app, '', 'POST', '/auth/login', { email, password: PASSWORD });
  const keep = ({ status, body }: Answer) => {
    if (status >= 300) return;
    if (body.raw_key) loot.credentials.push(body.raw_key);
    if (body.raw_key && body.id) world.keys.push(body.id);
    if (body.access) loot.credentials.push(body.access);
    if (body.refresh) loot.refreshTokens.push(body.refresh);
  };
  switch (what.op) {
    case 'create':
      return keep(
        await send('POST', '/api-keys', {
          name: 'x',
          ...asBody(world, loot, what.bounds),
          recoverable: what.recoverable,
        }),
      );
    case 'patch':
      return keep(await send('PATCH', `/api-keys/${pick(world.keys, what.target)}`, asBody(world, loot, what.bounds)));
    case 'rotate':
      return keep(
        await send('POST', `/api-keys/${pick(world.keys, what.target)}/rotate`, { grace_seconds: what.grace }),
      );
    case 'reveal':
      return keep(await send('POST', `/api-keys/${pick(world.keys, what.target)}/reveal`));
    case 'import': {
      const raw = `sk-${randomBytes(12).toString('hex')}`;
      const hash = createHash('sha256').update(raw).digest('hex');
      const keys = [{ name: 'x', hash, prefix: 'sk-', ...asBody(world, loot, what.bounds) }];
      const { status } = await send('POST', '/api-keys/import', { keys });
      if (status === 201) loot.credentials.push(raw);
      return;
    }
    case 'derive': {
      if (credential.includes('.')) return; // no parent
      const { scopes: wanted, project_ids, agent_ids } = asBody(world, loot, what.bounds);
      const expiresAt = inSeconds(what.bounds.seconds ?? LIFE_SECONDS * 3);
      const claims = {
        ...(project_ids ? { projectIds: project_ids } : {}),
        ...(agent_ids ? { agentIds: agent_ids } : {}),
      };
      loot.credentials.push(await deriveKey(credential, { expiresAt, scopes: wanted, ...claims }));
      return;
    }
    case 'verify':
      return keep(await send('POST', '/api-keys/verify', { key: world.root.key, address: INSIDE }));
    case 'add member': {
      const email = newEmail();
      const { status, body } = await send('POST', '/members', { email, password: PASSWORD, role: what.role });
      if (status !== 201) return;
      loot.emails.push(email);
      world.members.push(body.id);
      return keep(await logIn(email));
    }
    case 'invite': {
      const email = newEmail();
      const { status, body } = await send('POST', '/members/invites', { email, role: what.role });
      if (status !== 201) return;
      world.members.push(body.id);
      const token = tokenIn(mails.get(email) ?? '', 'invite');
      await app.client().post('/auth/invites/accept', { token, password: PASSWORD });
      loot.emails.push(email);
      return keep(await logIn(email));
    }
    case 'change member':
      return keep(await send('PATCH', `/members/${pick(world.members, what.target)}`, { role: what.role }));
    case 'change status':
      return keep(await send('PATCH', `/members/${pick(world.members, what.target)}`, { status: what.status }));
    case 'reset factor':
      return keep(await send('DELETE', `/members/${pick(world.members, what.target)}/second-factor`));
    case 'log in':
      if (loot.emails.length > 0) keep(await logIn(pick(loot.emails, by)));
      return;
    case 'refresh':
      if (loot.refreshTokens.length === 0) return;
      return keep(
        await app.client().post('/auth/token/refresh', { refresh: pick(loot.refreshTokens, by), rotate: by % 2 === 0 }),
      );
    case 'allow recoverable':
      return keep(await send('PATCH', '/tenant', { recoverable_keys: true }));
  }
}

function pick<T>(list: readonly T[], at: number): T {
  const picked = list[at % list.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

const rolesOf = async ({ members }: World): Promise<Map<string, Role>> => {
  const rows = await app.db.selectFrom('members').select(['id', 'role']).where('id', 'in', members).execute();
  return new Map(rows.map(({ id, role: held }) => [id, held as Role]));
};

it('an admin is not shown a key that appoints owners, and an owner is', async () => {
  const { root, keys } = await newWorld();
  const [admin, owner] = [await newMember(root, 'admin'), await newMember(root, 'owner')];
  const [first, , , shown] = keys;
  for (const path of [`/api-keys/${first}/rotate`, `/api-keys/${shown}/reveal`]) {
    const refused = await admin.post(path);
    expect([refused.status, refused.body.code]).toEqual([403, 'role_exceeded']);
    expect((await owner.post(path)).status).toBeLessThan(300);
  }
  const own = (await admin.post('/api-keys', { name: 'Own', scopes: ['tenant:admin'] })).body.id;
  expect((await admin.post(`/api-keys/${own}/rotate`)).status).toBe(201);
});

it.each([
  ['addresses', () => ({ allowed_cidrs: ['127.0.0.0/8'] })],
  ['time', () => ({ expires_at: inSeconds(60).toISOString() })],
])('a key that is limited in %s appoints nobody, and still renames and removes', async (limited_to, bound) => {
  const { root, members } = await newWorld();
  const viewer = members.at(-1);
  const { raw_key } = (await root.post('/api-keys', { name: 'Bound', scopes: ['tenant:admin'], ...bound() })).body;
  const key = app.client(raw_key);
  for (const refused of [
    await key.post('/members', { email: newEmail(), password: PASSWORD, role: 'viewer' }),
    await key.post('/members/invites', { email: newEmail(), role: 'viewer' }),
    await key.patch(`/members/${viewer}`, { role: 'admin' }),
  ]) {
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([403, 'reach_exceeded', { limited_to }]);
  }
  expect((await key.patch(`/members/${viewer}`, { first_name: 'Ada' })).status).toBe(200);
  expect((await key.delete(`/members/${viewer}`)).status).toBe(204);
});

it('nobody ends with more than they began with, whatever they do with keys, members and sessions', async () => {
  await fc.assert(
    fc.asyncProperty(start, fc.array(step, { minLength: 2, maxLength: 8 }), async (chosen, steps) => {
      const world = await newWorld();
      const loot = await begin(world, chosen);
      const held = await powersOf(app, loot.credentials[0] ?? '', world.targets);
      const before = await rolesOf(world);
      for (const each of steps) await attempt(world, loot, each);

      for (const [id, after] of await rolesOf(world)) {
        if (after !== before.get(id)) expect(mayAppoint(held, after), `made somebody ${after}`).toBe(true);
      }
      for (const credential of loot.credentials) {
        const gained = [...(await powersOf(app, credential, world.targets))].filter((power) => !held.has(power));
        expect(gained, 'gained').toEqual([]);
      }
      const isKey = chosen.as === 'key' || chosen.as === 'derived';
      if (!isKey || (chosen.as === 'key' && !chosen.ends)) return;
      clock.advance(chosen.ends ? LIFE_SECONDS : LIFE_SECONDS * 3);
      for (const credential of loot.credentials) {
        const { status } = await ask(app, credential, 'GET', '/auth/me');
        expect(status, 'outlives what it came from').not.toBe(200);
      }
    }),
    { seed: 3, numRuns: 100 },
  );
}, 180_000);
