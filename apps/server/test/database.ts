import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { inject } from 'vitest';
import { openEmbedded } from '../src/platform/db/embedded/index.ts';
import { type Database, embeddedDatabase, openDatabase } from '../src/platform/db/index.ts';
import { databaseOnServer } from './server-database.ts';
import { serveWire } from './wire-server.ts';

/**
 * A migrated, empty database of the engine under test: the embedded one, or a server reached by `pg` over TCP. The server is the
 * one that TEST_DATABASE_URL names; without it PGlite behind a socket, since that speaks the same protocol and needs no installation.
 */
export async function testDatabase(): Promise<Database> {
  return process.env.TEST_DATABASE === 'postgres' ? overSocket() : embedded(await readFile(inject('snapshotFile')));
}

async function embedded(snapshot: Uint8Array): Promise<Database> {
  const { pool, close } = await openEmbedded({ snapshot, sharedBuffersMb: 32 });
  return embeddedDatabase(pool, close);
}

async function overSocket(): Promise<Database> {
  const server = await testDatabaseServer();
  const database = await openDatabase({ url: server.url, poolSize: 3 });
  return {
    ...database,
    async close() {
      await database.close();
      await server.close();
    },
  };
}

/** A migrated, empty database that several processes can reach. */
export async function testDatabaseServer(): Promise<{ url: string; close(): Promise<void> }> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  return serverUrl ? databaseOnServer(serverUrl) : serve(await readFile(inject('snapshotFile')));
}

async function serve(snapshot: Uint8Array): Promise<{ url: string; close(): Promise<void> }> {
  const pglite = await PGlite.create({
    loadDataDir: new Blob([new Uint8Array(snapshot)]),
    extensions: { pg_textsearch, vector },
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'],
  });
  const server = await serveWire(pglite);
  return {
    url: server.url,
    async close() {
      await server.close();
      await pglite.close();
    },
  };
}
