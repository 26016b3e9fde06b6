import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { inject } from 'vitest';
import { openEmbedded } from '../src/platform/db/embedded/index.ts';
import { type Database, embeddedDatabase, openDatabase } from '../src/platform/db/index.ts';
import { serveWire } from './wire-server.ts';

/**
 * A migrated, empty database of the engine under test: the embedded one, or a server reached by `pg` over TCP. The server is
 * PGlite behind a socket, since that speaks the same protocol and needs no installation.
 */
export async function testDatabase(): Promise<Database> {
  const snapshot = await readFile(inject('snapshotFile'));
  return process.env.TEST_DATABASE === 'postgres' ? overSocket(snapshot) : embedded(snapshot);
}

async function embedded(snapshot: Uint8Array): Promise<Database> {
  const { pool, close } = await openEmbedded({ snapshot, sharedBuffersMb: 32 });
  return embeddedDatabase(pool, close);
}

async function overSocket(snapshot: Uint8Array): Promise<Database> {
  const server = await serve(snapshot);
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
export const testDatabaseServer = async () => serve(await readFile(inject('snapshotFile')));

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
