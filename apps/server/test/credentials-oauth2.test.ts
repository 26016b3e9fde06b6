import type { IncomingMessage, RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startServer } from '../src/platform/safe-fetch/local-server.fixture.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { lastEvent } from './keys.ts';
import { holds, tableSinks } from './support/secret-watch.ts';
import { newestDelivery } from './support/webhooks.ts';

const SECRET = 'the-client-secret-that-nobody-sees-again';
const clock = testClock();
const servers: LocalServer[] = [];

let app: TestApp;
let owner: Client;
let project: string;
/** Tokens that were given, and the last few that the API no longer takes. */
let given: string[];
let revoked: Set<string>;
let issuer: LocalServer;
let api: LocalServer;

beforeAll(async () => {
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.0/8' }, { clock });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Private' })).body.id;
});
afterAll(() => app.close());

const serve = async (answer: RequestListener, host?: string): Promise<LocalServer> => {
  const server = await startServer(answer, host);
  servers.push(server);
  return server;
};
const hostOf = ({ origin }: LocalServer) => new URL(origin).host;
const authorizations = ({ requests }: LocalServer) =>
  requests.map(({ headers }: IncomingMessage) => headers.authorization);

beforeEach(async () => {
  given = [];
  revoked = new Set();
  issuer = await serve((_request, response) => {
    given.push(`access-token-number-${given.length + 1}-${hostOf(issuer)}`);
    response.end(JSON.stringify({ access_token: given.at(-1), token_type: 'bearer', expires_in: 600 }));
  });
  api = await serve(({ headers }, response) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (given.includes(token) && !revoked.has(token)) response.end('The lamp oil is in the cellar.');
    else response.writeHead(401).end();
  });
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const oauth2 = (more: object = {}) => ({
  ...{ kind: 'oauth2', name: 'Shop', hosts: [hostOf(api)], token_url: `${issuer.origin}/token` },
  ...{ client_id: 'ragkeep', client_secret: SECRET, ...more },
});
async function stored(input: object = oauth2(), who = owner): Promise<string> {
  const { status, body, text } = await who.post('/credentials', input);
  expect(status, text).toBe(201);
  return body.id;
}
const tried = async (id: string, url = api.origin) => (await owner.post(`/credentials/${id}/test`, { url })).body;
const OPENS = { ok: true, status: 200, error: null };
/** Each process asks for a token of its own. */
const itOfOneProcess = it.skipIf(process.env.TEST_DATABASE === 'processes');

describe('RX-8: an OAuth 2 client', () => {
  itOfOneProcess('opens what its tokens open, and neither secret nor token is seen again', async () => {
    const created = await owner.post('/credentials', oauth2({ scope: 'read', audience: 'shop' }));
    const facts = { kind: 'oauth2', client_id: 'ragkeep', token_url: `${issuer.origin}/token`, scope: 'read' };
    expect([created.status, created.body]).toMatchObject([
      201,
      { ...facts, audience: 'shop', resource: null, client_authentication: 'basic', username: null, header: null },
    ]);
    const { id } = created.body;
    const job = await owner.ingest(project, { url: api.origin, credential_id: id });
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 1 } });
    expect(authorizations(api)).toEqual([`Bearer ${given[0]}`]);
    const test = await owner.post(`/credentials/${id}/test`, { url: `${api.origin}/other` });
    expect(test).toMatchObject({ status: 200, body: OPENS });
    expect(issuer.requests).toHaveLength(1);

    const answers = [created, test, await owner.get(`/credentials/${id}`), await owner.get('/credentials')];
    expect(await lastEvent(app, owner, 'credential.created')).toMatchObject({ target_id: id, after: facts });
    const sinks = [
      ['answers', JSON.stringify(answers)] as const,
      ['log', app.logged()] as const,
      ...(await tableSinks(app.db)),
    ];
    for (const secret of [SECRET, given[0] ?? '', Buffer.from(`ragkeep:${SECRET}`).toString('base64')]) {
      expect(sinks.filter(([, text]) => holds(text, secret)).map(([name]) => name)).toEqual([]);
    }
  });

  itOfOneProcess(
    'makes one request for a token however many use it, and the next when that ends or is refused',
    async () => {
      const id = await stored();
      const all = await Promise.all(Array.from({ length: 10 }, () => tried(id)));
      expect(all).toEqual(all.map(() => OPENS));
      expect(given).toHaveLength(1);
      clock.advance(539);
      expect(await tried(id)).toEqual(OPENS);
      expect(given).toHaveLength(1);
      clock.advance(1);
      expect(await tried(id)).toEqual(OPENS);
      expect(given).toHaveLength(2);
      revoked.add(given[1] ?? '');
      clock.advance(10);
      expect(await owner.ingest(project, { url: api.origin, credential_id: id })).toMatchObject({
        status: 'succeeded',
      });
      expect(given).toHaveLength(3);
      // An API that takes no token at all has none renewed, and is said to refuse.
      const locked = await serve((_request, response) => response.writeHead(401).end());
      const other = await stored(oauth2({ hosts: [hostOf(locked)] }));
      expect(await tried(other, locked.origin)).toEqual({ ok: false, status: 401, error: null });
      expect([locked.requests.length, given.length]).toEqual([1, 4]);
    },
  );

  it('sends its secret to the token endpoint and its token to its hosts, whatever redirects', async () => {
    const thief = await serve((_request, response) => response.end('{"access_token":"stolen"}'), '127.0.0.2');
    const leadsAway = await serve((_request, response) =>
      response.writeHead(307, { location: `${thief.origin}/token` }).end(),
    );
    const redirected = await stored(oauth2({ token_url: `${leadsAway.origin}/token`, client_authentication: 'body' }));
    const failed = await owner.ingest(project, { url: api.origin, credential_id: redirected });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'credential_failed' } });
    expect(failed.error.message).toContain('redirects, which is not followed');
    expect([thief.requests.length, api.requests.length]).toEqual([0, 0]);

    const id = await stored(oauth2({ hosts: [hostOf(leadsAway)] }));
    await owner.ingest(project, { url: `${leadsAway.origin}/page`, credential_id: id });
    expect(authorizations(leadsAway).at(-1)).toBe(`Bearer ${given[0]}`);
    expect(authorizations(thief)).toEqual([undefined]);
    const test = await owner.post(`/credentials/${id}/test`, { url: thief.origin });
    expect([test.status, test.body.details.issues[0].path]).toEqual([400, 'url']);
    expect(await tried(id, `${leadsAway.origin}/page`)).toEqual({ ok: false, status: 307, error: null });
    expect(thief.requests).toHaveLength(1);
  });

  it('that the token endpoint refuses fails with a sentence that says so', async () => {
    const refusing = await serve((_request, response) => response.writeHead(401).end('{"error":"invalid_client"}'));
    const id = await stored(oauth2({ token_url: refusing.origin }));
    const error = `No access token could be had: the token endpoint at ${hostOf(refusing)} answered invalid_client (401).`;
    expect(await tried(id)).toEqual({ ok: false, status: null, error });
    const job = await owner.ingest(project, { url: api.origin, credential_id: id });
    expect(job.error).toMatchObject({ code: 'credential_failed', message: error });
    // Private addresses are as closed to it as to any URL.
    const inside = await stored(oauth2({ token_url: 'https://10.0.0.1/token' }));
    expect((await tried(inside)).error).toMatch(/^No access token could be had: .*private/);
  });

  it.each<[string, object]>([
    ['token_url', { token_url: 'http://auth.example.com/token' }],
    ['token_url', { token_url: 'https://auth.example.com/token#x' }],
    ['token_url', { token_url: 'https://ada:secret@auth.example.com/token' }],
    ['client_secret', { client_secret: 'of two\nlines' }],
    ['client_authentication', { client_authentication: 'none' }],
    ['token', { token: 'of-another-kind' }],
  ])('with a wrong %s is refused by that name: %j', async (path, input) => {
    const { status, body } = await owner.post('/credentials', oauth2(input));
    expect([status, body.details.issues.map((issue: { path: string }) => issue.path)]).toEqual([400, [path]]);
  });

  it('needs its secret again for whatever changes where, how or for what it is sent', async () => {
    const id = await stored(oauth2({ scope: 'read' }));
    const path = `/credentials/${id}`;
    const changes = [
      { token_url: 'https://evil.example/token' },
      { client_id: 'other' },
      { scope: 'read write' },
      { scope: null },
      { client_authentication: 'body' },
      { hosts: ['evil.example'] },
    ];
    for (const change of changes) {
      const { status, body } = await owner.patch(path, change);
      expect([status, body.details.issues[0].path]).toEqual([400, 'client_secret']);
    }
    expect((await owner.patch(path, { name: 'Other', scope: 'read' })).body.name).toBe('Other');
    const changed = await owner.patch(path, { scope: null, resource: api.origin, client_secret: SECRET });
    expect(changed.body).toMatchObject({ scope: null, resource: api.origin, client_id: 'ragkeep' });
    expect(await tried(id)).toEqual(OPENS);
    expect(given).toHaveLength(1);
  });
});

describe('RX-8: what uses a credential', () => {
  it('is told with it, keeps it from being deleted unless that is forced, and is not another tenant’s to see', async () => {
    const id = await stored();
    const path = `/credentials/${id}`;
    const source = { name: 'Shop pages', urls: [api.origin], credential_id: id };
    const made = {
      source: (await owner.post(`/projects/${project}/sources`, source)).body.id,
      toolset: (
        await owner.post('/toolsets', {
          ...{ name: 'Shop calls', base_url: api.origin, credential_id: id },
          openapi: { openapi: '3.1.0', paths: { '/stock': { get: { operationId: 'stock' } } } },
        })
      ).body.id,
      webhook: (await owner.post('/webhooks', { url: `${api.origin}/hook?secret=1`, credential_id: id })).body.id,
    };
    const used_by = [
      { type: 'source', id: made.source, name: 'Shop pages', project_id: project },
      { type: 'toolset', id: made.toolset, name: 'Shop calls', project_id: null },
      { type: 'webhook', id: made.webhook, name: api.origin, project_id: null },
    ];
    expect((await owner.get(path)).body.used_by).toEqual(used_by);

    const stranger = await app.tenant('Stranger');
    for (const answer of [
      await stranger.get(path),
      await stranger.delete(`${path}?force=true`),
      await stranger.post(`${path}/test`, { url: api.origin }),
      await stranger.post('/webhooks', { url: api.origin, credential_id: id }),
    ]) {
      expect([answer.status, answer.body.details]).toEqual([404, { resource: 'credential' }]);
    }

    const refused = await owner.delete(path);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([409, 'credential_in_use', { used_by }]);
    expect((await owner.delete(`${path}?force=true`)).status).toBe(204);
    expect((await owner.get(path)).status).toBe(404);
  });

  it('may be a webhook: deliveries carry it to its hosts, signed as ever', async () => {
    const receiver = await serve((_request, response) => response.writeHead(204).end());
    const other = await app.tenant('Without jobs');
    const id = await stored(oauth2({ hosts: [hostOf(receiver)] }), other);
    const elsewhere = await other.post('/webhooks', { url: api.origin, credential_id: id });
    expect([elsewhere.status, elsewhere.body.details.issues[0].path]).toEqual([400, 'credential_id']);
    const made = await other.post('/webhooks', { url: receiver.origin, credential_id: id });
    expect(made.body).toMatchObject({ credential_id: id });
    const path = `/webhooks/${made.body.id}`;
    expect((await other.patch(path, { url: api.origin })).body.details.issues[0].path).toBe('credential_id');

    await other.post(`${path}/test`);
    await newestDelivery(app, other, path, { status: 'delivered' });
    expect(receiver.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${given[0]}`,
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
    await other.delete(`/credentials/${id}?force=true`);
    await other.post(`${path}/test`);
    const waiting = await newestDelivery(app, other, path, { attempts: 1, status: 'pending' });
    expect(waiting.error).toBe('The webhook’s credential was deleted.');
    expect((await other.patch(path, { credential_id: null })).body.credential_id).toBeNull();
    expect(receiver.requests).toHaveLength(1);
  });
});
