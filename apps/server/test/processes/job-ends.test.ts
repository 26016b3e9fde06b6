import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJobEnds, insertJob } from '../../src/features/jobs/index.ts';
import { type Database, type Db, openDatabase } from '../../src/platform/db/index.ts';
import { uuidv7 } from '../../src/platform/ids.ts';
import { testClock } from '../app.ts';
import { startDatabase } from './deployment.ts';

// The wire server does one transaction at a time.
const hasServer = process.env.TEST_DATABASE_URL !== undefined;

let server: Awaited<ReturnType<typeof startDatabase>>;
let database: Database;
beforeAll(async () => {
  server = await startDatabase();
  database = await openDatabase({ url: server.url, poolSize: 3 });
});
afterAll(async () => {
  await database.close();
  await server.close();
});

it.runIf(hasServer)('of two that do the last of a job at the same time, the later ends it', async () => {
  const { db } = database;
  const [tenantId, jobId] = [uuidv7(), uuidv7()];
  const createdAt = new Date();
  await db
    .insertInto('tenants')
    .values({ tenant_id: tenantId, name: 'T', email: 't@example.com', created_at: createdAt })
    .execute();
  await db.transaction().execute((tx) => {
    const sources = ['one', 'two'].map((label) => ({ kind: 'text', label, metadata: '{}' }));
    return insertJob(tx, tenantId, { id: jobId, projectId: null, kind: 'ingest', name: 'J', createdAt }, sources);
  });
  const read = (tx: Db, label: string) =>
    tx
      .updateTable('job_sources')
      .set({ status: 'succeeded' })
      .where('tenant_id', '=', tenantId)
      .where('label', '=', label)
      .execute();
  const ends = createJobEnds({ clock: testClock(), listener: async () => {} });

  const [first, second] = [await db.startTransaction().execute(), await db.startTransaction().execute()];
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(second);
  await read(first, 'one');
  await read(second, 'two');
  expect(await ends.end(first, tenantId, [jobId])).toEqual([]);
  let isOver = false;
  const later = ends.end(second, tenantId, [jobId]).finally(() => {
    isOver = true;
  });
  while (!isOver && !(await waitsForLock(db, rows[0]?.pid))) await setImmediate();
  await first.commit().execute();
  expect(await later).toEqual([{ id: jobId, status: 'succeeded' }]);
  await second.commit().execute();
});

async function waitsForLock(db: Db, pid: number | undefined): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND wait_event_type = 'Lock'`.execute(db);
  return rows.length > 0;
}
