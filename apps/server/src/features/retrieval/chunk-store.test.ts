import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/ids.ts';
import { chunkMarkdown } from '../chunking/index.ts';
import { deleteChunksOfDocument, insertChunks, storeVectors, takePending } from './chunk-store.ts';
import { type Library, openLibrary, type TestProject, type TestTenant } from './retrieval.testing.ts';

let library: Library;
let tenant: TestTenant;
let project: TestProject;
beforeAll(async () => {
  library = await openLibrary();
  tenant = await library.tenant();
  project = await tenant.project();
});
afterAll(() => library.close());

const count = async (table: string) =>
  (
    await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(table)} WHERE tenant_id = ${tenant.id}`.execute(
      library.db,
    )
  ).rows[0]?.n;
const counts = () => Promise.all(['chunks', 'pending_embeddings', 'chunk_vectors', 'chunk_bits'].map(count));

it('stores chunks with their places, more than one statement holds', async () => {
  const documentId = await project.add('x');
  await deleteChunksOfDocument(library.db, tenant.id, documentId);
  const markdown = Array.from({ length: 2_500 }, (_, i) => `# Part ${i}\n\nIt's text "${i}" \\ {1,2}.`).join('\n\n');
  const chunks = chunkMarkdown(markdown, [{ number: 7, start: 0, end: markdown.length }], { max: 50, min: 1 });
  const owner = { tenantId: tenant.id, projectId: project.id, jobId: uuidv7() };
  await insertChunks(library.db, owner, [{ documentId, chunks }]);
  const { rows } = await sql`
    SELECT ordinal, heading, text, page, page_end AS "pageEnd", start_offset AS start, end_offset AS "end"
    FROM chunks WHERE tenant_id = ${tenant.id} ORDER BY ordinal`.execute(library.db);
  expect(rows).toEqual(chunks);
  await deleteChunksOfDocument(library.db, tenant.id, documentId);
  expect(await counts()).toEqual([0, 0, 0, 0]);
});

it('a chunk waits for its vector until that is stored, under its headings, with the job that waits', async () => {
  const documentId = await project.add('# A\n\n## B\n\nText.');
  const [chunk, ...others] = await takePending(library.db, tenant.id, project.id, 10);
  expect(others).toEqual([]);
  expect(chunk).toMatchObject({ documentId, text: 'A › B\n# A\n\n## B\n\nText.', jobId: expect.any(String) });
  const row = {
    chunkId: chunk?.chunkId ?? '',
    projectId: project.id,
    vectors: [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0)],
  };
  await storeVectors(library.db, tenant.id, 'e', [row]);
  await storeVectors(library.db, tenant.id, 'e', [row]);
  expect(await takePending(library.db, tenant.id, project.id, 10)).toEqual([]);
  const { rows } =
    await sql`SELECT embedding::text, bits::text FROM chunk_vectors JOIN chunk_bits USING (tenant_id, chunk_id)
    WHERE tenant_id = ${tenant.id}`.execute(library.db);
  expect(rows).toEqual([{ embedding: '[0.70710677,0.70710677,0]', bits: '110' }]);
  await deleteChunksOfDocument(library.db, tenant.id, documentId);
  expect(await counts()).toEqual([0, 0, 0, 0]);
});

it('vectors of chunks that are gone, or another tenant’s, are left out', async () => {
  const documentId = await project.add('Text.');
  const [chunk] = await takePending(library.db, tenant.id, project.id, 10);
  const other = await library.tenant();
  const row = { chunkId: chunk?.chunkId ?? '', projectId: project.id, vectors: [Float32Array.of(1, 0, 0)] };
  await storeVectors(library.db, other.id, 'e', [row]);
  expect(await counts()).toEqual([1, 1, 0, 0]);
  await deleteChunksOfDocument(library.db, tenant.id, documentId);
  await storeVectors(library.db, tenant.id, 'e', [row]);
  expect(await counts()).toEqual([0, 0, 0, 0]);
});

it('a vector longer than a page holds is stored as well', async () => {
  const documentId = await project.add('Text.');
  const [chunk] = await takePending(library.db, tenant.id, project.id, 10);
  const vector = Float32Array.from({ length: 3_072 }, (_, i) => Math.sin(i));
  await storeVectors(library.db, tenant.id, 'large', [
    { chunkId: chunk?.chunkId ?? '', projectId: project.id, vectors: [vector] },
  ]);
  expect(await counts()).toEqual([1, 0, 1, 1]);
  await library.db.deleteFrom('documents').where('id', '=', documentId).execute();
  expect(await counts()).toEqual([0, 0, 0, 0]);
});

it('a document’s chunks cannot be stored twice', async () => {
  const documentId = await project.add('Text.');
  const owner = { tenantId: tenant.id, projectId: project.id, jobId: uuidv7() };
  const again = [{ documentId, chunks: chunkMarkdown('Text.', null) }];
  await expect(insertChunks(library.db, owner, again)).rejects.toThrow('chunks_by_document');
});
