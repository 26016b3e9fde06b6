import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { tinyPdf } from './tiny-pdf.ts';

let app: TestApp;
let owner: Client;
let web: Server;
let site: string;
let page =
  '<title>Lighthouses</title><article><h1>Lighthouses</h1><p>The lamp at Cape Wrath turns every thirty seconds.</p></article>';
const visits: string[] = [];

beforeAll(async () => {
  web = createServer((request, response) => {
    visits.push(request.url ?? '');
    if (request.url === '/page') response.setHeader('content-type', 'text/html').end(page);
    else if (request.url === '/inside') response.writeHead(302, { location: 'http://127.0.0.2:1/secret' }).end();
    else response.writeHead(404).end('no');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.1/32', MAX_FILE_MB: '1' });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  web.close();
});

const project = async () => (await owner.post('/projects', { name: 'Library' })).body.id as string;
const documents = async (id: string) => (await owner.get(`/projects/${id}/documents`)).body.data;
const find = async (id: string, query: string, mode = 'lexical') =>
  (await owner.post(`/projects/${id}/search`, { query, mode })).body.results;

function form(...files: [name: string, content: Uint8Array | string, type?: string][]): FormData {
  const data = new FormData();
  for (const [name, content, type] of files) {
    data.append(
      'file',
      new Blob([typeof content === 'string' ? content : new Uint8Array(content)], { type: type ?? '' }),
      name,
    );
  }
  return data;
}

/** So much that a page is a passage of its own. */
const filler = Array.from(
  { length: 30 },
  (_, n) => `Line ${n} tells at some length what the weather was on day ${n}.`,
).join('\n');

describe('what can be ingested', () => {
  it('RT-5, RT-6: a URL, with a key that holds nothing but ingest', async () => {
    const id = await project();
    const key = (await owner.post('/api-keys', { name: 'n8n', scopes: ['ingest'], project_ids: [id] })).body.raw_key;
    const n8n = app.client(key);
    const job = await n8n.ingest(id, { url: `${site}/page` });
    expect(job).toMatchObject({ status: 'succeeded', error: null, progress: { done: 1, total: 1 } });
    const [document] = (await n8n.get(`/projects/${id}/documents`)).body.data;
    expect(document).toMatchObject({ title: 'Lighthouses', url: `${site}/page`, format: 'html' });
    expect((await find(id, 'Cape Wrath'))[0].text).toContain('every thirty seconds');
  });

  it('a text, and many texts at once', async () => {
    const id = await project();
    await owner.ingest(id, { text: '# Tides\n\nSpring tides follow the full moon.', metadata: { shelf: 3 } });
    const many = Array.from({ length: 30 }, (_, n) => ({
      external_id: `n${n}`,
      text: `Note ${n} about topic t${n}x.`,
    }));
    const job = await owner.ingest(id, { documents: many });
    expect(job).toMatchObject({ status: 'succeeded', progress: { done: 30, total: 30 }, documents: { succeeded: 30 } });
    expect(job.passages.embedded).toBe(job.passages.searchable);
    expect((await find(id, 't17x'))[0].document.external_id).toBe('n17');
    expect((await find(id, 'moon'))[0].document).toMatchObject({ title: 'Tides', metadata: { shelf: 3 } });
  });

  it('are found by what their title, file name, address or external id holds, which is no pattern', async () => {
    const project = (await owner.post('/projects', { name: 'Names' })).body;
    const documents = [
      { title: 'Opening HOURS', text: 'The harbour office opens at eight.' },
      { external_id: '100%_sure', text: 'The keeper is sure.' },
    ];
    await owner.ingest(project.id, { documents });
    const found = async (contains: string) =>
      (await owner.get(`/projects/${project.id}/documents?contains=${encodeURIComponent(contains)}`)).body.data.map(
        (each: { title: string; external_id: string }) => each.title ?? each.external_id,
      );
    expect(await found('hours')).toEqual(['Opening HOURS']);
    expect(await found('0%_S')).toEqual(['100%_sure']);
    expect(await found('%')).toEqual(['100%_sure']);
    expect(await found('keeper')).toEqual([]);
  });

  it('files of several kinds in one form; a PDF keeps its pages', async () => {
    const id = await project();
    const pdf = tinyPdf([
      `The keeper of the north light is Ada.\n${filler}`,
      `The keeper of the south light is Bo.\n${filler}`,
    ]);
    const job = await owner.ingest(
      id,
      form(
        ['keepers.pdf', pdf, 'application/pdf'],
        ['notes.md', '# Notes\n\nFog signals sound twice.'],
        ['t.csv', 'name,height\nNorth,42\nSouth,37\n'],
      ),
    );
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 3, failed: 0 }, pages: 4 });
    const [hit] = await find(id, 'the keeper Bo');
    expect(hit).toMatchObject({ page: 2, document: { title: 'keepers.pdf' } });
    const markdown = (await owner.get(`/projects/${id}/documents/${hit.document.id}/content`)).text;
    expect(markdown.slice(hit.start, hit.end)).toBe(hit.text);
  });

  it('passages of a document come in order and are exact slices of its Markdown', async () => {
    const id = await project();
    const text = Array.from({ length: 40 }, (_, n) => `## Part ${n}\n\n${`Sentence ${n} is here. `.repeat(30)}`).join(
      '\n\n',
    );
    await owner.ingest(id, { text });
    const [document] = await documents(id);
    const markdown = (await owner.get(`/projects/${id}/documents/${document.id}/content`)).text;
    const { data } = (await owner.get(`/projects/${id}/documents/${document.id}/chunks?limit=200`)).body;
    expect(data.length).toBe(document.chunks);
    for (const chunk of data) expect(markdown.slice(chunk.start, chunk.end)).toBe(chunk.text);
    expect(data.every((chunk: { embedded: boolean }) => chunk.embedded)).toBe(true);
  });
});

describe('identity', () => {
  it('the same content again is a no-op', async () => {
    const id = await project();
    const send = () => owner.ingest(id, form(['a.txt', 'The bell rings at noon.']));
    await send();
    const [before] = await documents(id);
    const job = await send();
    expect(job.documents).toMatchObject({ succeeded: 0, unchanged: 1 });
    expect(await documents(id)).toEqual([before]);
  });

  it('a known external id is replaced, with the earlier text gone from search', async () => {
    const id = await project();
    await owner.ingest(id, { text: 'The harbour master is Carla.', external_id: 'master' });
    await owner.ingest(id, { text: 'The harbour master is Dario.', external_id: 'master' });
    expect((await documents(id)).length).toBe(1);
    expect(await find(id, 'Carla')).toEqual([]);
    expect((await find(id, 'Dario')).length).toBe(1);
  });

  it('a known URL is replaced when its content has changed', async () => {
    const id = await project();
    await owner.ingest(id, { url: `${site}/page` });
    page = page.replace('thirty', 'forty');
    await owner.ingest(id, { url: `${site}/page` });
    expect((await documents(id)).length).toBe(1);
    expect((await find(id, 'Cape Wrath'))[0].text).toContain('forty');
  });

  it('the same document twice in one request is there once', async () => {
    const id = await project();
    const twice = [1, 2].map(() => ({ text: 'Said twice, kept once.' }));
    const job = await owner.ingest(id, { documents: twice });
    expect(job.status).toBe('succeeded');
    expect((await documents(id)).length).toBe(1);
  });

  it('reingest reads a document again from its file', async () => {
    const id = await project();
    await owner.ingest(id, form(['a.md', '# A\n\nThe gauge reads seven.']));
    const [before] = await documents(id);
    const { status, body } = await owner.post(`/projects/${id}/documents/${before.id}/reingest`);
    expect([status, body.job.kind]).toEqual([202, 'reingest']);
    expect((await owner.settled(body.job.id)).status).toBe('succeeded');
    const [after] = await documents(id);
    expect(after).toMatchObject({ id: before.id, title: before.title, chunks: 1 });
    expect((await find(id, 'gauge')).length).toBe(1);
  });
});

describe('deletion', () => {
  it('of a document removes passages, vectors, text and file', async () => {
    const id = await project();
    await owner.ingest(id, form(['gone.txt', 'The wreck lies at nine fathoms.']));
    const [document] = await documents(id);
    const row = await app.db
      .selectFrom('documents')
      .select(['tenant_id', 'file_id'])
      .where('id', '=', document.id)
      .executeTakeFirstOrThrow();
    expect((await owner.delete(`/projects/${id}/documents/${document.id}`)).status).toBe(204);
    expect(await find(id, 'wreck')).toEqual([]);
    expect(await find(id, 'wreck', 'semantic')).toEqual([]);
    for (const table of ['chunks', 'document_texts', 'pending_embeddings'] as const) {
      expect(
        await app.db.selectFrom(table).select('document_id').where('document_id', '=', document.id).execute(),
      ).toEqual([]);
    }
    await expect.poll(() => readdir(join(app.dataDir, 'files', row.tenant_id))).not.toContain(row.file_id);
  });
});

describe('what goes wrong', () => {
  it('a bad file fails its own document with a plain reason; the rest goes on', async () => {
    const id = await project();
    const truncated = zipSync({ 'word/document.xml': strToU8('<w:document/>'.repeat(100)) }).slice(0, 60);
    const job = await owner.ingest(
      id,
      form(
        ['good.txt', 'The good one.'],
        ['bad.docx', truncated],
        ['empty.txt', ''],
        ['noise.bin', Uint8Array.from({ length: 500 }, (_, n) => (n * 37) % 256)],
      ),
    );
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 1, failed: 3 } });
    expect(job.documents.failures.map((failure: { source: string }) => failure.source)).toEqual([
      'bad.docx',
      'empty.txt',
      'noise.bin',
    ]);
    for (const { message } of job.documents.failures) expect(message).toMatch(/^[A-Z].{15,}\.$/);
  });

  it('a job of which nothing succeeded has failed, and says why', async () => {
    const job = await owner.ingest(await project(), form(['page.pdf', '%PDF-1.7 and nothing more']));
    expect(job.status).toBe('failed');
    expect(job.error.message).toMatch(/^[A-Z].{15,}\.$/);
  });

  it('a `.pdf` that is HTML is read as what it is; Latin-1 becomes readable', async () => {
    const id = await project();
    const latin1 = Buffer.from('Die Brücke über den Fluß ist gesperrt. Für Fußgänger öffnet sie später.', 'latin1');
    const job = await owner.ingest(
      id,
      form(['x.pdf', '<html><body><p>Really a page.</p></body></html>'], ['de.txt', latin1]),
    );
    expect(job.documents).toMatchObject({ succeeded: 2 });
    expect((await find(id, 'Brücke'))[0].text).toContain('Fußgänger');
  });

  it('a URL that answers 404 fails with that', async () => {
    const job = await owner.ingest(await project(), { url: `${site}/missing` });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'bad_status' } });
    expect(job.error.message).toContain('404');
  });

  it.each([
    ['a private address', () => 'http://10.0.0.1/'],
    ['loopback that is not allowed', () => 'http://127.0.0.2/'],
    ['an address in decimal', () => 'http://2130706434/'],
    ['a redirect to a private address', () => `${site}/inside`],
  ])('%s is refused', async (_what, url) => {
    const job = await owner.ingest(await project(), { url: url() });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'address_refused' } });
  });

  it('a URL that is not http is refused at once', async () => {
    const { status } = await owner.post(`/projects/${await project()}/ingest`, { url: 'file:///etc/passwd' });
    expect(status).toBe(400);
  });

  it('413: a file over the limit is refused while it streams, and nothing is kept', async () => {
    const id = await project();
    const before = await readdir(join(app.dataDir, 'files'), { recursive: true }).catch(() => []);
    const { status, body } = await owner.post(
      `/projects/${id}/ingest`,
      form(['small.txt', 'ok'], ['big.txt', 'x'.repeat(1024 * 1024 + 1)]),
    );
    expect([status, body.code, body.details.limit_bytes]).toEqual([413, 'payload_too_large', 1024 * 1024]);
    expect(await readdir(join(app.dataDir, 'files'), { recursive: true })).toHaveLength(before.length);
    expect(await documents(id)).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['a blank text', { text: '   ' }],
    ['two kinds at once', { text: 'x', url: 'https://example.com' }],
    ['no documents', { documents: [] }],
    ['metadata that would poison', '{"text":"x","metadata":{"__proto__":1}}'],
  ])('400: %s', async (_what, body) => {
    expect((await owner.post(`/projects/${await project()}/ingest`, body)).status).toBe(400);
  });

  it('400: a form without a file', async () => {
    const data = new FormData();
    data.append('title', 'x');
    expect((await owner.post(`/projects/${await project()}/ingest`, data)).status).toBe(400);
  });
});

describe('jobs', () => {
  it('are listed newest first, by project and status', async () => {
    const id = await project();
    const job = await owner.ingest(id, { text: 'one' });
    expect((await owner.get(`/jobs?project_id=${id}`)).body.data.map((row: { id: string }) => row.id)).toEqual([
      job.id,
    ]);
    expect((await owner.get(`/jobs?project_id=${id}&status=failed`)).body.data).toEqual([]);
  });

  it('a finished job cannot be cancelled', async () => {
    const job = await owner.ingest(await project(), { text: 'done' });
    expect((await owner.delete(`/jobs/${job.id}`)).body.code).toBe('job_finished');
  });

  it('an Idempotency-Key starts one job', async () => {
    const id = await project();
    const headers = { 'idempotency-key': 'start-once' };
    const send = () => owner.post(`/projects/${id}/ingest`, { text: 'only once' }, headers);
    const [first, second] = [await send(), await send()];
    expect(second.body.job.id).toBe(first.body.job.id);
    await owner.settled(first.body.job.id);
  });
});
