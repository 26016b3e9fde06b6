import type { IncomingMessage, RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { type LocalServer, startServer } from '../src/platform/safe-fetch/local-server.fixture.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';
import { holds, tableSinks } from './support/secret-watch.ts';

let app: TestApp;
let owner: Client;
const clock = testClock();

beforeAll(async () => {
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.0/8' }, { clock });
  owner = await app.tenant();
});
afterAll(() => app.close());

const TOKEN = 'wiki-token-that-nobody-sees-again';
const bearer = (more: object = {}) => ({
  kind: 'bearer',
  name: 'Wiki',
  hosts: ['wiki.example.com'],
  token: TOKEN,
  ...more,
});
const basic = (more: object = {}) => ({
  ...without(bearer(more), 'token'),
  kind: 'basic',
  username: 'ada',
  password: 'pässword: of the archive',
  ...more,
});
const header = (more: object = {}) => ({
  ...without(bearer(more), 'token'),
  kind: 'header',
  header: 'X-Archive-Key',
  value: 'the value of a header',
  ...more,
});

const without = (object: object, field: string) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));

async function stored(input: object): Promise<string> {
  const { status, body, text } = await owner.post('/credentials', input);
  expect(status, text).toBe(201);
  return body.id;
}

describe('RX-8: a credential', () => {
  it.each([
    ['bearer', bearer(), { username: null, header: null }],
    ['basic', basic(), { username: 'ada', header: null }],
    ['header', header(), { username: null, header: 'x-archive-key' }],
  ])(
    'of kind %s is created, listed, read, renamed and deleted, and its secret is never seen again',
    async (kind, input, facts) => {
      const created = await owner.post('/credentials', {
        ...input,
        hosts: ['WIKI.example.com', 'bücher.example:8443', 'wiki.example.com'],
      });
      const expected = {
        kind,
        name: 'Wiki',
        hosts: ['wiki.example.com', 'xn--bcher-kva.example:8443'],
        last_used_at: null,
        ...facts,
      };
      expect([created.status, created.body]).toMatchObject([201, expected]);
      const path = `/credentials/${created.body.id}`;
      const renamed = await owner.patch(path, { name: 'Archive' });
      expect(renamed.body).toMatchObject({ ...expected, name: 'Archive' });
      const answers = [created, await owner.get(path), await owner.get('/credentials?limit=1'), renamed];
      expect(answers[1]?.body).toEqual({ ...renamed.body, used_by: [] });
      expect(answers[2]?.body.data).toEqual([renamed.body]);
      expect((await owner.delete(path)).status).toBe(204);
      expect((await owner.get(path)).status).toBe(404);
      expect((await owner.delete(path)).status).toBe(404);
      const event = await lastEvent(app, owner, 'credential.deleted');
      expect(event).toMatchObject({
        target_id: created.body.id,
        before: { kind, name: 'Archive', hosts: expected.hosts },
      });
      const secret = 'token' in input ? input.token : 'password' in input ? input.password : input.value;
      const sinks = [
        ['answers', JSON.stringify(answers)] as const,
        ['log', app.logged()] as const,
        ...(await tableSinks(app.db)),
      ];
      expect(sinks.filter(([, text]) => holds(text, String(secret))).map(([name]) => name)).toEqual([]);
    },
  );

  it.each<[string, object]>([
    ['hosts', bearer({ hosts: [] })],
    ['hosts[1]', bearer({ hosts: ['ok.example', 'ok.example/path'] })],
    ['hosts[0]', bearer({ hosts: ['*.com'] })],
    ['hosts[0]', bearer({ hosts: ['ada:secret@wiki.example.com'] })],
    ['token', bearer({ token: 'of two\r\nX-Lines: 1' })],
    ['token', bearer({ token: '' })],
    ['username', basic({ username: 'a:b' })],
    ['password', basic({ password: 'of two\nlines' })],
    ['header', header({ header: 'Host' })],
    ['header', header({ header: 'Content-Length' })],
    ['header', header({ header: 'X Y' })],
    ['header', header({ header: 'X-Y: z\r\nX-Z' })],
    ['value', header({ value: 'of two\r\nX-Lines: 1' })],
    ['value', header({ value: ' blank ends ' })],
    ['password', bearer({ password: 'of another kind' })],
    ['kind', { ...bearer(), kind: 'password' }],
    ['tenant_id', bearer({ tenant_id: uuidv7() })],
  ])('with a wrong %s is refused by that name: %j', async (path, input) => {
    const { status, body } = await owner.post('/credentials', input);
    expect([status, body.details.issues.map((issue: { path: string }) => issue.path)]).toEqual([400, [path]]);
  });

  it('takes a Cookie and an Authorization of another scheme as headers', async () => {
    for (const name of ['Cookie', 'Authorization']) await stored(header({ header: name, value: 'session=1; other=2' }));
  });

  it('is not for a key that is limited to projects or agents, nor for one without the scopes', async () => {
    const id = await stored(bearer());
    const project = (await owner.post('/projects', { name: 'Limited' })).body;
    const scopes = ['credentials:read', 'credentials:write'];
    const keys: [string, object][] = [
      ['reach_exceeded', { scopes, project_ids: [project.id] }],
      ['reach_exceeded', { scopes, agent_ids: [project.agent_id] }],
      ['insufficient_scope', { scopes: ['ingest', 'projects:write'] }],
    ];
    for (const [code, limits] of keys) {
      const { client } = await keyOf(app, owner, limits);
      const refused = [
        await client.post('/credentials', bearer()),
        await client.get('/credentials'),
        await client.get(`/credentials/${id}`),
        await client.patch(`/credentials/${id}`, { name: 'x' }),
        await client.delete(`/credentials/${id}`),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [403, code]));
    }
    expect((await owner.get(`/credentials/${id}`)).body.name).toBe('Wiki');
  });

  it('is no API key, and an API key is no credential', async () => {
    const { raw, id: keyId } = await keyOf(app, owner);
    const revoked = await keyOf(app, owner);
    await owner.delete(`/api-keys/${revoked.id}`);
    // In the form of a key, so that only what it is told apart by is left.
    const id = await stored(bearer({ token: revoked.raw }));
    for (const token of [TOKEN, revoked.raw]) {
      expect((await app.client(token).get('/projects')).status).toBe(401);
      expect((await app.client().get('/projects', { 'x-api-key': token })).status).toBe(401);
    }
    expect((await owner.get(`/api-keys/${id}`)).status).toBe(404);
    expect((await owner.get(`/credentials/${keyId}`)).status).toBe(404);
    const project = (await owner.post('/projects', { name: 'Confusion' })).body.id;
    const ingest = await owner.post(`/projects/${project}/ingest`, {
      url: 'https://wiki.example.com/',
      credential_id: keyId,
    });
    expect([ingest.status, ingest.body.details]).toEqual([404, { resource: 'credential' }]);
    // A key of ours may be what another installation wants; it is kept as any other secret.
    expect((await owner.get(`/credentials/${await stored(bearer({ token: raw }))}`)).text).not.toContain(raw);
  });
});

describe('a change', () => {
  it.each<[string, object, object, string]>([
    ['another host', bearer(), { hosts: ['evil.example'] }, 'token'],
    ['a further host', bearer(), { hosts: ['wiki.example.com', 'evil.example'] }, 'token'],
    ['all names below', bearer(), { hosts: ['*.example.com'] }, 'token'],
    ['the host without encryption', bearer(), { hosts: ['http://wiki.example.com'] }, 'token'],
    ['another port', basic(), { hosts: ['wiki.example.com:8443'] }, 'password'],
    ['another user', basic(), { username: 'eve' }, 'password'],
    ['another header', header(), { header: 'Referer' }, 'value'],
  ])('to %s needs the secret again', async (_what, input, change, secret) => {
    const path = `/credentials/${await stored(input)}`;
    const before = (await owner.get(path)).body;
    const refused = await owner.patch(path, change);
    expect([refused.status, refused.body.details.issues[0].path]).toEqual([400, secret]);
    expect((await owner.get(path)).body).toEqual(before);
    const allowed = await owner.patch(path, { ...change, [secret]: 'the-secret-sent-again' });
    expect([allowed.status, allowed.body]).toMatchObject([200, { name: 'Wiki' }]);
    expect(await lastEvent(app, owner, 'credential.updated')).toMatchObject({
      target_id: before.id,
      before: { hosts: before.hosts },
      after: { hosts: allowed.body.hosts, secret_replaced: true },
    });
  });

  it('to the same, or to fewer hosts, does not', async () => {
    const path = `/credentials/${await stored(header({ hosts: ['a.example', 'b.example'] }))}`;
    const change = { name: 'Less', hosts: ['B.example'], header: 'x-archive-key' };
    expect((await owner.patch(path, change)).body).toMatchObject({ ...change, hosts: ['b.example'] });
    expect(await lastEvent(app, owner, 'credential.updated')).toMatchObject({ after: { secret_replaced: false } });
    expect((await owner.patch(path, { hosts: [] })).status).toBe(400);
    for (const field of ['token', 'username', 'password']) {
      const { status, body } = await owner.patch(path, { [field]: 'of-another-kind' });
      expect([status, body.details.issues[0].path]).toEqual([400, field]);
    }
  });
});

describe('a private page', () => {
  const servers: LocalServer[] = [];
  const serve = async (answer: RequestListener, host?: string): Promise<LocalServer> => {
    const server = await startServer(answer, host);
    servers.push(server);
    return server;
  };
  /** Opens to who brings the header. */
  const locked = (name: string, value: string) =>
    serve((request, response) => {
      if (request.headers[name] === value) response.end('The lamp oil is in the cellar.');
      else response.writeHead(401).end('who are you?');
    });
  const hostOf = (server: LocalServer) => new URL(server.origin).host;
  const authorizations = ({ requests }: LocalServer) =>
    requests.map(({ headers }: IncomingMessage) => headers.authorization);

  let project: string;
  const read = (url: string, credential_id?: string, client = owner) =>
    client.ingest(project, { url, ...(credential_id ? { credential_id } : {}) });

  beforeEach(async () => {
    project = (await owner.post('/projects', { name: 'Private' })).body.id;
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it.each([
    ['bearer', bearer(), 'authorization', `Bearer ${TOKEN}`],
    ['basic', basic(), 'authorization', `Basic ${Buffer.from('ada:pässword: of the archive').toString('base64')}`],
    ['header', header(), 'x-archive-key', 'the value of a header'],
  ])('RX-8: opens to its %s credential, and to none without', async (_kind, input, name, value) => {
    const server = await locked(name, value);
    const id = await stored({ ...input, hosts: [hostOf(server)] });
    expect(await read(server.origin)).toMatchObject({ status: 'failed', error: { code: 'bad_status' } });
    clock.advance(120);
    const job = await read(server.origin, id);
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 1 } });
    const { results } = (await owner.post(`/projects/${project}/search`, { query: 'lamp oil', mode: 'lexical' })).body;
    expect(results[0].text).toContain('cellar');
    expect((await owner.get(`/credentials/${id}`)).body.last_used_at).toBe(clock.now().toISOString());
    await owner.delete(`/credentials/${id}`);
    expect((await owner.post(`/projects/${project}/ingest`, { url: server.origin, credential_id: id })).status).toBe(
      404,
    );
  });

  it('of a host that the credential is not bound to gets nothing of it', async () => {
    const answer: RequestListener = (_request, response) => response.end('Anybody may read this.');
    const [bound, otherPort, otherHost] = [await serve(answer), await serve(answer), await serve(answer, '127.0.0.2')];
    const id = await stored(bearer({ hosts: [hostOf(bound)] }));
    for (const { origin } of [bound, otherPort, otherHost]) expect((await read(origin, id)).status).toBe('succeeded');
    expect([bound, otherPort, otherHost].map(authorizations)).toEqual([[`Bearer ${TOKEN}`], [undefined], [undefined]]);
  });

  it.each([
    ['bearer', bearer()],
    ['basic', basic()],
    ['header', header()],
  ])(
    'that redirects takes the %s credential to the hosts it is bound to, and to no other on the way',
    async (_kind, input) => {
      const bound = await serve((request, response) => {
        if (request.url === '/start') response.writeHead(302, { location: `${port.origin}/` }).end();
        else response.end('The end of a long way.');
      });
      const host = await serve(
        (_request, response) => response.writeHead(307, { location: `${bound.origin}/end` }).end(),
        '127.0.0.3',
      );
      const port = await serve((_request, response) => response.writeHead(301, { location: `${host.origin}/` }).end());
      const id = await stored({ ...input, hosts: [hostOf(bound)] });
      expect((await read(`${bound.origin}/start`, id)).status).toBe('succeeded');
      const sent = ({ requests }: LocalServer) =>
        requests.map(({ headers }) => headers.authorization ?? headers['x-archive-key']);
      expect([sent(host), sent(port)]).toEqual([[undefined], [undefined]]);
      expect(sent(bound)).toEqual([expect.stringMatching(/./), sent(bound)[0]]);
    },
  );

  it('is not opened by a key without `credentials:read`, nor with another tenant’s credential', async () => {
    const server = await locked('authorization', `Bearer ${TOKEN}`);
    const id = await stored(bearer({ hosts: [hostOf(server)] }));
    const body = { url: server.origin, credential_id: id };
    const n8n = await keyOf(app, owner, { scopes: ['ingest'], project_ids: [project] });
    const refused = await n8n.client.post(`/projects/${project}/ingest`, body);
    expect([refused.status, refused.body.details.required_scope]).toEqual([403, 'credentials:read']);
    const allowed = await keyOf(app, owner, {
      scopes: ['ingest', 'jobs:read', 'credentials:read'],
      project_ids: [project],
    });
    expect((await read(server.origin, id, allowed.client)).status).toBe('succeeded');

    const stranger = await app.tenant('Stranger');
    const theirs = (await stranger.post('/projects', { name: 'Theirs' })).body.id;
    const attempt = async (credential_id: string) => {
      const answer = await stranger.post(`/projects/${theirs}/ingest`, { ...body, credential_id });
      return [answer.status, { ...answer.body, request_id: '' }];
    };
    expect(await attempt(id)).toEqual(await attempt(uuidv7()));
    expect((await attempt(id))[0]).toBe(404);
    expect(server.requests).toHaveLength(1);
  });
});
