import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobEnds, discardExpiredResults, insertJob } from '../src/features/jobs/index.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';
import { upload } from './support/upload.ts';
import { tinyPdf } from './tiny-pdf.ts';

const DAY = 24 * 3600;

async function storedFiles(app: TestApp): Promise<string[]> {
  const entries = await readdir(join(app.dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('results', () => {
  const clock = testClock();
  let app: TestApp;
  let owner: Client;
  beforeAll(async () => {
    app = await startTestApp({ JOB_RESULT_DAYS: '3' }, { clock });
    owner = await app.tenant();
  });
  afterAll(() => app.close());

  const fileOf = async (jobId: string) =>
    (await app.db.selectFrom('jobs').select('result_file_id').where('id', '=', jobId).executeTakeFirstOrThrow())
      .result_file_id;
  const converted = async (content: Uint8Array | string, name: string, fields: Record<string, string> = {}) => {
    const { body, text } = await owner.post('/jobs', upload(content, name, fields));
    expect(body.id, text).toBeTypeOf('string');
    return owner.settled(body.id);
  };

  it('RF-8: are downloaded as Markdown, JSON, JSONL and text, by `format` or by `Accept`', async () => {
    const markdown = '# Tides\n\nSpring *tides* follow the moon.\n\n| port | height |\n| - | - |\n| North | 4 |';
    const { id } = await converted(markdown, 'Tide (Höhe).md');
    const path = `/jobs/${id}/result`;

    const asMarkdown = await owner.get(path);
    expect(asMarkdown.text).toBe(markdown);
    expect(Object.fromEntries(asMarkdown.headers)).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="Tide (H_he).md"; filename*=UTF-8''Tide%20%28H%C3%B6he%29.md`,
    });

    const json = await owner.get(`${path}?format=json`);
    expect(json.body).toMatchObject({ format: 'markdown', title: 'Tides', pages: null });
    expect(json.body.blocks.map(({ type }: { type: string }) => type)).toEqual(['heading', 'paragraph', 'table']);
    for (const { text, start, end } of json.body.blocks) expect(text).toBe(markdown.slice(start, end));

    const jsonl = await owner.get(`${path}?format=jsonl`);
    expect(jsonl.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const [passage] = jsonl.text.trimEnd().split('\n');
    expect(JSON.parse(passage ?? '')).toMatchObject({ ordinal: 0, filename: 'Tide (Höhe).md', job_id: id });

    const text = await owner.get(`${path}?format=text`);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.text).toBe('Tides\n\nSpring tides follow the moon.\n\nport\theight\nNorth\t4\n');

    expect((await owner.get(path, { accept: 'application/json' })).body).toEqual(json.body);
    expect((await owner.get(`${path}?format=jsonl`, { accept: 'text/plain' })).text).toBe(jsonl.text);
    expect((await owner.get(`${path}?format=docx`)).status).toBe(400);
  });

  it('RF-8: of a PDF tell the page of each block and passage', async () => {
    const { id } = await converted(tinyPdf(['The north light.', 'The south light.']), 'lights.pdf');
    const { body } = await owner.get(`/jobs/${id}/result?format=json`);
    expect(body.pages).toMatchObject([{ number: 1, start: 0 }, { number: 2 }]);
    const south = body.blocks.find(({ text }: { text: string }) => text.includes('south'));
    expect(south).toMatchObject({
      page: 2,
      box: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
    });
  });

  it('404: another tenant’s, and those of jobs that convert nothing', async () => {
    const { id } = await converted('mine', 'mine.txt');
    const stranger = await app.tenant('Stranger');
    for (const path of [`/jobs/${id}`, `/jobs/${id}/result`, `/jobs/${id}/events`]) {
      expect((await stranger.get(path)).body, path).toMatchObject({ code: 'not_found', details: { resource: 'job' } });
    }
    expect((await stranger.delete(`/jobs/${id}`)).status).toBe(404);
    expect((await stranger.get('/jobs')).body.data).toEqual([]);
    const project = (await owner.post('/projects', { name: 'Library' })).body.id;
    const ingest = await owner.ingest(project, { text: 'no conversion' });
    expect((await owner.get(`/jobs/${ingest.id}/result`)).body).toMatchObject({ details: { resource: 'result' } });
  });

  it('jobs are listed by their kind', async () => {
    const project = (await owner.post('/projects', { name: 'Library' })).body.id;
    const ingest = await owner.ingest(project, { text: 'some text' });
    const conversion = await converted('some text', 'some.txt', { project_id: project });
    const listed = async (query: string) =>
      (await owner.get(`/jobs?project_id=${project}${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await listed('')).toEqual([conversion.id, ingest.id]);
    expect(await listed('&kind=conversion')).toEqual([conversion.id]);
    expect(await listed('&kind=ingest&status=succeeded')).toEqual([ingest.id]);
    expect(await listed('&kind=reingest')).toEqual([]);
  });

  it('410 after their days, when the file is gone and the job is not', async () => {
    const { id, result } = await converted('for three days', 'short.txt');
    expect(new Date(result.expires_at).getTime()).toBe(clock.now().getTime() + 3 * DAY * 1000);
    const file = await fileOf(id);
    const expire = () => discardExpiredResults({ db: app.db, clock, queue: app.operating.queue });
    clock.advance(3 * DAY - 60);
    await expire();
    expect((await owner.get(`/jobs/${id}/result`)).text).toBe('for three days');
    const later = await converted('for three days more', 'later.txt');
    clock.advance(120);
    await expire();
    expect(await owner.get(`/jobs/${id}/result`)).toMatchObject({ status: 410, body: { code: 'result_gone' } });
    expect((await owner.get(`/jobs/${id}`)).body).toMatchObject({ status: 'succeeded', result: null });
    expect((await owner.get(`/jobs/${later.id}/result`)).status).toBe(200);
    await expect.poll(() => storedFiles(app)).not.toContain(file);
    expect(await storedFiles(app)).toContain(await fileOf(later.id));
  });

  it('go with their project', async () => {
    const project = (await owner.post('/projects', { name: 'Library' })).body.id;
    const { id } = await converted('in a project', 'in.txt', { project_id: project });
    const file = await fileOf(id);
    expect(await storedFiles(app)).toContain(file);
    expect((await owner.delete(`/projects/${project}`)).status).toBe(204);
    expect((await owner.get(`/jobs/${id}/result`)).status).toBe(404);
    await expect.poll(() => storedFiles(app)).not.toContain(file);
  });
});

describe('jobs that wait', () => {
  let app: TestApp;
  let owner: Client;
  beforeAll(async () => {
    app = await startTestApp({ WORKERS: 'none' });
    owner = await app.tenant();
  });
  afterAll(() => app.close());

  const sourceOf = (jobId: string) =>
    app.db.selectFrom('job_sources').selectAll().where('job_id', '=', jobId).executeTakeFirstOrThrow();
  const deletions = async () =>
    (await app.db.selectFrom('work').select('payload').where('kind', '=', 'delete-files').execute()).flatMap(
      ({ payload }) => (payload as { fileIds: string[] }).fileIds,
    );

  it('RF-8: have no result yet: 409 with where they stand', async () => {
    const { id } = (await owner.post('/jobs', upload('waits', 'waits.txt'))).body;
    expect(await owner.get(`/jobs/${id}/result`)).toMatchObject({
      status: 409,
      body: { code: 'result_not_ready', details: { status: 'queued' } },
    });
  });

  it('are cancelled: file and password are forgotten, and it stays so', async () => {
    const form = upload('secret', 'secret.txt', { password: 'open sesame' });
    const { id } = (await owner.post('/jobs', form)).body;
    const { file_id: file, sealed_password: sealed } = await sourceOf(id);
    expect([file, sealed]).toEqual([expect.any(String), expect.any(Buffer)]);
    expect((await owner.delete(`/jobs/${id}`)).status).toBe(204);
    expect(await sourceOf(id)).toMatchObject({ status: 'cancelled', sealed_password: null, text: null });
    expect(await deletions()).toContain(file);
    const job = (await owner.get(`/jobs/${id}`)).body;
    expect(job).toMatchObject({ status: 'cancelled', result: null, error: null, finished_at: expect.any(String) });
    expect((await owner.delete(`/jobs/${id}`)).status).toBe(204);
    expect((await owner.get(`/jobs/${id}/result`)).body.details.status).toBe('cancelled');
  });

  it.each([
    [['removed'], 'succeeded'],
    [['expanded'], 'succeeded'],
    [['failed', 'unchanged'], 'succeeded'],
    [['expanded', 'failed'], 'failed'],
    [['succeeded', 'queued'], null],
  ])('whose sources %j end as %s, and whoever listens is told before it is committed', async (statuses, end) => {
    const { tenant } = (await owner.get('/auth/me')).body;
    const id = uuidv7();
    const told: unknown[] = [];
    const ends = createJobEnds({
      clock: testClock(),
      listener: async (_tx, tenantId, ended) => void told.push([tenantId, ...ended]),
    });
    await app.db.transaction().execute(async (tx) => {
      const sources = statuses.map((label) => ({ kind: 'text', label, metadata: '{}' }));
      const job = { id, projectId: null, kind: 'ingest', name: 'made here', createdAt: new Date() } as const;
      await insertJob(tx, tenant.id, job, sources);
      await tx
        .updateTable('job_sources')
        .set((eb) => ({ status: eb.ref('label'), error_code: 'no_text', error_message: 'It holds no text.' }))
        .where('job_id', '=', id)
        .execute();
      await ends.end(tx, tenant.id, [id]);
      expect(told).toEqual(end === null ? [] : [[tenant.id, { id, status: end }]]);
      await ends.end(tx, tenant.id, [id]);
      expect(told.length).toBeLessThan(2);
    });
    expect((await owner.get(`/jobs/${id}`)).body).toMatchObject({
      status: end ?? 'queued',
      error: end === 'failed' ? { code: 'no_text', message: 'It holds no text.' } : null,
    });
  });

  it('RT-1: a key limited to projects sees theirs, and no conversion outside of projects', async () => {
    const [mine, other] = await Promise.all(
      ['Mine', 'Other'].map(async (name) => (await owner.post('/projects', { name })).body.id as string),
    );
    const made = await Promise.all(
      [mine, other, undefined].map(async (project_id) => {
        const form = upload('x', 'x.txt', project_id === undefined ? {} : { project_id });
        return (await owner.post('/jobs', form)).body.id as string;
      }),
    );
    const { client } = await keyOf(app, owner, { scopes: ['jobs:read', 'jobs:write'], project_ids: [mine] });
    expect((await client.get('/jobs')).body.data.map(({ id }: { id: string }) => id)).toEqual([made[0]]);
    for (const id of made.slice(1)) {
      for (const path of [`/jobs/${id}`, `/jobs/${id}/result`, `/jobs/${id}/events`]) {
        expect((await client.get(path)).status, path).toBe(404);
      }
      expect((await client.delete(`/jobs/${id}`)).status).toBe(404);
    }
    expect((await client.delete(`/jobs/${made[0]}`)).status).toBe(204);
    const { client: reader } = await keyOf(app, owner, { scopes: ['jobs:read'] });
    expect((await reader.delete(`/jobs/${made[1]}`)).body).toMatchObject({ code: 'insufficient_scope' });
  });
});
