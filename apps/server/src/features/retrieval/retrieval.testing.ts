import { createHash } from 'node:crypto';
import { testDatabase } from '../../../test/database.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Encoder } from '../../platform/embedding/encoder.ts';
import { unitVector } from '../../platform/embedding/vector.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { chunkMarkdown } from '../chunking/index.ts';
import { insertChunks, storeVectors, takePending } from './chunk-store.ts';

/** A database with the means to fill it, for the tests of this folder. */
export async function openLibrary(open = testDatabase): Promise<Library> {
  const { db, close } = await open();
  return { db, close, tenant: () => makeTenant(db) };
}

export interface Library {
  db: Db;
  close(): Promise<void>;
  tenant(): Promise<TestTenant>;
}

export interface TestTenant {
  id: string;
  project(): Promise<TestProject>;
}

export interface TestProject {
  id: string;
  /** Adds a document of one text, chunked, and returns its id. */
  add(text: string, more?: { external_id?: string; title?: string; url?: string; metadata?: object }): Promise<string>;
  /** Gives vectors to all that wait. */
  embed(): Promise<void>;
}

async function makeTenant(db: Db): Promise<TestTenant> {
  const id = uuidv7();
  const created_at = new Date(0);
  await db.insertInto('tenants').values({ tenant_id: id, name: 'T', email: 't@example.com', created_at }).execute();
  return { id, project: () => makeProject(db, id) };
}

async function makeProject(db: Db, tenantId: string): Promise<TestProject> {
  const id = uuidv7();
  const times = { created_at: new Date(0), updated_at: new Date(0) };
  await db
    .insertInto('projects')
    .values({ tenant_id: tenantId, id, slug: id, name: 'P', description: '', metadata: '{}', ...times })
    .execute();
  return {
    id,
    async add(text, { external_id = null, title = null, url = null, metadata = {} } = {}) {
      const documentId = uuidv7();
      const chunks = chunkMarkdown(text, null);
      const content_hash = createHash('sha256').update(documentId).digest();
      await db
        .insertInto('documents')
        .values({
          tenant_id: tenantId,
          id: documentId,
          project_id: id,
          external_id,
          title,
          source_url: url,
          metadata: JSON.stringify(metadata),
          format: 'text',
          content_hash,
          characters: text.length,
          chunk_count: chunks.length,
          ...times,
        })
        .execute();
      await insertChunks(db, { tenantId, projectId: id, jobId: uuidv7() }, [{ documentId, chunks }]);
      return documentId;
    },
    async embed() {
      for (;;) {
        const pending = await takePending(db, tenantId, id, 100);
        if (pending.length === 0) return;
        const vectors = await wordEncoder.encodePassages(pending.map((chunk) => chunk.text));
        const rows = pending.map((chunk, i) => ({ ...chunk, vectors: vectors[i] ?? [] }));
        await storeVectors(db, tenantId, wordEncoder.id, rows);
      }
    },
  };
}

const SYNONYMS: Record<string, string> = { car: 'automobile', cars: 'automobile', fast: 'quick', speedy: 'quick' };
const SIZE = 256;

/** An encoder whose space can be foreseen: a text is the sum of its words' directions, and synonyms are one word. */
export const wordEncoder: Encoder = {
  id: 'words',
  dimensions: SIZE,
  fusionWeight: 0.3,
  encodeQuery: async (text) => encodeWords(text),
  encodePassages: async (texts) => texts.map((text) => [encodeWords(text)]),
  close: async () => {},
};

function encodeWords(text: string): Float32Array {
  const sum = new Float32Array(SIZE).fill(0.001);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const digest = createHash('shake256', { outputLength: SIZE })
      .update(SYNONYMS[word] ?? word)
      .digest();
    digest.forEach((byte, i) => {
      sum[i] = (sum[i] ?? 0) + byte - 127.5;
    });
  }
  return unitVector(sum);
}
