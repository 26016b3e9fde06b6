import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { createApp, type Overrides } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createPackagedEncoder } from '../src/platform/embedding/index.ts';
import { createLog } from '../src/platform/log.ts';
import { Client } from './client.ts';
import { testDatabase } from './database.ts';
import { startSpreadApp } from './processes/app.ts';
import { cacheCompiled } from './support/compile-cache.ts';
import { SecretWatch, tableSinks } from './support/secret-watch.ts';
import { StatementWatch } from './support/statements.ts';
import type { TestApp } from './test-app.ts';

export type { TestApp } from './test-app.ts';
export { testClock } from './test-clock.ts';

cacheCompiled();

/**
 * The real app on a real port, with a database and folder of its own. With TEST_DATABASE=processes as several processes, of which those
 * without settings are shared with other tests.
 */
export async function startTestApp(env: NodeJS.ProcessEnv = {}, overrides: Partial<Overrides> = {}): Promise<TestApp> {
  if (process.env.TEST_DATABASE === 'processes') return startSpreadApp(env, overrides);
  const dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-app-'));
  const lines: string[] = [];
  const database = overrides.database ?? (await testDatabase());
  const statements = await StatementWatch.over(database.db);
  const app = await createApp(readConfig({ DATA_DIR: dataDir, ...env }), {
    log: createLog('info', { write: (line) => void lines.push(line) }),
    encoder: await createPackagedEncoder({ modelDir: inject('modelDir') }),
    ...overrides,
    database: statements.watching(database),
  });
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 });
  const watch = new SecretWatch();
  for (const [name, value] of Object.entries(env)) if (/(?:KEY|SECRET)$/.test(name)) watch.add(value);
  const client = (key?: string) => new Client(url, key, watch);
  return {
    ...app,
    url,
    db: database.db,
    dataDir,
    logged: () => lines.join(''),
    client,
    async tenant(name = 'Test tenant') {
      const { body } = await client().post('/tenants', { name, email: 'owner@example.com' });
      return client(body.api_key);
    },
    async close() {
      let leaks: string[] = [];
      try {
        await app.flush();
        leaks = watch.found(await tableSinks(database.db));
      } finally {
        await app.close();
        await rm(dataDir, { recursive: true, force: true });
      }
      leaks.push(...watch.found([['log', lines.join('')], watch.errors]));
      expect(leaks, 'secrets that were kept in readable form').toEqual([]);
      expect(statements.found(), 'statements that are not bound to a tenant').toEqual([]);
    },
  };
}
