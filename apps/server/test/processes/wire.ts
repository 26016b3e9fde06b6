import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { serveWire } from '../wire-server.ts';

/** A wire server as a process of its own, so that it does not share the loop of the test that asks: `wire.ts <database file>`. */
process.on('disconnect', () => process.exit(0));
const [, , snapshotFile = ''] = process.argv;
const pglite = await PGlite.create({
  loadDataDir: new Blob([new Uint8Array(await readFile(snapshotFile))]),
  extensions: { pg_textsearch, vector },
  startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=128MB'],
});
const { url } = await serveWire(pglite);
process.send?.({ url });
