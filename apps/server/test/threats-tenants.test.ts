import { createHash, randomUUID } from 'node:crypto';
import { deriveKey } from '@ragkeep/access';
import { ALL_ROUTES, type RouteDefinition } from '@ragkeep/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Answer, Client } from './client.ts';
import { keyOf } from './keys.ts';
import { addMember, newEmail, PASSWORD, peopledTenant } from './people.ts';

/*
 * The part "Tenants and limits" of the list of attacks, as far as it concerns access. Lines that other files show:
 * - ids of another tenant in the path of every route: invariants "answers another tenant’s id as it answers a random one"
 * - keys: api-key-verify "another tenant’s is not found", api-key-revoke-many "nor another tenant’s", api-key-import "or anywhere"
 * - links: account-links "a token that is altered, made up, or of another purpose opens nothing"
 * - an OIDC organisation: identity-provisioning "two organisations see nothing of each other"
 * - races for a limit: api-key-limits "let through exactly as often as it may", tenants and members tests of the plan
 * - size of bodies and files: http "413 for a JSON body over the limit", ingest "413: a file over the limit"
 */

let app: TestApp;
let stranger: Awaited<ReturnType<typeof furnished>>;
let owner: Awaited<ReturnType<typeof furnished>>;

const EVALUATION = { questions: [{ question: 'Who counts the lamps?' }, { question: 'Who winds the foghorn?' }] };

const TOOLSET = {
  name: 'Lamps',
  openapi: { openapi: '3.1.0', servers: [{ url: 'https://api.example' }], paths: { '/': { get: {} } } },
};

const PROVIDER = { name: 'Lamps', base_url: 'https://models.example/v1', model: 'tiny' };

/** A tenant with two of everything that can be listed. */
async function furnished() {
  const { key: client, owner: person, tenantId } = await peopledTenant(app);
  const projects = [];
  for (const name of ['Lamps', 'Foghorns']) projects.push((await client.post('/projects', { name })).body);
  const [first, second] = projects;
  for (const { id } of projects) {
    await client.ingest(id, {
      documents: [
        { external_id: 'a', text: 'The keeper counts the lamps at dusk.' },
        { external_id: 'b', text: 'The keeper winds the foghorn at dawn.' },
      ],
    });
  }
  const [document] = (await client.get(`/projects/${first.id}/documents`)).body.data;
  const [job] = (await client.get('/jobs')).body.data;
  const made = await keyOf(app, client, { project_ids: [first.id] });
  for (const name of ['Shop', 'Blog']) await client.post('/embeds', { name, agent_id: first.agent_id });
  for (const name of ['Ada', 'Grace']) await client.post('/users', { name });
  for (const name of ['Wiki', 'Archive']) {
    await client.post('/credentials', { kind: 'bearer', name, hosts: ['wiki.example.com'], token: 'of-the-wiki' });
  }
  for (const n of [1, 2]) await client.post(`/projects/${first.id}/sources`, { urls: [`http://127.0.0.1:${n}/`] });
  for (let n = 0; n < 2; n++) await client.post('/toolsets', TOOLSET);
  for (let n = 0; n < 2; n++) await client.post('/providers', PROVIDER);
  await client.patch(`/agents/${first.agent_id}`, { top_k: 4 });
  const member = await addMember(app, client, 'viewer');
  for (const name of ['Sync', 'Notes']) await client.post('/apps', { name, scopes: ['query'] });
  for (const name of ['lamps', 'foghorns']) await client.post('/webhooks', { url: `https://${name}.example/` });
  const [webhook] = (await client.get('/webhooks')).body.data;
  for (let n = 0; n < 2; n++) await client.post(`/webhooks/${webhook.id}/test`);
  const unanswerable = { message: 'Who sings?', filter: { document_id: uuidv7() } };
  for (let n = 0; n < 2; n++) await client.post(`/agents/${first.agent_id}/query`, unanswerable);
  const messages = ['Is it lit?', 'It is.'].map((content) => ({ role: 'user', content }));
  for (let n = 0; n < 2; n++)
    await client.post('/conversations', { agent_id: first.agent_id, user_id: 'ada', messages });
  const [conversation] = (await client.get('/conversations')).body.data;
  const facts = ['Ada counts the lamps.', 'Ada winds the foghorn.'];
  const memories = (await client.post('/memory', { user_id: 'ada', facts, project_id: first.id })).body.memories;
  for (let n = 0; n < 2; n++) await client.post(`/projects/${first.id}/evaluations`, EVALUATION);
  const [evaluation] = (await client.get(`/projects/${first.id}/evaluations`)).body.data;
  return {
    client,
    person,
    tenantId,
    evaluation,
    conversation,
    memory: memories[0],
    project: first,
    other: second,
    document,
    job,
    key: made.id,
    member,
    webhook,
  };
}

beforeAll(async () => {
  app = await startTestApp();
  [stranger, owner] = [await furnished(), await furnished()];
});
afterAll(() => app.close());

const withoutId = ({ status, body }: Answer) => ({ status, body: body && { ...body, request_id: '' } });

describe('ids of another tenant inside bodies, queries and filters', () => {
  const hash = () => createHash('sha256').update(randomUUID()).digest('hex');
  const imported = (more: object) => ({ keys: [{ name: 'x', prefix: 'x', hash: hash(), scopes: ['query'], ...more }] });
  type Try = (project: string, agent: string) => Promise<Answer>;

  it.each<[string, Try]>([
    ['a key’s projects', (project) => stranger.client.post('/api-keys', { name: 'x', project_ids: [project] })],
    ['a key’s agents', (_, agent) => stranger.client.post('/api-keys', { name: 'x', agent_ids: [agent] })],
    [
      'a project beside one’s own',
      (project) => stranger.client.post('/api-keys', { name: 'x', project_ids: [stranger.project.id, project] }),
    ],
    ['an imported key’s projects', (id) => stranger.client.post('/api-keys/import', imported({ project_ids: [id] }))],
    ['an imported key’s agents', (_, id) => stranger.client.post('/api-keys/import', imported({ agent_ids: [id] }))],
    ['a conversation’s project', (project) => stranger.client.post('/conversations', { project_id: project })],
    [
      'a memory’s project',
      (project) => stranger.client.post('/memory', { text: 'x', user_id: 'x', project_id: project }),
    ],
    ['a memory’s agent', (_, agent) => stranger.client.post('/memory', { text: 'x', user_id: 'x', agent_id: agent })],
    ['a memory’s user', () => stranger.client.post('/memory', { text: 'x', user_id: owner.memory.user_id })],
    ['a recall’s user', () => stranger.client.post('/memory/query', { query: 'x', user_id: owner.memory.user_id })],
    [
      'a recall’s project',
      (project) => stranger.client.post('/memory/query', { query: 'x', user_id: 'ada', project_id: project }),
    ],
    ['a list of memories’ project', (project) => stranger.client.get(`/memory?project_id=${project}`)],
    ['a conversation’s agent', (_, agent) => stranger.client.post('/conversations', { agent_id: agent })],
    [
      'an evaluation’s agent',
      (_, agent) =>
        stranger.client.post(`/projects/${stranger.project.id}/evaluations`, { ...EVALUATION, agent_id: agent }),
    ],
    ['a widget’s agent', (_, agent) => stranger.client.post('/embeds', { name: 'x', agent_id: agent })],
    ['an agent’s project', (project) => stranger.client.post('/agents', { name: 'x', project_id: project })],
  ])('%s: 404, as for a random id', async (_, attempt) => {
    const theirs = await attempt(owner.project.id, owner.project.agent_id);
    expect(theirs.status, theirs.text).toBe(404);
    expect(withoutId(theirs)).toEqual(withoutId(await attempt(uuidv7(), uuidv7())));
  });

  it('a change of a key to them is refused and changes nothing', async () => {
    const before = (await stranger.client.get(`/api-keys/${stranger.key}`)).body;
    const made = await keyOf(app, stranger.client);
    for (const id of [stranger.key, made.id]) {
      for (const body of [{ project_ids: [owner.project.id] }, { agent_ids: [owner.project.agent_id] }]) {
        expect((await stranger.client.patch(`/api-keys/${id}`, body)).status).toBeOneOf([403, 404]);
      }
    }
    expect((await stranger.client.get(`/api-keys/${stranger.key}`)).body).toEqual(before);
  });

  it('lists that are narrowed by them are empty', async () => {
    const ownKey = (await owner.client.get('/auth/me')).body.key.id;
    const paths = [
      `/api-keys?project_id=${owner.project.id}`,
      `/api-keys?created_by=${ownKey}`,
      `/api-keys?created_by=${owner.person.id}`,
      `/agents?project_id=${owner.project.id}`,
      `/jobs?project_id=${owner.project.id}`,
      `/conversations?project_id=${owner.project.id}`,
      `/embeds?project_id=${owner.project.id}`,
      `/embeds?agent_id=${owner.project.agent_id}`,
      `/conversations?agent_id=${owner.project.agent_id}`,
      `/conversations?user_id=${owner.conversation.user_id}`,
      `/audit-events?actor_id=${ownKey}`,
      `/audit-events?target_id=${owner.key}`,
    ];
    for (const path of paths) {
      expect((await owner.client.get(path)).body.data.length, path).toBeGreaterThanOrEqual(
        path.includes(owner.person.id) ? 0 : 1,
      );
      const { status, body } = await stranger.client.get(path);
      expect([status, body], path).toEqual([200, { data: [], next_cursor: null }]);
    }
  });

  it('a revocation by them ends nothing', async () => {
    for (const condition of [
      { ids: [owner.key] },
      { project_id: owner.project.id },
      { created_by: (await owner.client.get('/auth/me')).body.key.id },
      { member_id: owner.person.id },
    ]) {
      const { status, body } = await stranger.client.post('/api-keys/revoke', condition);
      expect([status, body]).toEqual([200, { revoked: 0, ids: [] }]);
    }
    expect((await owner.client.get(`/api-keys/${owner.key}`)).body.is_active).toBe(true);
  });

  it('a search held to their document finds nothing', async () => {
    for (const mode of ['lexical', 'semantic', 'hybrid']) {
      const filter = { document_id: owner.document.id };
      const body = { query: 'The keeper counts the lamps', mode, filter };
      const { status, body: found } = await stranger.client.post(`/projects/${stranger.project.id}/search`, body);
      expect([status, found.results]).toEqual([200, []]);
    }
  });

  it('a document through one’s own project is not found', async () => {
    for (const path of ['', '/content', '/chunks']) {
      const at = (id: string) => stranger.client.get(`/projects/${stranger.project.id}/documents/${id}${path}`);
      const theirs = await at(owner.document.id);
      expect(theirs.status).toBe(404);
      expect(withoutId(theirs)).toEqual(withoutId(await at(uuidv7())));
    }
  });

  it('a slug of theirs is as unknown as any other, and free to take', async () => {
    const { slug } = (await owner.client.post('/projects', { name: 'Theirs alone' })).body;
    expect((await stranger.client.get(`/projects/${slug}`)).status).toBe(404);
    expect((await stranger.client.post('/projects', { name: 'Mine', slug })).status).toBe(201);
  });

  it('a login to their tenant is a wrong login, and a member of one manages none of the other', async () => {
    const { email } = stranger.person;
    const attempt = (tenant_id: string) => app.client().post('/auth/login', { email, password: PASSWORD, tenant_id });
    const theirs = await attempt(owner.tenantId);
    expect([theirs.status, theirs.body.code]).toEqual([401, 'invalid_login']);
    expect(withoutId(theirs)).toEqual(withoutId(await attempt(uuidv7())));
    expect((await attempt(stranger.tenantId)).status).toBe(200);
    expect(
      (await stranger.client.post('/members', { email: newEmail(), password: PASSWORD, role: 'viewer' })).status,
    ).toBe(201);
  });
});

const IN_PROJECT = ALL_ROUTES.filter(({ path }) => path.includes('/:project'));
const BODIES: Record<string, object> = {
  ingest: { text: 'x' },
  search: { query: 'x' },
  updateProject: { name: 'taken over' },
  createSource: { urls: ['https://pages.example/'] },
  updateSource: { name: 'taken over' },
  createEvaluation: EVALUATION,
  createThread: {},
  updateThread: { title: 'taken over' },
  addThreadMessages: { role: 'user', content: 'x' },
};

describe('a project-scoped key beyond its project', () => {
  /** With all scopes, for one project: a key, and one derived from a key for all. */
  const limited = async (): Promise<[string, Client][]> => {
    const { scopes } = (await owner.client.get('/auth/me')).body;
    const key = await keyOf(app, owner.client, { scopes, project_ids: [owner.project.id] });
    const claims = {
      expiresAt: new Date(Date.now() + 600_000),
      projectIds: [owner.project.id],
      scopes: scopes.filter((scope: string) => !/^(?:tenant|keys|members):/.test(scope)),
    };
    return [
      ['a key', key.client],
      ['a derived key', app.client(await deriveKey(owner.client.key ?? '', claims))],
    ];
  };
  const fill = ({ path }: RouteDefinition, project: string) =>
    path.replace(':project', project).replace(':id', owner.document.id);

  it.each(IN_PROJECT.map((route) => [route.id, route] as const))('%s: 404, by id and by slug', async (id, route) => {
    for (const [which, client] of await limited()) {
      const random = await client.send(route.method, fill(route, uuidv7()), BODIES[id]);
      for (const project of [owner.other.id, owner.other.slug, stranger.project.id]) {
        const beyond = await client.send(route.method, fill(route, project), BODIES[id]);
        expect(beyond.status, which).toBe(404);
        expect(withoutId(beyond), which).toEqual(withoutId(random));
      }
    }
    expect((await owner.client.get(`/projects/${owner.other.id}`)).body).toMatchObject({
      name: 'Foghorns',
      documents: 2,
    });
  });

  it('what lies beyond is left out of lists, and cannot be read, asked, cancelled or named', async () => {
    const jobs = (await owner.client.get(`/jobs?project_id=${owner.other.id}`)).body.data;
    for (const [which, client] of await limited()) {
      for (const path of ['/projects', '/agents', '/embeds', '/jobs', `/jobs?project_id=${owner.other.id}`]) {
        const { status, text } = await client.get(path);
        expect(status, `${which} ${path}`).toBe(200);
        for (const id of [owner.other.id, owner.other.slug, owner.other.agent_id]) expect(text).not.toContain(id);
      }
      const beyond = [
        await client.get(`/agents/${owner.other.agent_id}`),
        await client.patch(`/agents/${owner.other.agent_id}`, { name: 'x' }),
        await client.delete(`/agents/${owner.other.agent_id}`),
        await client.post(`/agents/${owner.other.agent_id}/query`, { message: 'x' }),
        await client.post('/agents', { name: 'x', project_id: owner.other.id }),
        await client.post('/embeds', { name: 'x', agent_id: owner.other.agent_id }),
        await client.get(`/jobs/${jobs[0].id}`),
        await client.delete(`/jobs/${jobs[0].id}`),
      ];
      expect(
        beyond.map(({ status }) => status),
        which,
      ).toEqual(beyond.map(() => 404));
      const made = await client.post('/projects', { name: 'x' });
      expect([made.status, made.body.code], which).toEqual([403, 'reach_exceeded']);
    }
  });

  it('its view of keys ends there as well', async () => {
    const [[, client] = ['', owner.client]] = await limited();
    const wide = await keyOf(app, owner.client);
    const both = await keyOf(app, owner.client, { project_ids: [owner.project.id, owner.other.id] });
    const seen = (await client.get('/api-keys?limit=200')).body.data;
    expect(seen.length).toBeGreaterThan(0);
    for (const key of seen) expect(key.project_ids).toEqual([owner.project.id]);
    expect((await client.get(`/api-keys?project_id=${owner.other.id}`)).body.data).toEqual([]);
    for (const { id, raw } of [wide, both]) {
      const refused = [
        await client.get(`/api-keys/${id}`),
        await client.patch(`/api-keys/${id}`, { name: 'x' }),
        await client.delete(`/api-keys/${id}`),
        await client.post(`/api-keys/${id}/rotate`),
        await client.post(`/api-keys/${id}/reveal`),
      ];
      expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404));
      expect((await client.post('/api-keys/verify', { key: raw })).body.code).toBe('not_found');
      expect((await client.post('/api-keys/revoke', { ids: [id] })).body.revoked).toBe(0);
    }
    for (const project_ids of [[owner.other.id], [owner.project.id, owner.other.id]]) {
      expect((await client.post('/api-keys', { name: 'x', project_ids })).status).toBe(404);
    }
  });
});

describe('cursor of another tenant', () => {
  const LISTS = ALL_ROUTES.filter(({ errors }) => errors?.includes('invalid_cursor'));

  it.each(LISTS.map((route) => [route.id, route] as const))('%s → 400, nothing leaked', async (id, { path }) => {
    const of = (who: typeof owner) =>
      path
        .replace(':project', who.project.id)
        .replace('/webhooks/:id', `/webhooks/${who.webhook.id}`)
        .replace('/agents/:id', `/agents/${who.project.agent_id}`)
        .replace(/(conversations|threads)\/:id/, `$1/${who.conversation.id}`)
        .replace('/evaluations/:id', `/evaluations/${who.evaluation.id}`)
        .replace(':id', who.document.id);
    const [mine, theirs] =
      id === 'listSessions' ? [stranger.person.client, owner.person.client] : [stranger.client, owner.client];
    if (id === 'listSessions')
      await app.client().post('/auth/login', { email: owner.person.email, password: PASSWORD });
    if (id === 'listDocumentChunks') return expectForeignDocument(of(stranger));
    const { next_cursor: cursor } = (await theirs.get(`${of(owner)}?limit=1`)).body;
    expect(cursor).toBeTruthy();
    const refused = await mine.get(`${of(stranger)}?cursor=${encodeURIComponent(cursor)}`);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([400, 'invalid_cursor', {}]);
    expect((await theirs.get(`${of(owner)}?cursor=${encodeURIComponent(cursor)}`)).status).toBe(200);
  });

  /** Passages of so short a document fit on one page; what is no cursor is refused here as elsewhere. */
  async function expectForeignDocument(path: string) {
    expect((await stranger.client.get(`${path}?cursor=eHg.eHg`)).body.code).toBe('invalid_cursor');
  }
});

describe('idempotency key of another tenant', () => {
  type OfWhom<T> = (who: typeof owner) => T;
  const CREATING: [string, object | OfWhom<object>, OfWhom<string>][] = [
    ['a key', { name: 'Same' }, () => '/api-keys'],
    ['a project', { name: 'Same' }, () => '/projects'],
    ['a user', { name: 'Same' }, () => '/users'],
    ['a conversation', { title: 'Same' }, () => '/conversations'],
    ['a memory', { user_id: 'same', text: 'Same' }, () => '/memory'],
    [
      'a message',
      { role: 'user', content: 'Same' },
      ({ conversation }) => `/conversations/${conversation.id}/messages`,
    ],
    ['an evaluation', EVALUATION, ({ project }) => `/projects/${project.id}/evaluations`],
    ['an ingest', { text: 'The same text.' }, ({ project }) => `/projects/${project.id}/ingest`],
    ['a webhook', { url: 'https://hooks.example/' }, () => '/webhooks'],
    ['an app', { name: 'Same', scopes: ['query'] }, () => '/apps'],
    ['a toolset', TOOLSET, () => '/toolsets'],
    ['a provider', PROVIDER, () => '/providers'],
    ['a widget', ({ project }) => ({ name: 'Same', agent_id: project.agent_id }), () => '/embeds'],
    [
      'a credential',
      { kind: 'bearer', name: 'Same', hosts: ['wiki.example'], token: 'same-token' },
      () => '/credentials',
    ],
    ['a source', { urls: ['http://127.0.0.1:3/'] }, ({ project }) => `/projects/${project.id}/sources`],
  ];

  /** What is remembered twice is one memory, with one mention more. */
  const idOf = ({ body }: Answer) => body.id ?? body.job?.id ?? `${body.memories[0].id} ${body.memories[0].mentions}`;

  it.each(CREATING)('for %s is another key: nothing is replayed', async (_, given, pathOf) => {
    const bodyOf = (who: typeof owner): object => (typeof given === 'function' ? given(who) : given);
    const header = { 'idempotency-key': randomUUID() };
    const first = await owner.client.post(pathOf(owner), bodyOf(owner), header);
    const again = await owner.client.post(pathOf(owner), bodyOf(owner), header);
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
    const other = await keyOf(app, owner.client, { scopes: (await owner.client.get('/auth/me')).body.scopes });
    for (const [client, who] of [
      [stranger.client, stranger],
      [other.client, owner],
      [owner.person.client, owner],
    ] as const) {
      const theirs = await client.post(pathOf(who), bodyOf(who), header);
      expect(theirs.status, theirs.text).toBe(first.status);
      expect(theirs.headers.get('idempotency-replayed')).toBeNull();
      expect(idOf(theirs)).not.toBe(idOf(first));
    }
  });

  it('a derived key is not given what its parent was, from beyond its own reach', async () => {
    const header = { 'idempotency-key': randomUUID() };
    const made = await owner.client.post('/projects', { name: 'Of the parent' }, header);
    expect(made.status).toBe(201);
    const claims = {
      expiresAt: new Date(Date.now() + 600_000),
      projectIds: [owner.project.id],
      scopes: ['projects:write'] as const,
    };
    const child = app.client(await deriveKey(owner.client.key ?? '', claims));
    const { status, text } = await child.post('/projects', { name: 'Of the parent' }, header);
    expect(status).toBe(403);
    expect(text).not.toContain(made.body.id);
  });
});
