import { PGlite } from '@electric-sql/pglite';
import { serve } from '../../workers/serve.ts';
import type { WorkerInput } from './messages.ts';
import { pgliteOptions } from './options.ts';

/** Makes a new database in a process of its own: the 300 MB that takes would stay with the server as long as it runs. */
serve<WorkerInput, never, never>(async (input) => {
  const pglite = await PGlite.create(pgliteOptions(input));
  await pglite.close();
  return () => Promise.reject(new Error('the database is made at the start, and nothing else is done here'));
});
