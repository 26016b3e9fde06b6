import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/ids.ts';
import { chunkMarkdown } from '../chunking/index.ts';
import { deleteChunksOfDocument, insertChunks, storeVectors, takePending } from './chunk-store.ts';
import { type Library, openLibrary, type TestProject, type TestTenant, wordEncoder } from './retrieval.testing.ts';
import { semanticRanks } from './semantic.ts';
import { search } from './service.ts';
import { VectorCache } from './vector-cache.ts';

let library: Library;
let tenant: TestTenant;
beforeAll(async () => {
  library = await openLibrary();
  tenant = await library.tenant();
});
afterAll(() => library.close());

const WIDTH = 64;
/** Unit vectors, spread out but the same in every run. */
const vectorOf = (n: number) =>
  Float32Array.from({ length: WIDTH }, (_, i) => Math.sin((n + 1) * (i + 1)) / Math.sqrt(WIDTH / 2));
const encoder = { ...wordEncoder, id: 'e', encodeQuery: async () => vectorOf(7) };

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

/** The ids and scores of the five nearest. */
async function find(project: TestProject, vectors?: VectorCache) {
  const scope = { tenantId: tenant.id, projectId: project.id, documents: undefined };
  const question = { encoderId: 'e', vector: vectorOf(7), feedback: [] };
  const copy = await vectors?.current({ tenantId: tenant.id, projectId: project.id, encoderId: 'e' });
  const ranks = await semanticRanks({ db: library.db, copy: copy?.table }, scope, question, {
    candidates: 20,
    limit: 5,
  });
  return {
    ids: ranks.map((rank) => rank.chunkId),
    scores: ranks.map((rank) => rank.score.toFixed(3)),
    inMemory: !!copy,
  };
}

async function searched(project: TestProject, vectors?: VectorCache) {
  const deps = { db: library.db, encoder, lexical: 'bm25' as const, vectors };
  const input = { projectId: project.id, query: 'Passage', topK: 5, mode: 'semantic' as const, filters: [] };
  return (await search(deps, tenant.id, input)).hits.map((hit) => hit.chunkId);
}

it('finds in memory what the database finds, also what is added later', async () => {
  const project = await tenant.project();
  const vectors = new VectorCache(library.db);
  expect(await find(project, vectors)).toEqual({ ids: [], scores: [], inMemory: true });
  await fill(project, 60, 20);
  expect(await find(project, vectors)).toEqual({ ...(await find(project)), inMemory: true });
  await fill(project, 60, 12, 60);
  const both = await Promise.all([find(project, vectors), find(project, vectors)]);
  expect(both).toEqual(Array(2).fill({ ...(await find(project)), inMemory: true }));
  expect(Number(both[0]?.scores[0])).toBeCloseTo(1);
});

it('knows at the next search what others have stored meanwhile, little or much', async () => {
  const project = await tenant.project();
  const vectors = new VectorCache(library.db);
  let passages = 0;
  for (const [added, batch] of [
    [20, 20],
    [12, 12],
    [60, 2],
    [5, 5],
  ] as const) {
    await fill(project, added, batch, passages);
    passages += added;
    for (let i = 0; i < 2; i++) expect(await searched(project, vectors)).toEqual(await searched(project));
  }
});

it('answers while the copy is still far behind, and then from it', async () => {
  const project = await tenant.project();
  const vectors = new VectorCache(library.db);
  await fill(project, 80, 2);
  const expected = await find(project);
  const first = await find(project, vectors);
  expect(first).toEqual({ ...expected, inMemory: false });
  let last = first;
  while (!last.inMemory) last = await find(project, vectors);
  expect(last).toEqual({ ...expected, inMemory: true });
});

it('is not misled by what was deleted', async () => {
  const project = await tenant.project();
  const vectors = new VectorCache(library.db);
  const first = await fill(project, 60, 60);
  expect(await searched(project, vectors)).toHaveLength(5);
  await fill(project, 60, 60, 60);
  await deleteChunksOfDocument(library.db, tenant.id, first);
  for (let i = 0; i < 2; i++) expect(await searched(project, vectors)).toEqual(await searched(project));
  expect(await searched(project)).toHaveLength(5);
});

it('keeps no more than it may: lets go of what is not used, and leaves what is too large to the database', async () => {
  const [small, other, large] = [await tenant.project(), await tenant.project(), await tenant.project()];
  await fill(small, 60, 60);
  await fill(other, 60, 60);
  await fill(large, 300, 150);
  const vectors = new VectorCache(library.db, 40_000);
  for (const project of [small, other, small]) expect((await find(project, vectors)).inMemory).toBe(true);
  for (let i = 0; i < 2; i++) expect(await find(large, vectors)).toEqual(await find(large));
  expect((await find(small, vectors)).inMemory).toBe(true);
});
