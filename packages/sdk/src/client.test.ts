import { afterEach, describe, expect, it } from 'vitest';
import { Ragkeep } from './client.ts';
import { jobEnded } from './job-end.ts';
import { breakOff, json, problem, type ScriptedServer, type Step, scriptedServer } from './scripted-server.testing.ts';
import type { UploadProgress } from './upload.ts';

const open: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function against(...steps: Step[]) {
  const server = await scriptedServer(...steps);
  open.push(server);
  return { server, ragkeep: new Ragkeep({ baseUrl: server.url, apiKey: 'key' }), received: server.received };
}

const events =
  (text: string, end = true): Step =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(text);
    if (end) response.end();
  };
const sse = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe('methods', () => {
  it('name the path, its parameters escaped', async () => {
    const { ragkeep, received } = await against(json(200, { id: 1 }), (response) => response.writeHead(204).end());
    expect(await ragkeep.getProject('a/b ü')).toEqual({ id: 1 });
    expect(await ragkeep.deleteProject('x')).toBeUndefined();
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/v1/projects/a%2Fb%20%C3%BC',
      'DELETE /api/v1/projects/x',
    ]);
  });

  it('an answer that is no JSON is none of ours', async () => {
    const { ragkeep } = await against((response) => response.end('<html>'));
    await expect(ragkeep.getMe()).rejects.toMatchObject({ code: 'unknown', status: 200 });
  });

  it('other content comes as it is', async () => {
    const { ragkeep, received } = await against((response) => response.end('a,b'));
    expect(await (await ragkeep.request('/analytics/usage?format=csv')).text()).toBe('a,b');
    expect(received[0]?.url).toBe('/api/v1/analytics/usage?format=csv');
  });
});

describe('a list', () => {
  const first = json(200, { data: [1, 2], next_cursor: 'c' });

  it('awaited is its first page, and asked for but once', async () => {
    const { ragkeep, received } = await against(first);
    const pages = ragkeep.listProjects({ limit: 2 });
    expect(received.length).toBe(0);
    expect(await pages).toEqual({ data: [1, 2], next_cursor: 'c' });
    expect((await pages).data).toEqual([1, 2]);
    expect(received.map(({ url }) => url)).toEqual(['/api/v1/projects?limit=2']);
  });

  it('iterated is all of it, page by page as it is needed', async () => {
    const { ragkeep, received } = await against(first, json(200, { data: [3], next_cursor: null }), first);
    expect(await all(ragkeep.listProjects({ limit: 2 }))).toEqual([1, 2, 3]);
    expect(received.map(({ url }) => url)).toEqual(['/api/v1/projects?limit=2', '/api/v1/projects?limit=2&cursor=c']);
    for await (const _project of ragkeep.listProjects()) break;
    expect(received.length).toBe(3);
  });

  it('that fails throws, awaited or iterated', async () => {
    const { ragkeep } = await against(problem(404, 'not_found'), problem(404, 'not_found'));
    await expect(ragkeep.listProjects()).rejects.toMatchObject({ code: 'not_found' });
    await expect(all(ragkeep.listProjects())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a stream', () => {
  it('gives its events, and skips comments', async () => {
    const text = `: hello\n\n${sse('token', { text: 'Sé' })}${sse('done', { answer: 'Sé' })}`;
    const { ragkeep, received } = await against(events(text));
    expect(await all(ragkeep.queryAgentStream('a', { message: 'm' }))).toEqual([
      { event: 'token', data: { text: 'Sé' } },
      { event: 'done', data: { answer: 'Sé' } },
    ]);
    expect(received[0]?.headers.accept).toBe('text/event-stream');
  });

  it('whoever leaves the loop hangs up', async () => {
    const { ragkeep, server } = await against(events(sse('token', { text: 'a' }), false));
    for await (const { event } of ragkeep.queryAgentStream('a', { message: 'm' })) {
      expect(event).toBe('token');
      break;
    }
    await server.hungUp;
  });

  it('throws what the server says in the middle of it', async () => {
    const { ragkeep } = await against(events(sse('error', { message: 'The model is away', code: 'llm_unavailable' })));
    await expect(all(ragkeep.queryAgentStream('a', { message: 'm' }))).rejects.toMatchObject({
      message: 'The model is away',
      code: 'llm_unavailable',
    });
  });

  it('is called off by its signal', async () => {
    const called = new AbortController();
    const { ragkeep, server } = await against(events(sse('progress', {}), false));
    const stream = ragkeep.streamJobEvents('j', { signal: called.signal });
    await stream.next();
    called.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
    await server.hungUp;
  });

  it('is none where something else comes', async () => {
    const { ragkeep } = await against(json(200, {}));
    await expect(all(ragkeep.streamJobEvents('j'))).rejects.toMatchObject({ code: 'unknown' });
  });
});

describe('a job', () => {
  it('is followed to its end', async () => {
    const told: unknown[] = [];
    const { ragkeep } = await against(
      events(sse('progress', { status: 'running' }) + sse('end', { status: 'failed' })),
    );
    expect(await ragkeep.jobEnded('j', { onProgress: (job) => told.push(job.status) })).toEqual({ status: 'failed' });
    expect(told).toEqual(['running', 'failed']);
  });

  it('is followed over restarts of the server, but not for ever', async () => {
    const stops = events(sse('progress', { status: 'running' }));
    const { server, ragkeep } = await against(stops, breakOff, events(sse('end', { status: 'succeeded' })));
    const pauses: number[] = [];
    const wait = async (seconds: number) => void pauses.push(seconds);
    expect(await jobEnded(ragkeep, 'j', { retries: 0 }, wait)).toEqual({ status: 'succeeded' });
    expect(pauses).toEqual([1, 1]);
    await server.close();
    await expect(jobEnded(ragkeep, 'j', { retries: 0 }, wait)).rejects.toThrow('No answer');
    expect(pauses.length).toBe(32);
  });
});

describe('an upload', () => {
  it('sends a form that a server reads, and counts up to its end', async () => {
    const seen: UploadProgress[] = [];
    const { ragkeep, received } = await against(json(202, { job: {} }), json(202, { job: {} }));
    const file = new File(['x'.repeat(300_000)], 'a "b"\n.txt', { type: 'text/plain' });
    const body = { file: [file, new Blob(['y'])], title: 'a\nb', external_id: 'é' };
    await ragkeep.ingest('p', body, { onUploadProgress: (progress) => seen.push(progress) });

    const [{ headers, body: sent }] = received as [(typeof received)[number]];
    const total = Buffer.byteLength(sent);
    expect(seen.at(-1)).toEqual({ sent: total, total });
    expect(seen.map(({ sent }) => sent)).toEqual(seen.map(({ sent }) => sent).sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(2);

    const form = await new Response(sent, { headers: { 'content-type': String(headers['content-type']) } }).formData();
    expect([...form.keys()]).toEqual(['title', 'external_id', 'file', 'file']);
    expect([form.get('title'), form.get('external_id')]).toEqual(['a\r\nb', 'é']);
    const [first, second] = form.getAll('file') as [File, File];
    expect([first.size, first.type, first.name]).toEqual([300_000, 'text/plain', 'a "b"\n.txt']);
    expect([await second.text(), second.name]).toEqual(['y', 'file']);
  });

  it('is sent whole again', async () => {
    const { ragkeep, received } = await against(problem(429, 'rate_limited', { 'retry-after': '0' }), json(201, {}));
    await ragkeep.createJob({ file: new File(['content'], 'a.txt') });
    expect(received[0]?.body).toContain('content');
    expect(received[1]?.body).toBe(received[0]?.body.replaceAll(/----ragkeep\w+/g, boundaryOf(received[1]?.body)));
  });
});

const boundaryOf = (body = ''): string => /----ragkeep\w+/.exec(body)?.[0] ?? '';
