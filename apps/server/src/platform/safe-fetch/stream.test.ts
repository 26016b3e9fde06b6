import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createSafeStream } from './index.ts';
import { type LocalServer, startServer } from './local-server.fixture.ts';
import type { StreamRequest } from './stream.ts';

let server: LocalServer | undefined;
afterEach(() => server?.close());

/** May reach 127.0.0.1, as a stand-in for a public address, and no other private one. */
const stream = createSafeStream({ allowPrivate: ['127.0.0.1/32'], userAgent: 'Ragkeep-Test' });

async function serve(answer: RequestListener): Promise<string> {
  server = await startServer(answer);
  return `${server.origin}/v1`;
}

const request = (more: Partial<StreamRequest> = {}): StreamRequest => ({
  ...{ method: 'POST', headers: { accept: 'text/event-stream' }, body: '{}', headersFor: () => ({}) },
  ...{ maxBytes: 100_000, connectMs: 5_000, signal: new AbortController().signal },
  ...more,
});

const decoded = async (response: Response) => {
  const { done, value } = (await response.body?.getReader().read()) ?? {};
  return done ? null : new TextDecoder().decode(value);
};

describe('a streamed answer', () => {
  it('is there when it begins, goes on as it comes, and ends the connection with itself', async () => {
    let response: ServerResponse | undefined;
    const closed = Promise.withResolvers<void>();
    const url = await serve((request, answer) => {
      response = answer;
      request.socket.on('close', () => closed.resolve());
      answer.write('one ');
    });
    const answer = await stream(url, request());
    const reader = answer.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('one ');
    response?.end('two');
    expect([await next(), (await reader?.read())?.done]).toEqual(['two', true]);
    await closed.promise;
    expect(server?.requests[0]?.headers).toMatchObject({ 'user-agent': 'Ragkeep-Test', accept: 'text/event-stream' });
  });

  it.each(['the signal is aborted', 'it is cancelled'])('is hung up on when %s', async (how) => {
    const hungUp = Promise.withResolvers<void>();
    const url = await serve((_request, response) => {
      response.on('close', () => hungUp.resolve());
      response.write('one');
    });
    const controller = new AbortController();
    const answer = await stream(url, request({ signal: controller.signal }));
    if (how === 'it is cancelled') await answer.body?.cancel();
    else {
      controller.abort(new Error('enough'));
      await expect(answer.text()).rejects.toThrow('enough');
    }
    await hungUp.promise;
  });

  it.each<[string, RequestListener]>([
    ['says so', (_request, response) => response.end('x'.repeat(101))],
    [
      'goes on',
      (_request, response) => {
        const timer = setInterval(() => response.write('x'.repeat(60)), 1);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'unpacks to that',
      (_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(10_000))),
    ],
  ])('fails where it is larger than allowed and %s', async (_what, listener) => {
    const answer = await stream(await serve(listener), request({ maxBytes: 100 }));
    await expect(answer.text()).rejects.toMatchObject({ code: 'too_large' });
  });

  it('is given whatever its status, and no redirect is followed', async () => {
    const url = await serve((_request, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect((await stream(url, request())).status).toBe(307);
    expect(server?.requests).toHaveLength(1);
    await server?.close();
    const empty = await stream(await serve((_request, response) => response.writeHead(204).end()), request());
    expect([empty.status, empty.body]).toEqual([204, null]);
  });

  it('is asked for with other headers after a 401, once', async () => {
    const url = await serve(({ headers }, response) =>
      response.writeHead(headers.authorization === 'new' ? 200 : 401).end(headers.authorization),
    );
    let asked = 0;
    const headersFor = (_url: URL, refused?: object) => {
      asked += 1;
      return { authorization: refused ? 'new' : 'old' };
    };
    const answer = await stream(url, request({ headersFor }));
    expect([answer.status, await decoded(answer), asked]).toEqual([200, 'new', 2]);
    const same = await stream(url, request({ headersFor: () => ({ authorization: 'old' }) }));
    expect([same.status, await same.text()]).toEqual([401, 'old']);
    const gone = request({
      headersFor: (_url, refused) => (refused ? Promise.reject(new Error('gone')) : { authorization: 'old' }),
    });
    await expect(stream(url, gone)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    ['http://127.0.0.2/v1', 'address_refused'],
    ['http://[::1]/v1', 'address_refused'],
    ['file:///etc/passwd', 'bad_url'],
    ['http://127.0.0.1:1/v1', 'unreachable'],
  ])('of %s is not had: %s', async (url, code) => {
    await expect(stream(url, request())).rejects.toMatchObject({ code });
  });
});
