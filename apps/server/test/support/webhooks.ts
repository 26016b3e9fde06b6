import { expect } from 'vitest';
import type { TestApp } from '../app.ts';
import type { Client } from '../client.ts';

interface MadeWebhook {
  id: string;
  secret: string;
  path: string;
}

export async function makeWebhook(owner: Client, input: { url: string; events?: string[] }): Promise<MadeWebhook> {
  const { status, body, text } = await owner.post('/webhooks', input);
  expect(status, text).toBe(201);
  return { id: body.id, secret: body.secret, path: `/webhooks/${body.id}` };
}

/** The webhook's newest delivery, once it is as expected and nothing is at work any more. */
export async function newestDelivery(app: TestApp, owner: Client, path: string, expected: object) {
  for (;;) {
    const [newest] = (await owner.get(`${path}/deliveries`)).body.data;
    const atWork = await app.db.selectFrom('work').select('id').where('lease_owner', 'is not', null).execute();
    const isExpected = Object.entries(expected).every(([field, value]) => newest?.[field] === value);
    if (isExpected && atWork.length === 0) return newest;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
