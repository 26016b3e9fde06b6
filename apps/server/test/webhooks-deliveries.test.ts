import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { deleteOldDeliveries } from '../src/features/webhooks/delivery-store.ts';
import { type Receiver, startReceiver } from '../src/features/webhooks/receiver.fixture.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { lastEvent } from './keys.ts';
import { makeWebhook, newestDelivery } from './support/webhooks.ts';

const clock = testClock(new Date().toISOString());

let app: TestApp;
let owner: Client;
let receiver: Receiver;

beforeAll(async () => {
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.0/8' }, { clock });
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const webhook = (input: { url?: string } = {}) => makeWebhook(owner, { url: receiver.url, ...input });
const delivery = (path: string, expected: object) => newestDelivery(app, owner, path, expected);

const after = (seconds: number) => {
  clock.advance(seconds);
  app.operating.queue.wake();
};

it('a delivery is tried ten times over three days, each time signed anew under the same id, and can be asked for again', async () => {
  const { path, secret } = await webhook();
  receiver.answer((response) => response.writeHead(500).end());
  const made = await owner.post(`${path}/test`);
  expect(made).toMatchObject({ status: 202, body: { event: 'webhook.test', status: 'pending', attempts: 0 } });
  const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
  for (const [index, seconds] of waits.entries()) {
    const waiting = await delivery(path, { attempts: index + 1 });
    expect(waiting).toMatchObject({ status: 'pending', response_status: 500 });
    const wait = (new Date(waiting.next_attempt_at).getTime() - clock.now().getTime()) / 1000;
    expect(Math.abs(wait / seconds - 1)).toBeLessThan(0.11);
    after(wait);
  }
  const given = await delivery(path, { status: 'failed' });
  expect(given).toMatchObject({ attempts: 10, next_attempt_at: null, finished_at: clock.now().toISOString() });
  expect(given.error).toBe('The receiver answered 500 Internal Server Error.');

  expect(receiver.received).toHaveLength(10);
  const verifier = new Webhook(secret);
  const [first, second] = receiver.received;
  expect(first && verifier.verify(first.body, first.headers)).toMatchObject({ type: 'webhook.test' });
  for (const { headers, body } of receiver.received) {
    const id = String(headers['webhook-id']);
    expect([id, body]).toEqual([made.body.id, made.body.body]);
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    expect(verifier.sign(id, at, body)).toBe(headers['webhook-signature']);
  }
  expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);

  receiver.answer((response) => response.writeHead(200).end());
  const again = await owner.post(`${path}/deliveries/${made.body.id}/redeliver`);
  expect(again).toMatchObject({
    status: 202,
    body: { id: made.body.id, status: 'pending', attempts: 0, error: null },
  });
  expect(await delivery(path, { status: 'delivered' })).toMatchObject({ attempts: 1, response_status: 200 });
  expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(made.body.id);
  expect((await owner.post(`${path}/deliveries/${made.body.webhook_id}/redeliver`)).status).toBe(404);

  const list = async () => (await owner.get(`${path}/deliveries`)).body.data;
  await deleteOldDeliveries(app.db, clock.now());
  expect(await list()).toHaveLength(1);
  await deleteOldDeliveries(app.db, new Date(clock.now().getTime() + 1));
  expect(await list()).toEqual([]);
});

it('after a rotation a delivery is signed with both secrets for a day', async () => {
  const { path, secret } = await webhook();
  const next = (await owner.post(`${path}/rotate`)).body.secret;
  const sent = async () => {
    await owner.post(`${path}/test`);
    const { headers, body } = await receiver.next();
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const signatures = [next, secret].map((each) => new Webhook(each).sign(String(headers['webhook-id']), at, body));
    return { given: headers['webhook-signature'], signatures };
  };
  const both = await sent();
  expect(both.given).toBe(both.signatures.join(' '));
  await delivery(path, { status: 'delivered' });
  after(24 * 3600);
  const one = await sent();
  expect(one.given).toBe(one.signatures[0]);
});

it('410 turns the webhook off: what waits fails, until it is turned on again', async () => {
  const { id, path } = await webhook();
  receiver.answer((response) => response.writeHead(410).end());
  await owner.post(`${path}/test`);
  expect(await delivery(path, { status: 'failed' })).toMatchObject({ attempts: 1, response_status: 410 });
  expect((await owner.get(path)).body.is_active).toBe(false);
  expect(await lastEvent(app, owner, 'webhook.turned_off')).toMatchObject({ target_id: id, actor_type: 'public' });
  await owner.post(`${path}/test`);
  expect(await delivery(path, { status: 'failed', attempts: 0 })).toMatchObject({
    error: 'The webhook is turned off.',
  });
  expect(receiver.received).toHaveLength(1);
  receiver.answer((response) => response.writeHead(204).end());
  await owner.patch(path, { is_active: true });
  await owner.post(`${path}/test`);
  await delivery(path, { status: 'delivered' });
});

it('a delivery goes neither to a private address nor where a redirect leads', async () => {
  for (const url of ['http://10.0.0.1/', 'http://[::1]:9/', 'http://169.254.169.254/latest/meta-data']) {
    const { path } = await webhook({ url });
    await owner.post(`${path}/test`);
    expect(await delivery(path, { attempts: 1 })).toMatchObject({
      status: 'pending',
      response_status: null,
      error: expect.stringContaining('private or reserved'),
    });
  }
  const elsewhere = await startReceiver();
  receiver.answer((response) => response.writeHead(302, { location: elsewhere.url }).end());
  const { path } = await webhook();
  await owner.post(`${path}/test`);
  expect(await delivery(path, { attempts: 1 })).toMatchObject({ response_status: 302, status: 'pending' });
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
});

it('a receiver that never answers keeps no other waiting', async () => {
  const stuck = await startReceiver();
  stuck.answer(() => {});
  const slow = await webhook({ url: stuck.url });
  for (let n = 0; n < 20; n++) await owner.post(`${slow.path}/test`);
  await stuck.next();
  const quick = await webhook();
  for (let n = 0; n < 20; n++) await owner.post(`${quick.path}/test`);
  for (let n = 0; n < 20; n++) expect((await receiver.next()).body).toContain('webhook.test');
  expect(stuck.received.length).toBeLessThanOrEqual(4);
  const [first] = (await owner.get(`${slow.path}/deliveries?limit=1`)).body.data;
  expect(first).toMatchObject({ status: 'pending', attempts: 0 });
  await owner.delete(slow.path);
  await stuck.close();
});

it('a delivery is listed newest first, in pages, and only for its own webhook', async () => {
  const { path } = await webhook();
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.unshift((await owner.post(`${path}/test`)).body.id);
  const first = (await owner.get(`${path}/deliveries?limit=2`)).body;
  expect(first.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
  const rest = (await owner.get(`${path}/deliveries?cursor=${first.next_cursor}`)).body;
  expect(rest).toMatchObject({ data: [{ id: ids[2] }], next_cursor: null });
  const other = await webhook();
  expect((await owner.post(`${other.path}/deliveries/${ids[0]}/redeliver`)).status).toBe(404);
  expect((await owner.get(`${other.path}/deliveries?cursor=${first.next_cursor}`)).status).toBe(400);
  const stranger = await app.tenant();
  expect((await stranger.post(`${path}/deliveries/${ids[0]}/redeliver`)).status).toBe(404);
  expect((await stranger.get(`${path}/deliveries`)).status).toBe(404);
});
