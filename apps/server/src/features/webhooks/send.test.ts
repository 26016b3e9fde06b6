import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { createSafeFetch } from '../../platform/safe-fetch/index.ts';
import { type Receiver, startReceiver } from './receiver.fixture.ts';
import { send } from './send.ts';
import { newSecret } from './signing.ts';

const fetchFrom = (...allowPrivate: string[]) => createSafeFetch({ allowPrivate, userAgent: 'Ragkeep/test' });
const fetch = fetchFrom('127.0.0.0/8');
const clock = systemClock();
const never = new AbortController().signal;

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const message = () => ({ url: receiver.url, id: 'm', body: '{"a":"ä"}', secrets: [newSecret()] });

it('posts the body as it was signed', async () => {
  expect(await send({ fetch, clock }, message(), never)).toEqual({ kind: 'delivered', status: 204 });
  const { headers, body } = await receiver.next();
  expect(body).toBe('{"a":"ä"}');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'Ragkeep/test',
    'webhook-id': 'm',
  });
});

it.each([
  [200, { kind: 'delivered', status: 200 }],
  [410, { kind: 'gone', status: 410, error: 'The receiver answered 410 Gone, so the webhook was turned off.' }],
  [404, { kind: 'failed', status: 404, error: 'The receiver answered 404 Not Found.' }],
  [500, { kind: 'failed', status: 500, error: 'The receiver answered 500 Internal Server Error.' }],
])('an answer of %i', async (status, outcome) => {
  receiver.answer((response) => response.writeHead(status).end('whatever'));
  expect(await send({ fetch, clock }, message(), never)).toEqual(outcome);
});

it.each([
  [100_000, { kind: 'delivered', status: 200 }],
  [300_000, { kind: 'failed', status: null, error: 'The receiver answered with more than 256 KB.' }],
])('an answer of %i bytes', async (bytes, outcome) => {
  receiver.answer((response) => response.writeHead(200).end('x'.repeat(bytes)));
  expect(await send({ fetch, clock }, message(), never)).toEqual(outcome);
});

it('a redirect is not followed', async () => {
  const elsewhere = await startReceiver();
  receiver.answer((response) => response.writeHead(307, { location: elsewhere.url }).end());
  expect(await send({ fetch, clock }, message(), never)).toMatchObject({
    kind: 'failed',
    status: 307,
    error: expect.stringContaining('redirects are not followed'),
  });
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
});

it.each(['http://127.0.0.1', 'http://2130706433', 'http://[::ffff:127.0.0.1]', 'http://localhost'])(
  'a private address is refused, and hears nothing: %s',
  async (origin) => {
    const url = `${origin}:${new URL(receiver.url).port}/`;
    const outcome = await send({ fetch: fetchFrom(), clock }, { ...message(), url }, never);
    expect(outcome).toMatchObject({ kind: 'failed', status: null, error: expect.stringContaining('private') });
    expect(receiver.received).toEqual([]);
  },
);

it('a receiver that never answers, or hangs up, fails', async () => {
  receiver.answer(() => {});
  expect(await send({ fetch, clock }, message(), never, 50)).toEqual({
    kind: 'failed',
    status: null,
    error: 'The receiver took longer than 0.05 s.',
  });
  receiver.answer((response) => response.destroy());
  expect(await send({ fetch, clock }, message(), never)).toMatchObject({ kind: 'failed', status: null });
});

it('stopping the server is no failure of the receiver’s', async () => {
  const stop = new AbortController();
  receiver.answer(() => stop.abort(new Error('the server stops')));
  await expect(send({ fetch, clock }, message(), stop.signal)).rejects.toThrow('the server stops');
});
