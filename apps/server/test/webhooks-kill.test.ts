import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect, inject, it } from 'vitest';
import { startReceiver } from '../src/features/webhooks/receiver.fixture.ts';
import { Client } from './client.ts';
import { startServerProcess } from './server-process.ts';

// Only the embedded database dies with the server.
const embeddedOnly = process.env.TEST_DATABASE === 'embedded';

it.runIf(embeddedOnly)(
  'kill -9 while a receiver is waited for: the message comes again, under its id',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-webhooks-'));
    await symlink(inject('modelDir'), join(dataDir, 'models'));
    const receiver = await startReceiver();
    receiver.answer(() => {});
    const start = () => startServerProcess({ DATA_DIR: dataDir, FETCH_ALLOW_PRIVATE: '127.0.0.0/8' });
    let server = await start();
    try {
      const { api_key } = (await new Client(server.url).post('/tenants', { name: 'K', email: 'k@example.com' })).body;
      const before = new Client(server.url, api_key);
      const { id, secret } = (await before.post('/webhooks', { url: receiver.url })).body;
      const { body: sent } = await before.post(`/webhooks/${id}/test`);
      await receiver.next();
      await server.end('SIGKILL');

      receiver.answer((response) => response.writeHead(204).end());
      server = await start();
      const { headers, body } = await receiver.next();
      expect(headers['webhook-id']).toBe(sent.id);
      expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
      const after = new Client(server.url, api_key);
      await expect
        .poll(async () => (await after.get(`/webhooks/${id}/deliveries`)).body.data, { timeout: 60_000 })
        .toMatchObject([{ id: sent.id, status: 'delivered', attempts: 1 }]);
    } finally {
      await server.end('SIGKILL');
      await receiver.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
  120_000,
);
