import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';
import { upload } from './support/upload.ts';
import { tinyPdf } from './tiny-pdf.ts';

let app: TestApp;
let owner: Client;

beforeAll(async () => {
  app = await startTestApp({ MAX_FILE_MB: '1' });
  owner = await app.tenant();
});
afterAll(() => app.close());

const project = async () => (await owner.post('/projects', { name: 'Library' })).body.id as string;
const storedFiles = async (): Promise<string[]> => {
  const entries = await readdir(join(app.dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
};

describe('POST /jobs', () => {
  it('RF-8: takes a file, answers 201 with the job, and its Markdown can be downloaded', async () => {
    const { status, body } = await owner.post('/jobs', upload(tinyPdf(['Keeper Ada.', 'Keeper Bo.']), 'keepers.pdf'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'conversion',
      name: 'keepers.pdf',
      project_id: null,
      progress: { done: 0, total: 2, unit: 'pages' },
    });
    const job = await owner.settled(body.id);
    expect(job).toMatchObject({
      status: 'succeeded',
      pages: 2,
      progress: { done: 2, total: 2, unit: 'pages' },
      result: { expires_at: expect.any(String) },
    });
    const result = await owner.get(`/jobs/${body.id}/result`);
    expect(result.text).toContain('Keeper Ada.');
    expect(result.text).toContain('Keeper Bo.');
  });

  it('keeps the result and not the file of a conversion that goes into no project', async () => {
    const { body } = await owner.post('/jobs', upload('# A note', 'note.md'));
    await owner.settled(body.id);
    const { file_id, result_file_id } = await app.db
      .selectFrom('jobs')
      .innerJoin('job_sources', 'job_sources.job_id', 'jobs.id')
      .select(['job_sources.file_id', 'jobs.result_file_id'])
      .where('jobs.id', '=', body.id)
      .executeTakeFirstOrThrow();
    await expect.poll(storedFiles).not.toContain(file_id);
    expect(await storedFiles()).toContain(result_file_id);
  });

  it('with project_id the file becomes a document of that project, too', async () => {
    const id = await project();
    const form = upload('The lamp turns every thirty seconds.', 'lamp.txt', {
      project_id: id,
      external_id: 'lamp',
      metadata: '{"tower":"Cape Wrath"}',
    });
    const { body } = await owner.post('/jobs', form);
    expect(await owner.settled(body.id)).toMatchObject({ status: 'succeeded', project_id: id });
    const { data } = (await owner.get(`/projects/${id}/documents`)).body;
    expect(data).toMatchObject([{ external_id: 'lamp', filename: 'lamp.txt', metadata: { tower: 'Cape Wrath' } }]);
    expect((await owner.get(`/jobs/${body.id}/result`)).text).toContain('thirty seconds');
  });

  it('the same file is converted again when it is sent again', async () => {
    const form = () => upload('Twice the same.', 'same.txt');
    const first = (await owner.post('/jobs', form())).body.id;
    const second = (await owner.post('/jobs', form())).body.id;
    for (const id of [first, second]) {
      await owner.settled(id);
      expect((await owner.get(`/jobs/${id}/result`)).text).toContain('Twice the same.');
    }
  });

  it('422: what is known at once to be unreadable, with the reason', async () => {
    const before = await storedFiles();
    const empty = await owner.post('/jobs', upload('', 'empty.txt'));
    expect(empty).toMatchObject({ status: 422, body: { code: 'unreadable_file', details: { reason_code: 'empty' } } });
    const broken = await owner.post('/jobs', upload('%PDF-1.7 and nothing else', 'broken.pdf'));
    expect(broken).toMatchObject({ status: 422, body: { details: { reason_code: 'corrupt' } } });
    expect(before).toEqual(expect.arrayContaining(await storedFiles()));
  });

  it('400: no file, two files, an unknown field, facts of a document without a project', async () => {
    const none = new FormData();
    none.append('password', 'x');
    expect((await owner.post('/jobs', none)).status).toBe(400);
    const two = upload('one', 'one.txt');
    two.append('file', new Blob(['two']), 'two.txt');
    expect((await owner.post('/jobs', two)).body.message).toContain('exactly one file');
    expect((await owner.post('/jobs', upload('x', 'x.txt', { tenant_id: 'y' }))).body.message).toContain('tenant_id');
    expect((await owner.post('/jobs', upload('x', 'x.txt', { title: 'y' }))).body.message).toContain('project_id');
    expect((await owner.post('/jobs', { file: 'x' })).status).toBe(415);
    expect(
      await owner.get('/jobs').then(({ body }) => body.data.every((job: { name: string }) => job.name !== 'x.txt')),
    ).toBe(true);
  });

  it('413: a file over the limit, however its length is given, and nothing of it is kept', async () => {
    const before = await storedFiles();
    const { status, body } = await owner.post('/jobs', upload(new Uint8Array(1024 * 1024 + 1), 'large.txt'));
    expect({ status, limit: body.details.limit_bytes }).toEqual({ status: 413, limit: 1024 * 1024 });
    expect(before).toEqual(expect.arrayContaining(await storedFiles()));
  });

  it('403, 404: a key without jobs:write, a key of another project, a project of another tenant', async () => {
    const mine = await project();
    const ingestOnly = await keyOf(app, owner, { scopes: ['ingest'], project_ids: [mine] });
    const { client } = ingestOnly;
    expect((await client.post('/jobs', upload('x', 'x.txt'))).status).toBe(403);
    expect((await client.post('/jobs', upload('x', 'x.txt', { project_id: await project() }))).status).toBe(404);
    expect((await client.post('/jobs', upload('x', 'x.txt', { project_id: mine }))).status).toBe(201);
    const jobsOnly = await keyOf(app, owner, { scopes: ['jobs:write'] });
    expect((await jobsOnly.client.post('/jobs', upload('x', 'x.txt'))).status).toBe(201);
    expect((await jobsOnly.client.post('/jobs', upload('x', 'x.txt', { project_id: mine }))).status).toBe(403);
    const stranger = await app.tenant();
    expect((await stranger.post('/jobs', upload('x', 'x.txt', { project_id: mine }))).status).toBe(404);
  });

  it('an Idempotency-Key makes one job', async () => {
    const send = () => owner.post('/jobs', upload('once', 'once.txt'), { 'idempotency-key': 'conversion-1' });
    const [first, second] = [await send(), await send()];
    expect(second.body.id).toBe(first.body.id);
  });
});

describe('an archive', () => {
  it('is unpacked: each file in it is a document, what cannot be read fails alone', async () => {
    const id = await project();
    const archive = zipSync({
      'notes/lamp.txt': strToU8('The lamp turns every thirty seconds.'),
      'notes/fog.md': strToU8('# Fog\n\nThe horn sounds twice.'),
      'broken.pdf': strToU8('%PDF-1.7 broken'),
      '.hidden': strToU8('not this'),
      '__MACOSX/x': strToU8('nor this'),
    });
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(archive)]), 'all.zip');
    form.append('metadata', '{"batch":7}');
    const job = await owner.ingest(id, form);
    expect(job).toMatchObject({
      status: 'succeeded',
      progress: { done: 3, total: 3 },
      documents: { succeeded: 2, failed: 1, failures: [{ source: 'all.zip/broken.pdf', code: 'corrupt' }] },
    });
    const { data } = (await owner.get(`/projects/${id}/documents`)).body;
    expect(data.map((one: { filename: string }) => one.filename).sort()).toEqual(['fog.md', 'lamp.txt']);
    expect(data[0].metadata).toEqual({ batch: 7 });
    const again = await owner.ingest(id, form);
    expect(again.documents).toMatchObject({ succeeded: 0, unchanged: 2, failed: 1 });
  });

  it('that is empty or damaged fails with its reason', async () => {
    const id = await project();
    const form = new FormData();
    form.append(
      'file',
      new Blob([new Uint8Array(zipSync({ 'a.txt': strToU8('x'.repeat(500)) }).subarray(0, 60))]),
      'cut.zip',
    );
    const job = await owner.ingest(id, form);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'corrupt' } });
  });
});
