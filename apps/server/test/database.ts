import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { inject } from 'vitest';
import { openEmbedded } from '../src/platform/db/embedded/index.ts';
import { type Database, embeddedDatabase, openDatabase } from '../src/platform/db/index.ts';

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
  const pglite = await PGlite.create({
    loadDataDir: new Blob([new Uint8Array(snapshot)]),
    extensions: { pg_textsearch, vector },
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'],
  });
  const server = new PGLiteSocketServer({ db: pglite, host: '127.0.0.1', port: 0, maxConnections: 20 });
  await server.start();
  const url = `postgres://postgres@${server.getServerConn()}/postgres?sslmode=disable`;
  const database = await openDatabase({ url, poolSize: 1 });
  return {
    ...database,
    async close() {
      await database.close();
      await server.stop();
      await pglite.close();
    },
  };
}
