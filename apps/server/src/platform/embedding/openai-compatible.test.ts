import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { Encoder } from './encoder.ts';
import { createEndpointEncoder } from './openai-compatible.ts';

const KEY = 'sk-very-secret';

interface Request {
  model: string;
  input: string[];
  encoding_format: string;
}

type Handler = (request: Request, response: ServerResponse, message: IncomingMessage) => void;

const servers: Server[] = [];
const encoders: Encoder[] = [];

afterEach(async () => {
  await Promise.all(encoders.splice(0).map((encoder) => encoder.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An endpoint on loopback; the last handler answers all further requests. */
async function endpoint(...handlers: Handler[]): Promise<{ encoder: Encoder; requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer(async (message, response) => {
    const request = JSON.parse(await readText(message)) as Request;
    const handler = handlers[Math.min(requests.length, handlers.length - 1)];
    requests.push(request);
    handler?.(request, response, message);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { encoder: connect(`http://127.0.0.1:${port}/v1`), requests };
}

function connect(baseUrl: string): Encoder {
  const encoder = createEndpointEncoder({ baseUrl, apiKey: KEY, model: 'small', timeoutMs: 200 });
  encoders.push(encoder);
  return encoder;
}

const json = (response: ServerResponse, value: unknown) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
};
const answer = (response: ServerResponse, embeddings: unknown[]) =>
  json(response, { object: 'list', data: embeddings.map((embedding, index) => ({ index, embedding })) });
/** A vector that tells a text by its length. */
const vectorOf = (input: string) => [input.length, 1, 0];
const rightAnswer: Handler = ({ input }, response) => answer(response, input.map(vectorOf));
const status =
  (code: number): Handler =>
  (_, response) => {
    response.statusCode = code;
    response.setHeader('retry-after-ms', '1');
    json(response, { error: { message: `Incorrect API key provided: ${KEY}` } });
  };

const unit = (...values: number[]) => values.map((value) => expect.closeTo(value / Math.hypot(...values), 6));

describe('a right answer', () => {
  test('becomes unit vectors in the order of the texts', async () => {
    const { encoder, requests } = await endpoint(rightAnswer);
    expect(encoder.dimensions).toBeUndefined();
    const passages = await encoder.encodePassages(['abc', 'abcdefg']);
    expect(passages.map((windows) => windows.map((vector) => [...vector]))).toEqual([[unit(3, 1, 0)], [unit(7, 1, 0)]]);
    expect(encoder).toMatchObject({ id: 'openai:small', dimensions: 3 });
    expect(requests).toEqual([{ model: 'small', input: ['abc', 'abcdefg'], encoding_format: 'float' }]);
  });

  test('is asked for with the key', async () => {
    let authorization: string | undefined;
    const { encoder } = await endpoint((request, response, { headers }) => {
      authorization = headers.authorization;
      rightAnswer(request, response, {} as IncomingMessage);
    });
    expect([...(await encoder.encodeQuery('abc'))]).toEqual(unit(3, 1, 0));
    expect(authorization).toBe(`Bearer ${KEY}`);
  });

  test('is put in order by its indexes', async () => {
    const { encoder } = await endpoint(({ input }, response) =>
      json(response, { data: input.map((text, index) => ({ index, embedding: vectorOf(text) })).reverse() }),
    );
    const [[first] = []] = await encoder.encodePassages(['a', 'abcdefgh']);
    expect([...(first ?? [])]).toEqual(unit(1, 1, 0));
  });

  test('to many texts comes in batches of at most 64', async () => {
    const { encoder, requests } = await endpoint(rightAnswer);
    const texts = Array.from({ length: 150 }, (_, i) => 'x'.repeat(i + 1));
    const passages = await encoder.encodePassages(texts);
    expect(requests.map(({ input }) => input.length)).toEqual([64, 64, 22]);
    expect(passages.map(([vector]) => Math.round((vector?.[0] ?? 0) / (vector?.[1] ?? 0)))).toEqual(
      texts.map((text) => text.length),
    );
  });

  test('covers a long text in several windows', async () => {
    const { encoder, requests } = await endpoint(rightAnswer);
    const long = 'A sentence about ships. '.repeat(800);
    const [short = [], windows = []] = await encoder.encodePassages(['short', long]);
    expect(short).toHaveLength(1);
    expect(windows.length).toBeGreaterThan(1);
    expect(requests[0]?.input.slice(1).join('')).toBe(long);
    expect(Math.hypot(...(await encoder.encodeQuery(long)))).toBeCloseTo(1, 5);
  });
});

describe('a bad answer is refused', () => {
  test.each<[string, Handler]>([
    ['too few vectors', (_, response) => answer(response, [[1, 2]])],
    ['too many vectors', (_, response) => answer(response, [[1], [2], [3]])],
    ['one index twice', (_, response) => json(response, { data: [0, 0].map((index) => ({ index, embedding: [1] })) })],
    [
      'an index out of range',
      (_, response) => json(response, { data: [0, 5].map((index) => ({ index, embedding: [1] })) }),
    ],
    [
      'zeros',
      (_, response) =>
        answer(response, [
          [1, 0],
          [0, 0],
        ]),
    ],
    [
      'null for a number',
      (_, response) =>
        answer(response, [
          [1, 0],
          [null, 1],
        ]),
    ],
    [
      'numbers beyond all bounds',
      (_, response) =>
        answer(response, [
          [1, 0],
          [1e308, 1e308],
        ]),
    ],
    [
      'different sizes',
      (_, response) =>
        answer(response, [
          [1, 0],
          [1, 0, 0],
        ]),
    ],
    ['empty vectors', (_, response) => answer(response, [[], []])],
    ['another form', (_, response) => json(response, { vectors: [] })],
    ['a page', (_, response) => response.end('<html>Welcome</html>')],
    ['broken JSON', (_, response) => response.setHeader('content-type', 'application/json').end('{"data": [')],
  ])('%s', async (_, handler) => {
    const { encoder } = await endpoint(handler);
    await expect(encoder.encodePassages(['one', 'two'])).rejects.toMatchObject({
      name: 'EncoderError',
      code: 'encoder_bad_answer',
    });
  });

  test('when the size changes between answers', async () => {
    const { encoder } = await endpoint(rightAnswer, (_, response) => answer(response, [[1, 0]]));
    await encoder.encodeQuery('first');
    await expect(encoder.encodeQuery('second')).rejects.toMatchObject({
      code: 'encoder_bad_answer',
      message: expect.stringContaining('2 values where others have 3'),
    });
  });
});

describe('an endpoint that fails', () => {
  test('is asked again', async () => {
    const { encoder, requests } = await endpoint(status(500), status(429), rightAnswer);
    expect(await encoder.encodeQuery('abc')).toHaveLength(3);
    expect(requests).toHaveLength(3);
  });

  test.each([400, 401, 403, 404, 429, 500, 503])(
    'with HTTP %i is unavailable, and the message holds no key',
    async (code) => {
      const { encoder } = await endpoint(status(code));
      const error = await encoder.encodeQuery('abc').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'encoder_unavailable', message: expect.stringContaining(`HTTP ${code}`) });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(KEY);
    },
  );

  test.each<[string, Handler]>([
    ['before the answer', () => {}],
    ['within the answer', (_, response) => response.setHeader('content-type', 'application/json').write('{"data": [')],
  ])('by stalling %s is given up', async (_, handler) => {
    const { encoder } = await endpoint(handler);
    await expect(encoder.encodeQuery('abc')).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('did not answer in time'),
    });
  });

  test('by asking for a long pause is given up', async () => {
    const { encoder } = await endpoint((_, response) => {
      response.writeHead(429, { 'retry-after': '3600' }).end();
    });
    await expect(encoder.encodeQuery('abc')).rejects.toMatchObject({ code: 'encoder_unavailable' });
  });

  test('by not being there is unavailable', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const encoder = connect(`http://127.0.0.1:${port}/v1`);
    await expect(encoder.encodeQuery('abc')).rejects.toMatchObject({ code: 'encoder_unavailable' });
  });
});

describe('the caller', () => {
  test('may abort', async () => {
    const controller = new AbortController();
    const { encoder } = await endpoint(() => controller.abort(new Error('no longer wanted')));
    await expect(encoder.encodePassages(['abc'], controller.signal)).rejects.toThrow('no longer wanted');
  });

  test('may close, which ends what is under way', async () => {
    const { encoder } = await endpoint(() => encoder.close());
    await expect(encoder.encodeQuery('abc')).rejects.toMatchObject({ message: 'The encoder is closed.' });
  });

  test('may not send a blank text', async () => {
    const { encoder, requests } = await endpoint(rightAnswer);
    await expect(encoder.encodePassages(['abc', ''])).rejects.toMatchObject({ code: 'encoder_empty_text' });
    expect(requests).toEqual([]);
  });
});
