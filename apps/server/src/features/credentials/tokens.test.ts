import type { RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSafeFetch } from '../../platform/safe-fetch/index.ts';
import { type LocalServer, startServer } from '../../platform/safe-fetch/local-server.fixture.ts';
import type { OAuth2Client } from './oauth2.ts';
import { createTokens, type Tokens } from './tokens.ts';

const SECRET = 's/e:c+r e%t';

let server: LocalServer;
let bodies: string[];
let answer: (response: ServerResponse, count: number) => void;
let now: number;
let tokens: Tokens;

const grant = (response: ServerResponse, body: object) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));

beforeEach(async () => {
  bodies = [];
  now = Date.UTC(2026, 0, 1);
  answer = (response, count) =>
    grant(response, { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600 });
  const listener: RequestListener = async (request, response) => {
    bodies.push(await text(request));
    answer(response, bodies.length);
  };
  server = await startServer(listener);
  const fetch = createSafeFetch({ allowPrivate: ['127.0.0.1/32'], userAgent: 'Ragkeep-Test' });
  tokens = createTokens({ fetch, clock: { now: () => new Date(now) } });
});
afterEach(() => server.close());

const client = (more: Partial<OAuth2Client> = {}): OAuth2Client => ({
  tokenUrl: `${server.origin}/token`,
  clientId: 'ragkeep:app',
  clientSecret: SECRET,
  ...{ scope: undefined, audience: undefined, resource: undefined },
  authentication: 'basic',
  ...more,
});
const token = (refused?: string, key = 'a client', more: Partial<OAuth2Client> = {}) =>
  tokens.tokenFor(key, () => client(more), refused);

describe('RX-8: an access token', () => {
  it('is asked for as RFC 6749 says, the client named in the header or in the body', async () => {
    const extras = { scope: 'read write', audience: 'https://api.example', resource: 'https://api.example/v1' };
    await token(undefined, 'in the header', extras);
    await token(undefined, 'in the body', { ...extras, authentication: 'body' });
    const [first, second] = server.requests.map(({ headers, method }) => ({ headers, method }));
    expect(first).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const basic = Buffer.from(first?.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    const [id, secret] = basic.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    expect([id, secret]).toEqual(['ragkeep:app', SECRET]);
    expect(second?.headers.authorization).toBeUndefined();
    const asked = bodies.map((body) => Object.fromEntries(new URLSearchParams(body)));
    expect(asked[0]).toEqual({ grant_type: 'client_credentials', ...extras });
    expect(asked[1]).toEqual({ ...asked[0], client_id: 'ragkeep:app', client_secret: SECRET });
  });

  it('is asked for once by ten at once, kept, and had anew a minute before its end', async () => {
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => token())))).toEqual(new Set(['token-1']));
    now += 3_539_000;
    expect(await token()).toBe('token-1');
    now += 1_000;
    expect(await Promise.all([token(), token()])).toEqual(['token-2', 'token-2']);
    expect(await token(undefined, 'another client')).toBe('token-3');
    expect(bodies).toHaveLength(3);
  });

  it('of a short or unknown life is used for nearly all of it', async () => {
    answer = (response, count) => grant(response, { access_token: `token-${count}`, expires_in: '10' });
    await token();
    now += 8_999;
    expect(await token()).toBe('token-1');
    answer = (response, count) => grant(response, { access_token: `token-${count}` });
    now += 1;
    expect(await token()).toBe('token-2');
    now += 269_999;
    expect(await token()).toBe('token-2');
    now += 1;
    expect(await token()).toBe('token-3');
  });

  it('that was refused is not given again, and is renewed once for all who were refused', async () => {
    await token();
    now += 9_999;
    expect(await token('token-1')).toBe('token-1'); // never good for it
    now += 1;
    expect(await Promise.all([token('token-1'), token('token-1'), token('token-1')])).toEqual(
      Array.from({ length: 3 }, () => 'token-2'),
    );
    expect(await token('token-1')).toBe('token-2');
    expect(bodies).toHaveLength(2);
  });

  it.each<[string, (response: ServerResponse) => void, RegExp, string]>([
    ['refuses the client', (r) => r.writeHead(401).end('{"error":"invalid_client"}'), /invalid_client \(401\)/, ''],
    ['refuses the scope', (r) => r.writeHead(400).end('{"error":"invalid_scope"}'), /invalid_scope \(400\)/, ''],
    ['repeats the secret', (r) => r.writeHead(400).end(JSON.stringify({ error: SECRET })), /answered 400\./, ''],
    ['redirects', (r) => r.writeHead(307, { location: '/elsewhere' }).end(), /redirects/, ''],
    ['answers a page', (r) => r.end('<html>'), /no bearer token/, ''],
    ['answers another type', (r) => grant(r, { access_token: 'x', token_type: 'mac' }), /no bearer token/, ''],
    ['answers two lines', (r) => grant(r, { access_token: 'x\r\ny: z' }), /no bearer token/, ''],
    ['is busy', (r) => r.writeHead(503).end(), /answered 503/, 'unreachable'],
    ['says more than it may', (r) => r.end('x'.repeat(70_000)), /larger/, ''],
  ])('is not had where the endpoint %s, which is said without the secret', async (_what, how, message, code) => {
    answer = how;
    const failures = await Promise.all([token(), token()].map((one) => one.catch((error: Error) => error)));
    expect(failures[0]).toMatchObject({ message: expect.stringMatching(message), code: code || 'credential_failed' });
    expect(failures[0]).toBe(failures[1]);
    expect(String(failures[0])).not.toContain(SECRET);
    expect(bodies).toHaveLength(1);
    // Nothing of it is kept.
    answer = (response) => grant(response, { access_token: 'at-last' });
    expect(await token()).toBe('at-last');
  });
});
