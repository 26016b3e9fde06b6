import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionError, RagkeepError } from './errors.ts';
import type { Call, ClientOptions } from './options.ts';
import { breakOff, json, problem, type ScriptedServer, type Step, scriptedServer } from './scripted-server.testing.ts';
import { createTransport } from './transport.ts';

const open: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** A transport to a server with a script; `pauses` are the seconds that it would have waited. */
async function against(steps: Step[], options: ClientOptions = {}) {
  const server = await scriptedServer(...steps);
  open.push(server);
  const pauses: number[] = [];
  const send = createTransport({ baseUrl: server.url, apiKey: 'key', ...options }, async (seconds) => {
    pauses.push(seconds);
  });
  return { server, send, pauses, received: server.received };
}

const GET: Call = { method: 'GET', path: '/x' };
const POST: Call = { method: 'POST', path: '/x', body: { a: 'ü' } };
const CREATE: Call = { ...POST, idempotent: true };
const ok = json(200, { fine: true });
const failure = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => null,
    (error: unknown) => error,
  );

describe('a request', () => {
  it('carries the credential, the query and the body', async () => {
    const { send, received } = await against([ok, ok, ok], { headers: { 'x-own': '1' } });
    await send({ ...GET, query: { limit: 5, cursor: undefined, q: 'a&b' } });
    await send(POST);
    await send(CREATE, { idempotencyKey: 'mine', headers: { 'x-own': '2' } });
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/api/v1/x?limit=5&q=a%26b', ''],
      ['POST', '/api/v1/x', '{"a":"ü"}'],
      ['POST', '/api/v1/x', '{"a":"ü"}'],
    ]);
    const [first, second, third] = received.map(({ headers }) => headers);
    expect(first).toMatchObject({ authorization: 'Bearer key', accept: 'application/json', 'x-own': '1' });
    expect(first?.['content-type']).toBeUndefined();
    expect(second).toMatchObject({ 'content-type': 'application/json' });
    expect(second?.['idempotency-key']).toBeUndefined();
    expect(third).toMatchObject({ 'idempotency-key': 'mine', 'x-own': '2' });
  });

  it('keeps the path of its address, and needs an address', async () => {
    const { server } = await against([]);
    const send = createTransport({ baseUrl: `${server.url}/below/` });
    await failure(send(GET, { retries: 0 }));
    expect(server.received[0]?.url).toBe('/below/api/v1/x');
    expect(() => createTransport({})).toThrow('baseUrl is missing');
    expect(() => createTransport({ baseUrl: 'nowhere' })).toThrow('Invalid URL');
  });

  it('of an app carries its id and secret', async () => {
    const { send, received } = await against([ok], { app: { id: 'app', secret: 's' } });
    await send(GET);
    expect(received[0]?.headers).toMatchObject({ 'x-app-id': 'app', 'x-app-secret': 's' });
  });
});

describe('what failed in passing is sent again', () => {
  it('after the time that the server says', async () => {
    const soon = new Date(Date.now() + 20_000).toUTCString();
    const { send, pauses } = await against([
      problem(429, 'rate_limited', { 'retry-after': '7' }),
      problem(503, 'unavailable', { 'retry-after': soon }),
      ok,
    ]);
    expect((await send(GET)).status).toBe(200);
    expect(pauses).toEqual([7, expect.closeTo(20, -1)]);
  });

  it('with growing patience where it says none, as often as was asked for', async () => {
    const { send, pauses, received } = await against([breakOff, breakOff, problem(503, 'unavailable'), ok]);
    expect((await send(GET, { retries: 3 })).status).toBe(200);
    for (const [index, seconds] of pauses.entries()) {
      expect(seconds).toBeGreaterThanOrEqual(0.25 * 2 ** index);
      expect(seconds).toBeLessThanOrEqual(0.5 * 2 ** index);
    }
    expect(received.length).toBe(4);
    const strict = await against([breakOff, ok], { retries: 0 });
    expect(await failure(strict.send(GET))).toBeInstanceOf(ConnectionError);
    expect(strict.received.length).toBe(1);
  });

  it('under the same idempotency key, even while the first is at work', async () => {
    const { send, received } = await against([breakOff, problem(409, 'idempotency_conflict'), ok]);
    await send(CREATE);
    const keys = received.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[\w-]{30,}$/);
    expect(new Set(keys).size).toBe(1);
    const again = await against([ok]);
    await again.send(CREATE);
    expect(again.received[0]?.headers['idempotency-key']).not.toBe(keys[0]);
  });

  it.each<[string, Call, Step]>([
    ['a POST that might be done twice', POST, breakOff],
    ['a PATCH', { ...POST, method: 'PATCH' }, problem(503, 'unavailable')],
    ['too many jobs', GET, problem(429, 'too_many_jobs')],
    ['a wait of minutes', GET, problem(429, 'rate_limited', { 'retry-after': '61' })],
    ['what is wrong', GET, problem(400, 'invalid_request')],
    ['a fault', GET, problem(500, 'internal_error')],
    ['a key used twice', CREATE, problem(409, 'idempotency_conflict')],
    ['a refused key', GET, problem(401, 'unauthorized')],
  ])('but not %s', async (_what, call, step) => {
    const { send, received, pauses } = await against([step, ok]);
    expect(await failure(send(call))).toBeInstanceOf(Error);
    expect(received.length).toBe(1);
    expect(pauses).toEqual([]);
  });

  it('a POST that was refused unread is', async () => {
    const { send } = await against([problem(429, 'rate_limited', { 'retry-after': '0' }), ok]);
    expect((await send(POST)).status).toBe(200);
  });
});

describe('a token', () => {
  it('is asked for again when the server refuses it, once', async () => {
    const asked: boolean[] = [];
    const token = (refused: boolean) => `t${asked.push(refused)}`;
    const expired = problem(401, 'token_expired');
    const { send, received } = await against([expired, problem(503, 'unavailable'), ok, expired, expired], {
      token,
      retries: 1,
    });
    await send(CREATE);
    expect(asked).toEqual([false, true, false]);
    expect(await failure(send(GET))).toMatchObject({ status: 401, code: 'token_expired' });
    expect(asked).toEqual([false, true, false, false, true]);
    expect(received.map(({ headers }) => headers.authorization)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `Bearer t${number}`),
    );
  });

  it('may be missing', async () => {
    const { send, received } = await against([ok], { token: () => null });
    await send(GET);
    expect(received[0]?.headers.authorization).toBeUndefined();
  });
});

describe('an error', () => {
  it('says what the server says', async () => {
    const { send } = await against([problem(404, 'not_found')]);
    const error = await failure(send(GET));
    expect(error).toBeInstanceOf(RagkeepError);
    expect(error).toMatchObject({
      name: 'RagkeepError',
      message: 'it is not_found',
      status: 404,
      code: 'not_found',
      details: { a: 1 },
      requestId: 'r1',
      retryAfter: null,
    });
  });

  it('is read from the form of OpenAI as well', async () => {
    const body = { error: { message: 'No such model', type: 't', param: null, code: 'model_not_found' } };
    const { send } = await against([json(404, body)]);
    expect(await failure(send(GET))).toMatchObject({ message: 'No such model', code: 'model_not_found' });
  });

  it.each([
    ['HTML', (response) => response.writeHead(418, { 'content-type': 'text/html' }).end('<p>no</p>')],
    ['nothing', (response) => response.writeHead(418).end()],
    ['null', json(418, null)],
  ] satisfies [string, Step][])('of somebody else, who answers with %s, is none of ours', async (_what, step) => {
    const { send } = await against([step]);
    expect(await failure(send(GET))).toMatchObject({ status: 418, code: 'unknown', details: {} });
  });

  it('of a server that is away names it, and why', async () => {
    const { server, send } = await against([]);
    await server.close();
    const error = await failure(send(GET));
    expect(error).toMatchObject({ name: 'ConnectionError', message: `No answer from ${server.url}: ECONNREFUSED` });
  });
});

describe('a redirect', () => {
  it('is not followed, so that no secret gets elsewhere', async () => {
    const elsewhere = await against([ok]);
    const { send } = await against([(response) => response.writeHead(307, { location: elsewhere.server.url }).end()], {
      app: { id: 'app', secret: 's' },
    });
    expect(await failure(send(GET))).toMatchObject({ status: 307, code: 'unknown', message: /sends elsewhere/ });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('time and patience', () => {
  it('a server that is silent is given up', async () => {
    const { send } = await against([() => {}]);
    const error = await failure(send(GET, { timeout: 1, retries: 0 }));
    expect(error).toMatchObject({ name: 'ConnectionError', message: /nothing came for 1 ms/ });
  });

  it('one that falls silent in the middle, too', async () => {
    const { send } = await against([(response) => void response.writeHead(200).write('{"a"')]);
    const response = await send(GET, { timeout: 100, retries: 0 });
    expect(await failure(response.text())).toMatchObject({ name: 'ConnectionError', message: /for 100 ms/ });
  });

  it('one that breaks off in the middle is told as such', async () => {
    const { send } = await against([
      (response) => {
        response.writeHead(200).write('{"a"', () => response.destroy());
      },
    ]);
    const response = await send(GET);
    expect(await failure(response.text())).toBeInstanceOf(ConnectionError);
  });

  it('who calls it off gets their own reason, before, while waiting, and in the middle', async () => {
    const reason = new Error('enough');
    const before = await against([ok]);
    expect(await failure(before.send(GET, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(before.received).toEqual([]);

    const while_ = new AbortController();
    const waiting = await against([() => while_.abort(reason)]);
    expect(await failure(waiting.send(GET, { signal: while_.signal }))).toBe(reason);
    await waiting.server.hungUp;

    const middle = new AbortController();
    const begun = await against([(response) => void response.writeHead(200).write('{')]);
    const response = await begun.send(GET, { signal: middle.signal });
    middle.abort(reason);
    expect(await failure(response.text())).toBe(reason);
    await begun.server.hungUp;
  });

  it('a pause between tries can be called off', async () => {
    const called = new AbortController();
    const { server } = await against([
      (response) => {
        problem(429, 'rate_limited', { 'retry-after': '50' })(response);
        setImmediate(() => called.abort(new Error('enough')));
      },
    ]);
    const send = createTransport({ baseUrl: server.url });
    expect(await failure(send(GET, { signal: called.signal }))).toMatchObject({ message: 'enough' });
  });
});
