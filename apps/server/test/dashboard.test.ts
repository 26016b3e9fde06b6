import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer, type HttpServer } from '../src/platform/http/server.ts';
import { createLog } from '../src/platform/log.ts';
import { registerDashboard } from '../src/surfaces/dashboard.ts';
import { startTestApp, type TestApp } from './app.ts';
import { sendRaw } from './support/raw-http.ts';

const PAGE = '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__">';
const SCRIPT = 'console.log("the dashboard");'.repeat(100);
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

interface Served {
  url: string;
  http: HttpServer;
}

async function serve(folder: string): Promise<Served> {
  const http = createHttpServer({ log: createLog('silent'), trustedProxies: [] });
  await registerDashboard(http, folder);
  return { http, url: await http.listen({ host: '127.0.0.1', port: 0 }) };
}

describe('the built dashboard', () => {
  let root: string;
  let served: Served;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ragkeep-dashboard-'));
    const dist = join(root, 'dist');
    await mkdir(join(dist, 'assets'), { recursive: true });
    await Promise.all([
      writeFile(join(root, 'secret.txt'), 'not for the world'),
      writeFile(join(dist, 'index.html'), PAGE),
      writeFile(join(dist, 'assets/main-abc.js'), SCRIPT),
      writeFile(join(dist, 'assets/main-abc.js.br'), brotliCompressSync(SCRIPT)),
      writeFile(join(dist, 'assets/main-abc.js.gz'), gzipSync(SCRIPT)),
      writeFile(join(dist, 'assets/.hidden.js'), 'hidden'),
    ]);
    served = await serve(dist);
  });
  afterAll(async () => {
    await served.http.close();
    await rm(root, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = BROWSER, method = 'GET') =>
    fetch(`${served.url}${path}`, { headers, method });

  it('answers every path that a browser asks a page for with its one page', async () => {
    for (const path of [
      '/',
      '/projects',
      '/projects/harbour/documents/',
      '/keys?created=1',
      '/apiary',
      '/../projects',
    ]) {
      const answer = await get(path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      expect(await answer.text()).toContain('csp-nonce');
    }
  });

  it('sends a policy that lets only its own files run, with a nonce of each answer’s own for styles', async () => {
    const nonces = [];
    for (const path of ['/', '/projects']) {
      const answer = await get(path);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
      expect(policy).toContain("frame-ancestors 'none'; base-uri 'none'");
      expect(policy).not.toContain('unsafe');
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(await answer.text()).toBe(PAGE.replaceAll('__CSP_NONCE__', nonce));
      nonces.push(nonce);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
    }
    expect(new Set(nonces).size).toBe(2);
  });

  it('the page is asked about each time, and sent again only when it changed; HEAD tells the same', async () => {
    const first = await get('/');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await get('/keys', { ...BROWSER, 'if-none-match': `W/${etag}` });
    // Without a policy: its nonce would not be the kept page's.
    expect([again.status, again.headers.get('content-security-policy')]).toEqual([304, null]);
    const head = await get('/', BROWSER, 'HEAD');
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  });

  it('files are kept for good, and come compressed to who takes that', async () => {
    for (const [accepted, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await get('/assets/main-abc.js', { 'accept-encoding': accepted });
      expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, encoding]);
      expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
      expect(await answer.text()).toBe(SCRIPT);
    }
  });

  it('what is no page and no file is 404 as JSON', async () => {
    const asked: [string, Record<string, string>][] = [
      ['/assets/gone-abc.js', BROWSER],
      ['/assets/.hidden.js', BROWSER],
      ['/assets/', BROWSER],
      ['/favicon.ico', BROWSER],
      ['/.env', BROWSER],
      ['/.git/config', BROWSER],
      ['/projects', { accept: 'application/json' }],
      ['/', { accept: '*/*' }],
    ];
    for (const [path, headers] of asked) {
      const answer = await get(path, headers);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toMatchObject({ code: 'not_found' });
    }
    expect((await get('/projects', BROWSER, 'POST')).status).toBe(404);
  });

  it('nothing outside of its folder is read', async () => {
    for (const path of [
      '/assets/../../secret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
    ]) {
      const { status, body } = await sendRaw(served.url, [`GET ${path} HTTP/1.1`, 'Host: x', 'Accept: text/html']);
      expect([path, status >= 400]).toEqual([path, true]);
      expect(JSON.stringify(body)).not.toContain('not for the world');
    }
  });
});

it('a dashboard that was not built says how to build it, and is there once it was', async () => {
  const root = await mkdtemp(join(tmpdir(), 'ragkeep-dashboard-'));
  const { http, url } = await serve(root);
  const missing = await fetch(url, { headers: BROWSER });
  expect(missing.status).toBe(503);
  expect(await missing.text()).toContain('npx vite build apps/dashboard');
  await writeFile(join(root, 'index.html'), PAGE);
  expect((await fetch(url, { headers: BROWSER })).status).toBe(200);
  await http.close();
  await rm(root, { recursive: true });
});

describe('beside the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('paths of programs keep their own answers, whoever asks', async () => {
    const get = (path: string) => fetch(`${app.url}${path}`, { headers: BROWSER });
    for (const path of ['/api/v1/nowhere', '/api', '/mcp/nowhere', '/metrics/nowhere', '/embed/nowhere']) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toMatchObject({ code: 'not_found' });
    }
    // In the shape of the clients that come there.
    expect(await (await get('/v1/nowhere')).json()).toMatchObject({ error: { code: 'unknown_url' } });
    expect((await get('/api/v1/projects')).status).toBe(401);
  });

  it('whether a first page should offer to register is public, and nothing more', async () => {
    expect((await app.client().get('/system/setup')).body).toEqual({ registration: 'open', is_new: true });
    await app.tenant();
    expect((await app.client().get('/system/setup')).body).toEqual({ registration: 'open', is_new: false });
  });
});
