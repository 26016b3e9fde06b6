import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../src/features/webhooks/receiver.fixture.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';
import { makeWebhook, newestDelivery } from './support/webhooks.ts';

const root = join(import.meta.dirname, '../../..');
const clock = testClock(new Date().toISOString());

let app: TestApp;
let owner: Client;
let receiver: Receiver;

beforeAll(async () => {
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.0/8', PUBLIC_URL: 'https://kb.example.com' }, { clock });
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const webhook = (input: { url?: string; events?: string[] } = {}) =>
  makeWebhook(owner, { url: receiver.url, ...input });
const delivery = (path: string, expected: object) => newestDelivery(app, owner, path, expected);

describe('a webhook', () => {
  it('shows its secret when it is made and when it is rotated, and never else', async () => {
    const created = await owner.post('/webhooks', { url: `${receiver.url}?token=t-1`, description: 'CRM' });
    expect(created).toMatchObject({
      status: 201,
      body: {
        url: `${receiver.url}?token=t-1`,
        events: ['job.succeeded', 'job.failed', 'job.cancelled'],
        description: 'CRM',
        is_active: true,
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      },
    });
    const { secret, ...shown } = created.body;
    const path = `/webhooks/${shown.id}`;
    expect((await owner.get(path)).body).toEqual(shown);
    expect((await owner.get('/webhooks')).body).toEqual({ data: [shown], next_cursor: null });
    const events = ['job.failed', 'job.succeeded', 'job.failed'];
    const changed = (await owner.patch(path, { events, is_active: false, description: 'Old CRM' })).body;
    expect(changed).toMatchObject({ events: ['job.succeeded', 'job.failed'], is_active: false, url: shown.url });
    expect(changed.secret).toBeUndefined();
    const rotated = await owner.post(`${path}/rotate`);
    expect(rotated).toMatchObject({ status: 200, body: { id: shown.id, secret: expect.stringMatching(/^whsec_/) } });
    expect(rotated.body.secret).not.toBe(secret);
    // Closing the app looks for both secrets in every table and in the log.

    const audited = await lastEvent(app, owner, 'webhook.updated');
    const origin = new URL(receiver.url).origin;
    expect(audited).toMatchObject({
      before: { origin, is_active: true },
      after: { origin, is_active: false, events: ['job.succeeded', 'job.failed'] },
    });
    expect(JSON.stringify(audited)).not.toContain('t-1');

    expect((await owner.delete(path)).status).toBe(204);
    for (const gone of [owner.get(path), owner.delete(path), owner.post(`${path}/test`)]) {
      expect((await gone).status).toBe(404);
    }
    for (const action of ['created', 'rotated', 'deleted']) {
      expect(await lastEvent(app, owner, `webhook.${action}`)).toMatchObject({ target_id: shown.id });
    }
  });

  it.each([
    'ftp://example.com/',
    'example.com/hook',
    'https://user:hunter2hunter2@example.com/',
    'https:/user@example.com/',
    '/hook',
    '',
  ])('400 for the URL "%s"', async (url) => {
    expect(await owner.post('/webhooks', { url })).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('400 for unknown events and for none', async () => {
    for (const events of [['job.exploded'], []]) {
      expect((await owner.post('/webhooks', { url: receiver.url, events })).status).toBe(400);
    }
  });

  it('a tenant has at most 50, however many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 55 }, () => owner.post('/webhooks', { url: receiver.url, events: ['job.failed'] })),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(made.find(({ status }) => status !== 201)).toMatchObject({
      status: 400,
      body: { message: 'a tenant has at most 50 webhooks; delete one first' },
    });
  });

  it('is for whoever acts for the whole tenant: 403 for a key of a project; jobs:write changes, jobs:read reads', async () => {
    const { path } = await webhook();
    const project = (await owner.post('/projects', { name: 'Docs' })).body;
    const scopes = ['jobs:write'];
    const limited = (await keyOf(app, owner, { scopes, project_ids: [project.id] })).client;
    const calls = [
      limited.get('/webhooks'),
      limited.get(path),
      limited.post('/webhooks', { url: receiver.url }),
      limited.patch(path, {}),
      limited.post(`${path}/rotate`),
      limited.get(`${path}/deliveries`),
      limited.post(`${path}/test`),
      limited.delete(path),
    ];
    for (const call of calls) expect(await call).toMatchObject({ status: 403, body: { code: 'reach_exceeded' } });
    const reader = (await keyOf(app, owner, { scopes: ['jobs:read'] })).client;
    expect((await reader.get(path)).status).toBe(200);
    for (const call of [reader.post(`${path}/test`), reader.post('/webhooks', { url: receiver.url })]) {
      expect(await call).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    }
  });

  it('403 when the plan does not include webhooks; what waits then fails', async () => {
    const made = await webhook();
    receiver.answer((response) => response.writeHead(500).end());
    await owner.post(`${made.path}/test`);
    await delivery(made.path, { attempts: 1 });
    const { id } = (await owner.get('/auth/me')).body.tenant;
    const plan = (name: string) =>
      app.db.updateTable('tenants').set({ plan: name }).where('tenant_id', '=', id).execute();
    await plan('free');
    clock.advance(6);
    app.operating.queue.wake();
    await expect
      .poll(
        () => app.db.selectFrom('webhook_deliveries').select(['status', 'error']).where('tenant_id', '=', id).execute(),
        { timeout: 30_000 },
      )
      .toEqual([{ status: 'failed', error: 'The plan does not include webhooks any more.' }]);
    expect(receiver.received).toHaveLength(1);
    expect(await owner.post('/webhooks', { url: receiver.url })).toMatchObject({
      status: 403,
      body: { code: 'feature_unavailable' },
    });
  });
});

describe('when a job ends', () => {
  it('its webhooks are told, with a signature that the reference library verifies', async () => {
    const made = await webhook();
    const { secret } = made;
    const failuresOnly = await startReceiver();
    await webhook({ url: failuresOnly.url, events: ['job.failed'] });
    const project = (await owner.post('/projects', { name: 'Docs' })).body;
    const job = await owner.ingest(project.id, { text: 'The keeper counts the lamps.', title: 'Lamps' });
    const { headers, body } = await receiver.next();
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      type: 'job.succeeded',
      timestamp: job.finished_at,
      data: {
        job: {
          id: job.id,
          kind: 'ingest',
          name: job.name,
          project_id: project.id,
          source_id: null,
          status: 'succeeded',
          pages: job.pages,
          documents: { succeeded: 1, unchanged: 0, removed: 0, failed: 0 },
          error: null,
          created_at: job.created_at,
          finished_at: job.finished_at,
          result_url: null,
        },
      },
    });
    expect(() => new Webhook(secret).verify(body.replace('succeeded', 'failed'), headers)).toThrow();
    expect(await delivery(made.path, { status: 'delivered' })).toMatchObject({
      id: headers['webhook-id'],
      event: 'job.succeeded',
      attempts: 1,
      next_attempt_at: null,
      response_status: 204,
      error: null,
      body,
    });

    const failed = await owner.ingest(project.id, { url: 'http://10.0.0.1/' });
    for (const one of [receiver, failuresOnly]) {
      const event = JSON.parse((await one.next()).body);
      expect(event).toMatchObject({ type: 'job.failed', data: { job: { id: failed.id, error: failed.error } } });
    }
    await failuresOnly.close();
  });

  it('a cancellation is told, too', async () => {
    await webhook({ events: ['job.cancelled'] });
    const project = (await owner.post('/projects', { name: 'Docs' })).body;
    const page = await startReceiver();
    page.answer(() => {});
    const { job } = (await owner.post(`/projects/${project.id}/ingest`, { url: page.url })).body;
    expect((await owner.delete(`/jobs/${job.id}`)).status).toBe(204);
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({
      type: 'job.cancelled',
      data: { job: { id: job.id, status: 'cancelled' } },
    });
    await page.close();
  });

  it('without a webhook nothing is written', async () => {
    const project = (await owner.post('/projects', { name: 'Docs' })).body;
    await owner.ingest(project.id, { text: 'Quiet.' });
    const { id } = (await owner.get('/auth/me')).body.tenant;
    const rows = await app.db.selectFrom('webhook_deliveries').select('id').where('tenant_id', '=', id).execute();
    expect(rows).toEqual([]);
  });
});

it('the receiver of the guide takes what is signed, once, and nothing else', async () => {
  const guide = await readFile(join(root, 'docs/guides/webhooks.md'), 'utf8');
  const source = (/^```js\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? '').replace('listen(8080', 'listen(0');
  const { path, secret } = await webhook();
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: root,
    env: { WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => String((await lines.next()).value);
  try {
    const url = `http://127.0.0.1:${/\d+$/.exec(await line())?.[0]}/`;
    await owner.patch(path, { url });
    const { id, body } = (await owner.post(`${path}/test`)).body;
    expect(await line()).toMatch(/^webhook\.test /);
    const send = async (text: string) => {
      const at = new Date();
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      };
      return (await fetch(url, { method: 'POST', headers, body: text })).status;
    };
    expect([await send(body), await send(`${body} `)]).toEqual([204, 400]);
    await owner.post(`${path}/test`);
    expect(await line()).toMatch(/^webhook\.test /); // of the new message: the repeat was not printed
  } finally {
    child.kill('SIGKILL');
  }
});
