import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import { upload } from './support/upload.ts';
import { PAGE, visitorOf } from './support/visitor.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** What outlives a tenant: the work that deletes its files, and the word to other processes that its keys are dead. */
const OUTLIVING = ['access_changes', 'work'];

async function rowsOf(tenantId: string): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.columns
    WHERE column_name = 'tenant_id' AND table_schema = 'public' ORDER BY 1`.execute(app.db);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    if (OUTLIVING.includes(name)) continue;
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int AS count FROM ${sql.table(name)} WHERE tenant_id = ${tenantId}`.execute(app.db);
    if (rows[0]?.count) counts[name] = rows[0].count;
  }
  return counts;
}

it('a deleted tenant leaves no row in any table', async () => {
  const owner = await app.tenant();
  const { tenant } = (await owner.get('/auth/me')).body;
  const { id, agent_id } = (await owner.post('/projects', { name: 'P' }, { 'idempotency-key': 'p' })).body;
  await owner.ingest(id, { text: 'The lamp turns.' });
  await owner.settled((await owner.post('/jobs', upload('A conversion.', 'a.txt'))).body.id);
  await owner.post(`/projects/${id}/sources`, { urls: ['http://127.0.0.1:1/'] });
  const webhook = (await owner.post('/webhooks', { url: 'https://hooks.example/' })).body;
  await owner.post(`/webhooks/${webhook.id}/test`);
  await owner.post('/credentials', { kind: 'bearer', name: 'Wiki', hosts: ['wiki.example'], token: 'of-the-wiki' });
  await owner.post('/providers', { name: 'Ours', base_url: 'https://models.example/v1', model: 'tiny' });
  await owner.post('/conversations', { user_id: 'ada', messages: [{ role: 'user', content: 'Is it lit?' }] });
  await owner.post('/embeds', { name: 'Shop', agent_id, origins: [PAGE] });
  const [embed] = (await owner.get('/embeds')).body.data;
  await (await visitorOf(app, embed.id)).ask('Does it turn?');
  await app.flush();
  const before = await rowsOf(tenant.id);
  expect(Object.keys(before)).toEqual(
    expect.arrayContaining([
      'jobs',
      'job_sources',
      'page_usage',
      'sources',
      'webhooks',
      'webhook_deliveries',
      'credentials',
      'providers',
      'embeds',
      'embed_directory',
      'embed_usage',
      'users',
      'conversations',
      'messages',
      'usage_counts',
    ]),
  );
  expect((await owner.delete('/tenant')).status).toBe(204);
  await app.flush();
  expect(await rowsOf(tenant.id)).toEqual({});
});
