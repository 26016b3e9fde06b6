import { expect } from 'vitest';
import type { TestApp } from './app.ts';
import type { Client } from './client.ts';

export interface MadeKey {
  id: string;
  raw: string;
  client: Client;
}

/** A key that `maker` makes, with a client that uses it. */
export async function keyOf(app: TestApp, maker: Client, input: object = {}): Promise<MadeKey> {
  const { status, body, text } = await maker.post('/api-keys', { name: 'A key', ...input });
  expect(status, text).toBe(201);
  return { id: body.id, raw: body.raw_key, client: app.client(body.raw_key) };
}

/** The audit log's last event with this action, as it is stored. */
export async function lastEvent(app: TestApp, owner: Client, action: string) {
  const { tenant } = (await owner.get('/auth/me')).body;
  return app.db
    .selectFrom('audit_events')
    .selectAll()
    .where('tenant_id', '=', tenant.id)
    .where('action', '=', action)
    .orderBy('seq', 'desc')
    .executeTakeFirst();
}
