import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/ids.ts';
import { chunkMarkdown } from '../chunking/index.ts';
import { deleteChunksOfDocument, insertChunks, storeVectors, takePending } from './chunk-store.ts';
import { type Library, openLibrary, type TestProject, type TestTenant } from './retrieval.testing.ts';
import { semanticRanks } from './semantic.ts';
import { SignCache } from './sign-cache.ts';

let library: Library;
let tenant: TestTenant;
beforeAll(async () => {
  library = await openLibrary();
  tenant = await library.tenant();
});
afterAll(() => library.close());

/** Unit vectors of 64 components, spread out but the same in every run. */
const vectorOf = (n: number) =>
  Float32Array.from({ length: 64 }, (_, i) => Math.sin((n + 1) * (i + 1)) / Math.sqrt(32));

/** A document of so many passages, whose vectors are stored `batch` at a time. */
async function fill(project: TestProject, passages: number, batch: number, from = 0): Promise<string> {
  const documentId = await project.add('x');
  await deleteChunksOfDocument(library.db, tenant.id, documentId);
  const text = Array.from({ length: passages }, (_, i) => `Passage ${i}.`).join('\n\n');
  const owner = { tenantId: tenant.id, projectId: project.id, jobId: uuidv7() };
  await insertChunks(library.db, owner, [{ documentId, chunks: chunkMarkdown(text, null, { max: 12, min: 0 }) }]);
  for (let done = 0; done < passages; done += batch) {
    const pending = await takePending(library.db, tenant.id, project.id, batch);
    const rows = pending.map((chunk, i) => ({ ...chunk, vectors: [vectorOf(from + done + i)] }));
    await storeVectors(library.db, tenant.id, 'e', rows);
  }
  return documentId;
}

const find = async (project: TestProject, signs?: SignCache) => {
  const scope = { tenantId: tenant.id, projectId: project.id, documents: undefined };
  const question = { encoderId: 'e', vector: vectorOf(7), feedback: [] };
  const ranks = await semanticRanks({ db: library.db, signs }, scope, question, { candidates: 20, limit: 5 });
  return ranks.map((rank) => rank.score);
};

it('finds in memory what the database finds, also what is added later', async () => {
  const project = await tenant.project();
  const signs = new SignCache(library.db);
  expect(await find(project, signs)).toEqual([]);
  await fill(project, 60, 20);
  expect(await find(project, signs)).toEqual(await find(project));
  await fill(project, 60, 7, 60);
  const both = await Promise.all([find(project, signs), find(project, signs)]);
  expect(both).toEqual(Array(2).fill(await find(project)));
  expect(both[0]?.[0]).toBeCloseTo(1);
});

it('answers while the copy is still far behind', async () => {
  const project = await tenant.project();
  const signs = new SignCache(library.db);
  await fill(project, 80, 1);
  for (let i = 0; i < 5; i++) expect(await find(project, signs)).toEqual(await find(project));
});

it('is not misled by what was deleted', async () => {
  const project = await tenant.project();
  const signs = new SignCache(library.db);
  const first = await fill(project, 60, 60);
  expect(await find(project, signs)).toHaveLength(5);
  await fill(project, 60, 60, 60);
  await deleteChunksOfDocument(library.db, tenant.id, first);
  for (let i = 0; i < 2; i++) expect(await find(project, signs)).toEqual(await find(project));
});
