import { randomBytes } from 'node:crypto';
import { generateKey, parseKeyTemplate } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKnownCredentials } from '../src/access/known-credentials.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { testDatabase } from './database.ts';
import { keyOf } from './keys.ts';
import { type RawAnswer, sendRaw } from './support/raw-http.ts';

/*
 * The part "Credentials" of the list of attacks, a describe for each line. Lines that other files show:
 * - alg none, another algorithm, keys named in tokens: auth-abuse "tokens in the wrong place", identity-tokens "a forged token"
 * - refresh token as access token, and the other way: auth-abuse "tokens in the wrong place"
 * - unknown-kid flood: src/platform/oidc/keys.test.ts
 * - old refresh token replayed: auth-abuse "refresh tokens"
 * - use after revoke, in every process, under load: revocation.test.ts, src/access/known-credentials.test.ts
 * - deleting a member, project or tenant: members "what ends with a member", api-key-life "die with their project" and
 *   "deleting the tenant ends its keys"
 * - rotation: api-key-life "life of a key"
 * - child key broader than its maker, and all that follows from it: escalation.test.ts, members-authority.test.ts
 * - brute force on login: auth-abuse "guessing passwords"; on codes: account-second-factor "guessing codes is limited"
 * - X-Forwarded-For spoofing: api-key-limits "does not believe X-Forwarded-For of a peer that is no trusted proxy"
 * - CSRF on the dashboard: auth-abuse "the cookie"
 * - mass assignment, forbidden keys, keys in the query string: threats-credentials-routes.test.ts
 * - a key pasted anywhere: canary.test.ts
 */

const FORMAT = parseKeyTemplate('rk_{env}_{base62:32}');
/** A key that is well-formed and was never issued. */
const unknownKey = () =>
  generateKey(FORMAT, { environment: 'live', randomBytes: (count) => new Uint8Array(randomBytes(count)) });

let app: TestApp;
let owner: Client;
let good: string;
let queries = 0;
const clock = testClock();

beforeAll(async () => {
  const database = await testDatabase();
  const db = database.db.withPlugin({
    transformQuery({ node }) {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  app = await startTestApp({}, { clock, database: { ...database, db } });
  owner = await app.tenant();
  good = (await keyOf(app, owner, { scopes: ['projects:read'] })).raw;
});
afterAll(() => app.close());

const HOST = 'Host: localhost';
const get = (...headers: string[]) => sendRaw(app.url, ['GET /api/v1/projects HTTP/1.1', HOST, ...headers]);
const withoutId = ({ status, headers, body }: RawAnswer) => ({ status, headers, body: { ...body, request_id: '' } });
const outcome = ({ status, body }: RawAnswer) => [status, body.code];

/** How many statements the database was sent meanwhile. */
async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  const before = queries;
  await work();
  return queries - before;
}

describe('unknown, revoked, expired, wrong-environment key', () => {
  it('the same 401, the same body, the same headers', async () => {
    const revoked = await keyOf(app, owner);
    await owner.delete(`/api-keys/${revoked.id}`);
    const expired = await keyOf(app, owner, { expires_at: new Date(clock.now().getTime() + 1000).toISOString() });
    const rotated = await keyOf(app, owner);
    await owner.post(`/api-keys/${rotated.id}/rotate`);
    clock.advance(1);
    const bad = [
      unknownKey(),
      revoked.raw,
      expired.raw,
      rotated.raw,
      good.replace('rk_live_', 'rk_test_'),
      `${good.slice(0, -1)}${good.endsWith('a') ? 'b' : 'a'}`,
      good.toUpperCase(),
      good.slice(0, -1),
      `${good}x`,
      'x',
      `rkd_${'A'.repeat(90)}.${'A'.repeat(43)}`,
      'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
    ];
    const first = await get();
    expect([first.status, first.body.code]).toEqual([401, 'unauthorized']);
    for (const key of bad) {
      for (const header of [`Authorization: Bearer ${key}`, `X-Api-Key: ${key}`]) {
        expect(withoutId(await get(header)), key).toEqual(withoutId(first));
      }
    }
    expect((await get(`X-Api-Key: ${good}`)).status).toBe(200);
  });

  it('a bad checksum or form costs no look-up; a well-formed unknown key costs one, however often it comes', async () => {
    const malformed = [`${good.slice(0, -1)}${good.endsWith('a') ? 'b' : 'a'}`, "' OR '1'='1", 'x'.repeat(40), ''];
    for (const key of malformed) {
      expect(await queriesOf(() => get(`Authorization: Bearer ${key}`)), key).toBe(0);
    }
    const key = unknownKey();
    expect(await queriesOf(() => get(`X-Api-Key: ${key}`))).toBe(1);
    expect(await queriesOf(() => get(`X-Api-Key: ${key}`))).toBe(0);
  });
});

describe('SQL or control bytes in the key', () => {
  it('are refused before anything is looked up, and the key is never trimmed, folded or normalised', async () => {
    const wide = [...good].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join('');
    const bad = [
      "' OR '1'='1",
      "rk_live_'; DROP TABLE api_keys; --",
      `"${good}"`,
      `${good};`,
      `${good},`,
      `${good}%00`,
      `${good}\u00a0`,
      `${good}\u00ad`,
      `\u00ef\u00bb\u00bf${good}`,
      Buffer.from(wide).toString('latin1'),
      `Bearer ${good}`,
    ];
    for (const key of bad) {
      for (const header of [`Authorization: Bearer ${key}`, `X-Api-Key: ${key}`]) {
        const asked = queries;
        expect(outcome(await get(header)), header).toEqual([401, 'unauthorized']);
        expect(queries - asked, header).toBe(0);
      }
    }
    for (const form of [
      'Bearer',
      'Bearer ',
      `Bearer  ${good}`,
      `Bearer\t${good}`,
      good,
      `Basic ${good}`,
      `Token ${good}`,
    ]) {
      expect(outcome(await get(`Authorization: ${form}`)), form).toEqual([401, 'unauthorized']);
    }
    for (const byte of ['\0', '\x01', '\x7f', '\n', '\r']) {
      expect((await get(`X-Api-Key: ${good}${byte}x`)).status, JSON.stringify(byte)).toBeOneOf([400, 401]);
    }
  });
});

describe('duplicate headers', () => {
  it.each([
    ['two of one name', (key: string) => [`Authorization: Bearer ${key}`, `Authorization: Bearer ${key}`]],
    ['two of the other', (key: string) => [`X-Api-Key: ${key}`, `x-api-key: ${key}`]],
    ['one each', (key: string) => [`X-Api-Key: ${key}`, `Authorization: Bearer ${key}`]],
    ['an empty one', (key: string) => [`X-Api-Key: ${key}`, 'Authorization:']],
    ['an app’s', (key: string) => [`X-Api-Key: ${key}`, 'X-App-Id: app']],
    ['three', (key: string) => [`X-Api-Key: ${key}`, `X-API-KEY: ${key}`, `AUTHORIZATION: bearer ${key}`]],
  ])('%s → 400', async (_, headers) => {
    expect(outcome(await get(...headers(good)))).toEqual([400, 'duplicate_credentials']);
  });

  it('two in one header, as a proxy joins them → 401', async () => {
    for (const joined of [`${good},${good}`, `${good}, ${good}`, `${good} ${good}`]) {
      expect(outcome(await get(`X-Api-Key: ${joined}`)), joined).toEqual([401, 'unauthorized']);
      expect(outcome(await get(`Authorization: Bearer ${joined}`)), joined).toEqual([401, 'unauthorized']);
    }
    expect(outcome(await get(`Authorization: Bearer ${good}, Bearer ${good}`))).toEqual([401, 'unauthorized']);
  });
});

describe('a bad credential beside a good one', () => {
  it('refuses the request, in whatever order and whatever is bad of it: never "try the next"', async () => {
    for (const bad of [unknownKey(), 'x', '']) {
      for (const headers of [
        [`Authorization: Bearer ${bad}`, `X-Api-Key: ${good}`],
        [`X-Api-Key: ${good}`, `Authorization: Bearer ${bad}`],
        [`X-Api-Key: ${bad}`, `Authorization: Bearer ${good}`],
        [`X-Api-Key: ${bad}`, `X-Api-Key: ${good}`],
        [`Authorization: Basic ${bad}`, `Authorization: Bearer ${good}`],
      ]) {
        expect(outcome(await get(...headers)), headers.join()).toEqual([400, 'duplicate_credentials']);
      }
    }
  });
});

describe('path or Host confusion', () => {
  const targets = [
    '//api/v1/projects',
    '/api//v1/projects',
    '/api/v1//projects',
    '/api/v1/../v1/projects',
    '/api/v1/system/health/../../projects',
    '/api/v1/system/health/%2e%2e/%2e%2e/projects',
    '/api/v1/system/health%2f..%2f..%2fprojects',
    '/api/v1/system/health/..;/projects',
    '/api/v1/%70rojects',
    '/api/v1/projects%2f',
    '/api/v1/projects%00',
    '/api/v1/projects/.',
    '/api/v1/projects;x=/system/health',
    '/api/v1/projects?x=/system/health',
    '/api/v1/projects#/system/health',
    '/API/V1/PROJECTS',
    '/api%2fv1%2fprojects',
    'http://localhost/api/v1/projects',
    'http://evil.example/api/v1/system/health/../projects',
    'http://localhost@evil.example/api/v1/projects',
    'api/v1/projects',
    '/api/v1/%zz',
    '\\api\\v1\\projects',
    '*',
  ];
  const hosts = ['localhost', 'x/#@y', 'localhost/api/v1/system/health?', 'a b', 'localhost:80:80', '[::1', ''];

  it('opens nothing to who has no credential, nor a route to who lacks its scope', async () => {
    const none = (await keyOf(app, owner, { scopes: ['query'] })).raw;
    for (const target of targets) {
      for (const host of hosts) {
        for (const credential of [[], [`X-Api-Key: ${none}`]]) {
          const { status } = await sendRaw(app.url, [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...credential]);
          expect(status, `${target} at ${host}`).toBeOneOf([400, 401, 403, 404]);
        }
      }
    }
  });

  it('nor by another method, or what names one', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'get', 'PROPFIND']) {
      const { status } = await sendRaw(app.url, [`${method} /api/v1/projects HTTP/1.1`, HOST]);
      expect(status, method).toBeOneOf([400, 401, 404, 405]);
    }
    const project = (await owner.post('/projects', { name: 'Stays' })).body;
    for (const header of [
      'X-HTTP-Method-Override',
      'X-HTTP-Method',
      'X-Method-Override',
      'X-Original-URL',
      'X-Rewrite-URL',
    ]) {
      const value = header.endsWith('URL') ? '/api/v1/system/health' : 'DELETE';
      await sendRaw(app.url, [
        `GET /api/v1/projects/${project.id} HTTP/1.1`,
        HOST,
        `${header}: ${value}`,
        `X-Api-Key: ${owner.key}`,
      ]);
      expect(outcome(await get(`${header}: ${value}`)), header).toEqual([401, 'unauthorized']);
    }
    expect((await owner.get(`/projects/${project.id}`)).status).toBe(200);
  });
});

describe('`x-app-id` sent from outside, through a proxy, or by a web page', () => {
  it('opens nothing where no such app is registered; apps.test.ts shows those that are', async () => {
    for (const headers of [
      ['X-App-Id: app'],
      ['X-App-Secret: secret'],
      ['X-App-Id: app', 'X-Forwarded-For: 127.0.0.1'],
      ['X-App-Id: app', 'Origin: https://evil.example'],
      [`X-App-Id: ${good}`],
      ['X-App-Id: app', 'X-App-Secret: secret'],
    ]) {
      expect(outcome(await get(...headers)), headers.join()).toEqual([401, 'unauthorized']);
    }
  });
});

describe('brute force on keys', () => {
  it('a flood of well-formed unknown keys is 401, each looked up once, and keeps nobody else out', async () => {
    const keys = Array.from({ length: 300 }, unknownKey);
    const flood = async () => {
      const statuses = await Promise.all(keys.map(async (key) => (await app.client(key).get('/projects')).status));
      expect(new Set(statuses)).toEqual(new Set([401]));
    };
    expect(await queriesOf(flood)).toBe(keys.length);
    expect(await queriesOf(flood)).toBe(0);
    expect((await owner.get('/projects')).status).toBe(200);
  });

  it('what is remembered of them is bounded', async () => {
    const known = createKnownCredentials();
    known.trustWhile(() => true);
    for (let n = 0; n <= 20_000; n++) await known.fill(`${n}`, async () => null);
    expect([known.get('0'), known.get('1'), known.get('20000')]).toEqual([undefined, null, null]);
  });
});
