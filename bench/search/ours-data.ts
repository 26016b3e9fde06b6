import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insertChunks, storeVectors, takePending } from '../../apps/server/src/features/retrieval/index.ts';
import { systemClock } from '../../apps/server/src/platform/clock.ts';
import { type Db, openDatabase } from '../../apps/server/src/platform/db/index.ts';
import { createMaintenance } from '../../apps/server/src/platform/db/maintenance.ts';
import { uuidv7 } from '../../apps/server/src/platform/ids.ts';
import { startServer } from '../lib/server.ts';
import type { Data } from './data.ts';

/** A `DATA_DIR` that holds the data as one project of one tenant. */
export interface Library {
  dataDir: string;
  key: string;
  tenantId: string;
  projectId: string;
}

const ENCODER = 'use-lite-512';
const PASSAGES_A_DOCUMENT = 20;
const BATCH = 1000;

/**
 * Makes it, or takes that of an earlier run. A server of its own registers the tenant; then the passages with their vectors go
 * in by the functions that ingest stores them with, without encoding each again.
 */
export async function makeLibrary(cache: string, data: Data): Promise<Library> {
  const dataDir = join(cache, `ragkeep-${data.passages.length}`);
  const note = join(dataDir, 'bench.json');
  if (!existsSync(dataDir)) {
    const part = `${dataDir}.part`;
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    await writeFile(join(part, 'bench.json'), JSON.stringify(await fill(part, data)));
    await rename(part, dataDir);
  }
  return { dataDir, ...JSON.parse(await readFile(note, 'utf8')) };
}

async function fill(dataDir: string, { passages, vectors }: Data): Promise<Omit<Library, 'dataDir'>> {
  const server = await startServer({ dataDir });
  const { id: projectId } = await server.call<{ id: string }>('POST', '/projects', { name: 'Bench' });
  await server.stop({ keep: true });
  const { db, close } = await openDatabase({ dataDir });
  try {
    const { tenant_id: tenantId } = await db
      .selectFrom('projects')
      .select('tenant_id')
      .where('id', '=', projectId)
      .executeTakeFirstOrThrow();
    const owner = { tenantId, projectId, jobId: uuidv7() };
    for (let from = 0; from < passages.length; from += BATCH) {
      await insertDocuments(db, owner, from, passages.slice(from, from + BATCH));
      const pending = await takePending(db, tenantId, projectId, BATCH);
      // In the order they were put in, which is that of their ids.
      const rows = pending.map((chunk, index) => ({
        ...chunk,
        vectors: [vectors[from + index] ?? new Float32Array()],
      }));
      await storeVectors(db, tenantId, ENCODER, rows);
    }
    await db.updateTable('projects').set({ encoder: ENCODER }).where('tenant_id', '=', tenantId).execute();
    // As the server does after an ingest.
    const maintenance = createMaintenance(db, systemClock());
    maintenance.noteChanges();
    await maintenance.run();
    return { key: server.key, tenantId, projectId };
  } finally {
    await close();
  }
}

/** Documents of twenty passages, each passage with its number in the data as its heading's place: `ordinal` of the whole. */
async function insertDocuments(
  db: Db,
  owner: { tenantId: string; projectId: string; jobId: string },
  first: number,
  texts: string[],
): Promise<void> {
  const documents = [];
  for (let from = 0; from < texts.length; from += PASSAGES_A_DOCUMENT) {
    const documentId = uuidv7();
    const own = texts.slice(from, from + PASSAGES_A_DOCUMENT);
    documents.push({
      documentId,
      chunks: own.map((text, index) => ({
        ordinal: first + from + index,
        text,
        start: 0,
        end: text.length,
        page: null,
        pageEnd: null,
        heading: '',
      })),
    });
  }
  const at = new Date();
  await db
    .insertInto('documents')
    .values(
      documents.map(({ documentId, chunks }) => ({
        tenant_id: owner.tenantId,
        id: documentId,
        project_id: owner.projectId,
        external_id: documentId,
        format: 'text',
        content_hash: createHash('sha256').update(documentId).digest(),
        characters: chunks.reduce((sum, { text }) => sum + text.length, 0),
        chunk_count: chunks.length,
        created_at: at,
        updated_at: at,
      })),
    )
    .execute();
  await insertChunks(db, owner, documents);
}
