import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createSafeFetch, type SafeFetch, SafeFetchError, type SafeFetchOptions } from './index.ts';
import { type LocalServer, startServer } from './local-server.fixture.ts';

const servers: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: RequestListener): Promise<LocalServer> {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}

/** May reach 127.0.0.1, as a stand-in for a public address, and no other private one. */
function fetcher(options: Partial<SafeFetchOptions> = {}): SafeFetch {
  return createSafeFetch({ allowPrivate: ['127.0.0.1/32'], userAgent: 'Ragkeep-Test', ...options });
}

const maxBytes = 100_000;
const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('a page', () => {
  test('comes with status, type, final URL and bytes', async () => {
    const { origin, requests } = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<p>Grüße</p>');
    });
    const page = await fetcher()(`${origin}/a?b=c#d`, { maxBytes, headers: { 'X-Token': 'abc' } });
    expect(page).toMatchObject({ status: 200, contentType: 'text/html; charset=utf-8', url: `${origin}/a?b=c#d` });
    expect(text(page.body)).toBe('<p>Grüße</p>');
    expect(requests[0]?.url).toBe('/a?b=c');
    expect(requests[0]?.headers).toMatchObject({ 'user-agent': 'Ragkeep-Test', 'x-token': 'abc' });
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', (input: string) => input],
  ])('is decoded: %s', async (encoding, encode) => {
    const { origin } = await serve((_request, response) => {
      response.setHeader('content-encoding', encoding).end(encode('hello '.repeat(100)));
    });
    expect(text((await fetcher()(origin, { maxBytes })).body)).toBe('hello '.repeat(100));
  });

  test('that did not change is 304 without a body', async () => {
    const { origin } = await serve((_request, response) => response.writeHead(304).end());
    const page = await fetcher()(origin, { maxBytes, headers: { 'if-none-match': '"1"' } });
    expect(page).toMatchObject({ status: 304, contentType: null, body: new Uint8Array() });
  });
});

describe('what is sent with it', () => {
  test('is asked for anew after a 401, once, and tried if it is something else', async () => {
    const server = await serve(({ headers }, response) => {
      response.writeHead(headers.authorization === 'second' ? 200 : 401).end(headers.authorization);
    });
    const asked: unknown[] = [];
    const headersOf = (answers: string[]) => async (_url: URL, refused?: Readonly<Record<string, string>>) => {
      asked.push(refused?.Authorization);
      return { Authorization: answers[refused ? 1 : 0] ?? '' };
    };
    const get = (...answers: string[]) =>
      fetcher()(server.origin, { maxBytes, acceptAnyStatus: true, headersFor: headersOf(answers) });
    expect(text((await get('first', 'second')).body)).toBe('second');
    expect((await get('first', 'third')).status).toBe(401);
    expect(server.requests).toHaveLength(4);
    expect((await get('first', 'first')).status).toBe(401);
    expect(server.requests).toHaveLength(5);
    expect(asked).toEqual([undefined, 'first', undefined, 'first', undefined, 'first']);
  });

  test('may be why the page is not fetched', async () => {
    const { origin, requests } = await serve((_request, response) => response.end());
    const failure = new SafeFetchError('credential_failed', 'There is no token.');
    await expect(fetcher()(origin, { maxBytes, headersFor: () => Promise.reject(failure) })).rejects.toBe(failure);
    expect(requests).toEqual([]);
  });
});

test('of a page whose status is all that is wanted nothing is read', async () => {
  const { origin } = await serve((_request, response) => response.end('x'.repeat(1000)));
  const page = await fetcher()(origin, { maxBytes: 1, statusOnly: true });
  expect([page.status, page.body.length]).toEqual([200, 0]);
});

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('are followed: %i', async (status) => {
    const { origin } = await serve((request, response) => {
      if (request.url === '/start') response.writeHead(status, { location: 'there?x=1' }).end('moved');
      else response.end('arrived');
    });
    const page = await fetcher()(`${origin}/start`, { maxBytes });
    expect([page.url, text(page.body)]).toEqual([`${origin}/there?x=1`, 'arrived']);
  });

  test('may be written in UTF-8', async () => {
    const { origin } = await serve((request, response) => {
      const location = Buffer.from('/größe').toString('latin1');
      if (request.url === '/start') response.writeHead(302, { location }).end();
      else response.end();
    });
    expect((await fetcher()(`${origin}/start`, { maxBytes })).url).toBe(`${origin}/gr%C3%B6%C3%9Fe`);
  });

  test('end after five', async () => {
    const { origin, requests } = await serve((_request, response) => {
      response.writeHead(302, { location: '/again' }).end();
    });
    await expect(fetcher()(origin, { maxBytes })).rejects.toMatchObject({ code: 'too_many_redirects' });
    expect(requests).toHaveLength(6);
  });

  test('take the headers along on the same origin, and leave them behind on another', async () => {
    const other = await serve((_request, response) => response.end('other'));
    const { origin, requests } = await serve((request, response) => {
      response.writeHead(302, { location: request.url === '/start' ? '/same' : `${other.origin}/away` }).end();
    });
    const headers = { Authorization: 'Bearer secret', 'X-Api-Key': 'secret', Cookie: 'secret' };
    await fetcher()(`${origin}/start`, { maxBytes, headers });
    expect(requests.map((request) => request.headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
    expect(JSON.stringify(other.requests[0]?.headers)).not.toContain('secret');
  });

  test('back home do not bring the headers back', async () => {
    const { origin, requests } = await serve((request, response) => {
      if (request.url === '/start') response.writeHead(302, { location: `${other.origin}/` }).end();
      else response.end('home');
    });
    const other = await serve((_request, response) => response.writeHead(302, { location: `${origin}/end` }).end());
    await fetcher()(`${origin}/start`, { maxBytes, headers: { authorization: 'Bearer secret' } });
    expect(requests.map((request) => request.headers.authorization)).toEqual(['Bearer secret', undefined]);
  });

  test('ask at every hop which headers are for it', async () => {
    const { origin, requests } = await serve((request, response) => {
      if (request.url === '/start') response.writeHead(302, { location: `${other.origin}/` }).end();
      else response.end('home');
    });
    const other = await serve((_request, response) => response.writeHead(302, { location: `${origin}/end` }).end());
    const headersFor = (url: URL): Record<string, string> =>
      url.origin === origin ? { Authorization: `Bearer for ${url.pathname}` } : {};
    await fetcher()(`${origin}/start`, { maxBytes, headersFor, headers: { authorization: 'Bearer other' } });
    expect(requests.map((request) => request.headers.authorization)).toEqual(['Bearer for /start', 'Bearer for /end']);
    expect(other.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
  });

  test('are as many as a request allows', async () => {
    const { origin, requests } = await serve((request, response) => {
      if (request.url === '/2') response.end('arrived');
      else response.writeHead(302, { location: `/${Number(request.url?.slice(1)) + 1}` }).end('moved');
    });
    expect((await fetcher()(`${origin}/0`, { maxBytes, maxRedirects: 2 })).url).toBe(`${origin}/2`);
    const refusal = { code: 'too_many_redirects' };
    await expect(fetcher()(`${origin}/0`, { maxBytes, maxRedirects: 1 })).rejects.toMatchObject(refusal);
    await expect(fetcher()(`${origin}/0`, { maxBytes, maxRedirects: 0 })).rejects.toMatchObject(refusal);
    const answer = await fetcher()(`${origin}/0`, { maxBytes, maxRedirects: 0, acceptAnyStatus: true });
    expect([answer.status, answer.headers.location, text(answer.body)]).toEqual([302, '/1', 'moved']);
    expect(requests).toHaveLength(3 + 2 + 1 + 1);
  });
});

describe('a POST', () => {
  test('brings its body and headers, and any status is an answer where that is wanted', async () => {
    const bodies: string[] = [];
    const { origin, requests } = await serve(async (request, response) => {
      bodies.push((await request.toArray()).join(''));
      response.writeHead(503).end('busy');
    });
    const post = {
      method: 'POST',
      body: '{"é":1}',
      headers: { 'Content-Type': 'application/json' },
      maxBytes,
    } as const;
    const answer = await fetcher()(origin, { ...post, acceptAnyStatus: true });
    expect([answer.status, text(answer.body)]).toEqual([503, 'busy']);
    expect(requests[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(bodies).toEqual(['{"é":1}']);
    await expect(fetcher()(origin, post)).rejects.toMatchObject({ code: 'bad_status', status: 503 });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s is not redirected', async (method) => {
    const { origin, requests } = await serve((_request, response) => response.writeHead(307, { location: '/' }).end());
    const sent = fetcher()(origin, { method, body: 'secret', maxBytes });
    await expect(sent).rejects.toMatchObject({ code: 'too_many_redirects' });
    expect(requests).toHaveLength(1);
  });
});

describe('too large', () => {
  const size = maxBytes + 1;
  test.each<[string, RequestListener]>([
    ['announced', (_request, response) => response.setHeader('content-length', 1e12).write('x')],
    ['streamed', (_request, response) => response.write('x'.repeat(60_000)) && response.end('x'.repeat(60_000))],
    [
      'gzip bomb',
      (_request, response) => {
        response.setHeader('content-encoding', 'gzip').end(gzipSync(new Uint8Array(1_000_000)));
      },
    ],
    ['one byte', (_request, response) => response.end('x'.repeat(size))],
  ])('%s', async (_name, answer) => {
    const { origin } = await serve(answer);
    await expect(fetcher()(origin, { maxBytes })).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('100000 bytes'),
    });
  });

  test('not yet', async () => {
    const { origin } = await serve((_request, response) => response.end('x'.repeat(maxBytes)));
    expect((await fetcher()(origin, { maxBytes })).body).toHaveLength(maxBytes);
  });
});

describe('bad answers', () => {
  test.each([400, 404, 500, 503, 300])('status %i', async (status) => {
    const { origin } = await serve((_request, response) => response.writeHead(status).end('details'));
    const message = expect.stringContaining(`answered ${status} `);
    await expect(fetcher()(origin, { maxBytes })).rejects.toMatchObject({ code: 'bad_status', status, message });
  });

  test.each<[string, RequestListener]>([
    [
      'shorter than announced',
      (_request, response) => {
        response.setHeader('content-length', 100).write('short', () => response.destroy());
      },
    ],
    [
      'longer than announced',
      (request) => {
        request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-encoding: gzip\r\n\r\nlonger');
      },
    ],
    [
      'truncated gzip',
      (_request, response) => {
        response.setHeader('content-encoding', 'gzip').end(gzipSync('hello'.repeat(99)).subarray(0, 20));
      },
    ],
    ['unknown encoding', (_request, response) => response.setHeader('content-encoding', 'rot13').end('uryyb')],
    ['no HTTP', (request) => request.socket.end('220 mail.example ESMTP\r\n')],
    ['hang-up', (request) => request.socket.destroy()],
  ])('%s', async (_name, answer) => {
    const { origin } = await serve(answer);
    await expect(fetcher()(origin, { maxBytes })).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('nobody there', async () => {
    const server = await startServer(() => {});
    await server.close();
    const error = await fetcher()(`http://service.test:${server.port}/`, { maxBytes }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'unreachable' });
  });

  test('no such host', async () => {
    await expect(fetcher()('http://no-such-host.invalid/', { maxBytes })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no-such-host.invalid'),
    });
  });
});

describe('too slow', () => {
  test.each<[string, RequestListener]>([
    ['no headers', () => {}],
    ['half a body', (_request, response) => response.setHeader('content-length', 10).write('12345')],
  ])('%s', async (_name, answer) => {
    const { origin } = await serve(answer);
    await expect(fetcher({ timeoutMs: 100 })(origin, { maxBytes })).rejects.toMatchObject({ code: 'timeout' });
    await expect(fetcher()(origin, { maxBytes, timeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' });
  });

  test('the name server', async () => {
    const resolve = () => new Promise<string[]>(() => {});
    const fetching = fetcher({ timeoutMs: 100, resolve })('http://slow.test/', { maxBytes });
    await expect(fetching).rejects.toMatchObject({ code: 'timeout' });
  });

  test('for the caller, who aborts', async () => {
    const controller = new AbortController();
    const { origin } = await serve((_request, response) => {
      response.write('first', () => controller.abort(new Error('changed my mind')));
    });
    await expect(fetcher()(origin, { maxBytes, signal: controller.signal })).rejects.toThrow('changed my mind');
    await expect(fetcher()(origin, { maxBytes, signal: controller.signal })).rejects.toThrow('changed my mind');
  });
});
