import { connect } from 'node:net';
import { ERRORS } from '@ragkeep/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

let app: TestApp;
let owner: Client;
// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes, looked at in a few places
const openApi = async (): Promise<any> => (await fetch(`${app.url}/api/openapi.json`)).json();

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

describe('conventions', () => {
  it('every path works with and without a trailing slash', async () => {
    expect((await owner.get('/projects/')).status).toBe(200);
    expect((await owner.post('/projects/', { name: 'slash' })).status).toBe(201);
  });

  it('names an unknown body field', async () => {
    const { status, body } = await owner.post('/projects', { name: 'x', colour: 'red' });
    expect(status).toBe(400);
    expect(body.details.issues).toEqual([{ path: 'colour', message: 'is not a known field' }]);
    expect(body.message).toBe('colour: is not a known field');
  });

  it('answers with the caller’s request id if it is a sane one', async () => {
    expect((await owner.get('/projects', { 'x-request-id': 'my-id-1' })).headers.get('x-request-id')).toBe('my-id-1');
    const own = (await owner.get('/projects', { 'x-request-id': 'a b"<script>' })).headers.get('x-request-id');
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('pages through a list without gaps or repeats, newest first', async () => {
    const lister = await app.tenant();
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.push((await lister.post('/projects', { name: `P${n}` })).body.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await lister.get(`/projects?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...body.data.map((project: { id: string }) => project.id));
      cursor = body.next_cursor;
    } while (cursor);
    expect(seen).toEqual(made.reverse());
  });

  it('refuses a cursor of another tenant, another list, or none at all', async () => {
    const [a, b] = [await app.tenant(), await app.tenant()];
    for (const name of ['x', 'y']) await a.post('/projects', { name });
    const { next_cursor } = (await a.get('/projects?limit=1')).body;
    expect((await b.get(`/projects?cursor=${next_cursor}`)).body.code).toBe('invalid_cursor');
    expect((await a.get(`/agents?cursor=${next_cursor}`)).body.code).toBe('invalid_cursor');
    expect((await a.get('/projects?cursor=eHg.eHg')).body.code).toBe('invalid_cursor');
  });
});

describe('errors', () => {
  it('RF-9: come in one envelope with error, message, detail, details, code and request id', async () => {
    const { body, headers } = await owner.get('/projects/none');
    expect(body).toEqual({
      error: 'Not Found',
      message: 'No such project',
      detail: { message: 'No such project', resource: 'project' },
      details: { resource: 'project' },
      code: 'not_found',
      request_id: headers.get('x-request-id'),
    });
  });

  it.each([
    ['POST', '/projects', '{"name": ', 400, 'malformed_json'],
    ['POST', '/projects', '{"name":"x","__proto__":{"a":1}}', 400, 'malformed_json'],
    ['POST', '/projects', '{"name":"x","metadata":{"constructor":"y"}}', 400, 'invalid_request'],
    ['POST', '/projects', undefined, 400, 'invalid_request'],
    ['PUT', '/projects', '{}', 405, 'method_not_allowed'],
    ['GET', '/nothing/here', undefined, 404, 'not_found'],
    ['GET', '/projects?limit=1000', undefined, 400, 'invalid_request'],
    ['GET', '/auth/me?x=1', undefined, 400, 'invalid_request'],
    ['GET', '/api-keys/not-an-id', undefined, 400, 'invalid_request'],
  ])('%s %s %s → %i %s', async (method, path, body, status, code) => {
    const answer = await owner.send(method, path, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('415 for a content type the route does not take', async () => {
    const { status, body } = await owner.post('/projects', '<name>x</name>', { 'content-type': 'application/xml' });
    expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('405 lists the methods there are', async () => {
    const { headers } = await owner.send('PUT', '/projects');
    expect(headers.get('allow')).toBe('GET, POST');
  });

  it('413 for a JSON body over the limit', async () => {
    const { status, body } = await owner.post('/projects', `{"name":"${'x'.repeat(65 * 1024 * 1024)}"}`);
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  it('a slug that is taken is told, and one made from a name finds a free number', async () => {
    const client = await app.tenant();
    const slugs = [];
    for (let n = 0; n < 3; n++) slugs.push((await client.post('/projects', { name: 'Über Straße!' })).body.slug);
    expect(slugs).toEqual(['uber-stra-e', 'uber-stra-e-2', 'uber-stra-e-3']);
    expect((await client.post('/projects', { name: 'x', slug: 'uber-stra-e' })).body.code).toBe('slug_taken');
  });

  it('the guard goes by the route that matched, whatever the URL or Host looks like', async () => {
    const raw = (head: string) =>
      new Promise<string>((resolve, reject) => {
        const { port, hostname } = new URL(app.url);
        const socket = connect(Number(port), hostname, () => socket.end(`${head}\r\nConnection: close\r\n\r\n`));
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('end', () => resolve(text)).on('error', reject);
      });
    for (const path of [
      '//api/v1/projects',
      '/api/v1/system/health/../../projects',
      '/api/v1/%70rojects',
      '/api/v1/projects%2f',
    ]) {
      expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x/#@y`), path).toMatch(/^HTTP\/1\.1 (400|401|404) /);
    }
  });
});

describe('RX-1: the reference', () => {
  it('/api/openapi.json documents every route and every error code', async () => {
    const document = await openApi();
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.schemas.Error.properties.code.enum).toEqual(Object.keys(ERRORS));
    expect(JSON.stringify(document)).not.toContain('#/$defs/');
  });

  it('/api/docs serves the interactive page from this server alone', async () => {
    const page = await fetch(`${app.url}/api/docs/`);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('/api/openapi.json');
    expect(html.match(/(?:src|href)="https?:\/\/[^"]*"/g)).toBeNull();
  });
});

describe('RX-4: the system', () => {
  it('health and ready need no credential; info needs tenant:admin and names the engines', async () => {
    expect((await app.client().get('/system/health')).body).toEqual({ status: 'ok' });
    expect((await app.client().get('/system/ready')).body.status).toBe('ready');
    expect((await app.client().get('/system/info')).status).toBe(401);
    const { body } = await owner.get('/system/info');
    // A server of one's own may be without pg_textsearch.
    const lexical = process.env.TEST_DATABASE_URL ? expect.any(String) : 'bm25';
    expect(body.engines).toMatchObject({ lexical, embedder: 'use-lite-512', answerer: 'extractive' });
  });
});
