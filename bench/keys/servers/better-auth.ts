// better-auth's verification of API keys at its fastest documented configuration: by WAY behind a plain HTTP server (`verify`), or
// by its own HTTP endpoint, which says whose the key is (`session`). Its store is chosen by STORE: `sqlite` (in FOLDER), `postgres` (at POSTGRES_URL) or `memory`.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { apiKey } from '@better-auth/api-key';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { postgresCpuMs } from '../lib/database-cpu.ts';
import { CONNECTIONS } from '../lib/load.ts';
import { tellParent } from '../lib/measured.ts';

const { WAY = 'verify', STORE = 'sqlite', FOLDER = '', POSTGRES_URL = '' } = process.env;
const { database, close, databaseCpuMs } = STORE === 'postgres' ? await openPostgres() : openSqlite();
const options = {
  database,
  baseURL: 'http://127.0.0.1',
  secret: randomUUID(),
  logger: { disabled: true },
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: { enabled: true },
  ...(STORE === 'memory' ? { secondaryStorage: map() } : {}),
  plugins: [
    apiKey({
      enableSessionForAPIKeys: WAY === 'session',
      rateLimit: { enabled: false },
      ...(STORE === 'memory' ? { storage: 'secondary-storage', deferUpdates: true } : {}),
    }),
  ],
} satisfies BetterAuthOptions;
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);
const { user } = await auth.api.signUpEmail({
  body: { email: 'bench@example.com', name: 'Bench', password: randomUUID() },
});
const keys: string[] = [];
for (let n = 0; n < CONNECTIONS; n++) {
  keys.push((await auth.api.createApiKey({ body: { userId: user.id, name: `bench ${n}` } })).key);
}

const endpoint = toNodeHandler(auth);
const http = createServer(async (request, response) => {
  if (WAY === 'session' && request.url === '/authenticated') {
    request.url = '/api/auth/get-session';
    return endpoint(request, response);
  }
  response.writeHead((await isAllowed(request)) ? 200 : 401, { 'content-type': 'application/json' });
  response.end('{"ok":true}');
});
async function isAllowed({ url, headers }: IncomingMessage): Promise<boolean> {
  if (url === '/public') return true;
  return (await auth.api.verifyApiKey({ body: { key: String(headers['x-api-key']) } })).valid;
}

await once(http.listen(0, '127.0.0.1'), 'listening');
tellParent(http, keys, close, databaseCpuMs);

function openSqlite() {
  const database = new Sqlite(join(FOLDER, `${STORE}-${WAY}.db`));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  return { database, close: async () => void database.close(), databaseCpuMs: () => 0 };
}

/** In a schema of its own, gone afterwards. Commits do not wait for the disk, as with SQLite's NORMAL. */
async function openPostgres() {
  const schema = `bench_${randomUUID().replaceAll('-', '')}`;
  const database = new pg.Pool({
    connectionString: POSTGRES_URL,
    max: CONNECTIONS,
    options: `-c search_path=${schema} -c synchronous_commit=off -c client_min_messages=warning`,
  });
  await database.query(`CREATE SCHEMA ${schema}`);
  const close = async () => {
    await database.query(`DROP SCHEMA ${schema} CASCADE`);
    await database.end();
  };
  const { rows } = await database.query('SELECT pg_backend_pid() AS pid');
  return { database, close, databaseCpuMs: () => postgresCpuMs(rows[0].pid) };
}

/** Secondary storage at its fastest: a map of this process, and nothing survives its end. */
function map() {
  const values = new Map<string, string>();
  return {
    get: (key: string) => values.get(key) ?? null,
    set: (key: string, value: string) => void values.set(key, value),
    delete: (key: string) => void values.delete(key),
    getAndDelete(key: string) {
      const value = values.get(key) ?? null;
      values.delete(key);
      return value;
    },
    increment(key: string) {
      const value = Number(values.get(key) ?? 0) + 1;
      values.set(key, String(value));
      return value;
    },
  };
}
