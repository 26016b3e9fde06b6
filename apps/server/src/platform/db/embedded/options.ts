import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import type { WorkerInput } from './messages.ts';

/** How every one of our databases is opened. */
export const pgliteOptions = ({ dataDir, sharedBuffersMb, snapshot }: WorkerInput): PGliteOptions => ({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(snapshot === undefined ? {} : { loadDataDir: new Blob([new Uint8Array(snapshot)]) }),
  extensions: { pg_textsearch, vector },
  startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffersMb}MB`],
});
