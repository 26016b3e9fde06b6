import { afterEach, describe, expect, test } from 'vitest';
import { createSafeFetch, type SafeFetch, type SafeFetchOptions } from './index.ts';
import { type LocalServer, startServer } from './local-server.fixture.ts';

const servers: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(...args: Parameters<typeof startServer>): Promise<LocalServer> {
  const server = await startServer(...args);
  servers.push(server);
  return server;
}

function fetcher(options: Partial<SafeFetchOptions> = {}): SafeFetch {
  return createSafeFetch({ allowPrivate: ['127.0.0.1/32'], userAgent: 'Ragkeep-Test', ...options });
}

const maxBytes = 100_000;
const refused = { name: 'SafeFetchError', code: 'address_refused' };
const badUrl = { name: 'SafeFetchError', code: 'bad_url' };

describe('the URL', () => {
  test.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://127.0.0.1:6379/_INFO',
    'data:text/plain,hello',
    'javascript:alert(1)',
    '//example.com/',
    'example.com',
    'http://',
    'http://user:secret@127.0.0.1/',
    'http://user@127.0.0.1/',
    'http://[::1',
    'http://256.256.256.256/',
    '',
  ])('%s is no web address', async (url) => {
    await expect(fetcher()(url, { maxBytes })).rejects.toMatchObject(badUrl);
  });

  test.each([
    ['dotted', '127.0.0.1'],
    ['decimal', '2130706433'],
    ['hexadecimal', '0x7f000001'],
    ['octal', '0177.0.0.1'],
    ['octal in one', '017700000001'],
    ['mixed', '0x7f.1'],
    ['short', '127.1'],
    ['trailing dot', '127.0.0.1.'],
    ['percent-encoded', '%31%32%37.0.0.1'],
    ['full-width', '１２７.０.０.１'],
    ['circled', '①②⑦.0.0.1'],
    ['unspecified', '0'],
    ['IPv6', '[::1]'],
    ['IPv4-mapped', '[::ffff:127.0.0.1]'],
    ['IPv4-mapped in hex', '[::ffff:7f00:1]'],
    ['IPv4-compatible', '[::127.0.0.1]'],
    ['metadata', '169.254.169.254'],
    ['private', '10.0.0.1'],
    ['name', 'localhost'],
  ])('cannot hide a private address: %s, %s', async (_form, host) => {
    const server = await serve((_request, response) => response.end('secret'));
    const url = `http://${host}:${server.port}/`;
    await expect(fetcher({ allowPrivate: [] })(url, { maxBytes })).rejects.toMatchObject(refused);
    expect(server.requests).toEqual([]);
  });

  test('with an address in it is judged by that address, whatever a resolver says', async () => {
    const server = await serve((_request, response) => response.end('secret'), '127.0.0.2');
    const fetch = fetcher({ resolve: async () => ['127.0.0.1'] });
    await expect(fetch(server.origin, { maxBytes })).rejects.toMatchObject(refused);
    expect(server.requests).toEqual([]);
  });

  test('may have any form of an address that is allowed', async () => {
    const { port } = await serve((_request, response) => response.end());
    for (const host of ['2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
      expect(await fetcher()(`http://${host}:${port}/`, { maxBytes })).toMatchObject({ status: 200 });
    }
  });
});

describe('a redirect', () => {
  test('to a private address is refused, and that server hears nothing', async () => {
    const inner = await serve((_request, response) => response.end('secret'), '127.0.0.2');
    const outer = await serve((_request, response) => {
      response.writeHead(302, { location: `${inner.origin}/secret-path` }).end();
    });
    const error = await fetcher()(outer.origin, { maxBytes }).catch((reason) => reason);
    expect(error).toMatchObject(refused);
    expect(error.message).not.toMatch(/127\.0\.0\.2|secret-path/);
    expect(inner.requests).toEqual([]);
  });

  test.each(['file:///etc/passwd', 'http://user:secret@127.0.0.1/', 'http://[', 'gopher://127.0.0.1/'])(
    'to %s is refused',
    async (location) => {
      const { origin } = await serve((_request, response) => response.writeHead(302, { location }).end());
      await expect(fetcher()(origin, { maxBytes })).rejects.toMatchObject(badUrl);
    },
  );
});

describe('a host name', () => {
  test('is resolved once, and the connection goes where the checked answer says', async () => {
    const good = await serve((_request, response) => response.end('public'));
    const inner = await serve((_request, response) => response.end('secret'), '127.0.0.2', good.port);
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const asked: string[] = [];
    const fetch = fetcher({
      resolve: async (hostname) => {
        asked.push(hostname);
        return answers.shift() ?? [];
      },
    });
    const page = await fetch(`http://rebind.test:${good.port}/`, { maxBytes });
    expect(new TextDecoder().decode(page.body)).toBe('public');
    expect(good.requests[0]?.headers.host).toBe(`rebind.test:${good.port}`);
    expect(asked).toEqual(['rebind.test']);
    // The next request resolves and checks again: no connection to the first answer is left to be used.
    await expect(fetch(`http://rebind.test:${good.port}/`, { maxBytes })).rejects.toMatchObject(refused);
    expect(inner.requests).toEqual([]);
  });

  test('is checked again when a redirect leads to it again', async () => {
    const server = await serve((_request, response) => response.writeHead(302, { location: '/next' }).end());
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const fetch = fetcher({ resolve: async () => answers.shift() ?? [] });
    await expect(fetch(`http://rebind.test:${server.port}/`, { maxBytes })).rejects.toMatchObject(refused);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [['127.0.0.1', '10.0.0.1']],
    [['::ffff:169.254.169.254']],
    [['64:ff9b::a00:1']],
    [['fe80::1%eth0']],
    [['not an address']],
    [[]],
  ])('with the answers %j is refused', async (answers) => {
    const server = await serve((_request, response) => response.end());
    const fetch = fetcher({ resolve: async () => answers });
    const error = await fetch(`http://mixed.test:${server.port}/`, { maxBytes }).catch((reason) => reason);
    expect(error).toMatchObject(refused);
    for (const answer of answers) expect(error.message).not.toContain(answer);
    expect(server.requests).toEqual([]);
  });

  test('that nobody answers at does not tell its address', async () => {
    const server = await startServer(() => {});
    await server.close();
    const fetch = fetcher({ resolve: async () => ['127.0.0.1'] });
    const error = await fetch(`http://gone.test:${server.port}/`, { maxBytes }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(error.message).not.toContain('127.0.0.1');
  });
});

test('proxies of the environment are not used', async () => {
  const proxy = await serve((_request, response) => response.end('proxied'));
  const server = await serve((_request, response) => response.end('direct'));
  const names = ['http_proxy', 'HTTP_PROXY'];
  const before = names.map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, { http_proxy: proxy.origin, HTTP_PROXY: proxy.origin });
  try {
    await fetcher()(server.origin, { maxBytes });
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  expect(proxy.requests).toEqual([]);
  expect(server.requests).toHaveLength(1);
});
