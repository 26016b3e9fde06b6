import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { type App, createApp, type Overrides } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Db } from '../src/platform/db/index.ts';
import { createPackagedEncoder } from '../src/platform/embedding/index.ts';
import { createLog } from '../src/platform/log.ts';
import { Client } from './client.ts';
import { testDatabase } from './database.ts';
import { cacheCompiled } from './support/compile-cache.ts';
import { SecretWatch, tableSinks } from './support/secret-watch.ts';

export interface TestApp extends App {
  url: string;
  db: Db;
  dataDir: string;
  /** Everything that was logged, one JSON object a line. */
  logged(): string;
  /** A new tenant and a client with its first key. */
  tenant(name?: string): Promise<Client>;
  /** A client without a credential, or with the given key. */
  client(key?: string): Client;
  /** Also fails if a secret that a client sent or was given is in the log, a table or the body of an error. */
  close(): Promise<void>;
}

cacheCompiled();

/** The real app on a real port, with a database and folder of its own. */
export async function startTestApp(env: NodeJS.ProcessEnv = {}, overrides: Partial<Overrides> = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-app-'));
  const lines: string[] = [];
  const database = overrides.database ?? (await testDatabase());
  const app = await createApp(readConfig({ DATA_DIR: dataDir, ...env }), {
    database,
    log: createLog('info', { write: (line) => void lines.push(line) }),
    encoder: await createPackagedEncoder({ modelDir: inject('modelDir') }),
    ...overrides,
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
    },
  };
}

/** A clock that stands still until it is told otherwise. */
export function testClock(start = '2026-01-01T00:00:00Z'): Clock & { advance(seconds: number): void } {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    advance(seconds) {
      now += seconds * 1000;
    },
  };
}
