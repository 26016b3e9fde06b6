import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { deleteChunksOfDocument } from './chunk-store.ts';
import { detectLexicalEngine } from './engine.ts';
import { type Library, openLibrary, type TestProject, type TestTenant, wordEncoder } from './retrieval.testing.ts';
import { type SearchInput, search } from './service.ts';
import { VectorCache } from './vector-cache.ts';

let library: Library;
let tenant: TestTenant;
let project: TestProject;
let vectors: VectorCache;
beforeAll(async () => {
  library = await openLibrary();
  vectors = new VectorCache(library.db);
  tenant = await library.tenant();
  project = await tenant.project();
  await project.add('# Transport\n\nThe automobile is quick and has four wheels.', {
    external_id: 'auto',
    title: 'About wheels',
    url: 'http://example.com/auto',
    metadata: { year: 2020 },
  });
  await project.add('Cars need petrol. Some cars need only electricity.', {
    external_id: 'cars',
    metadata: { year: 2024 },
  });
  await project.add('A boat floats on the water.', { external_id: 'boat', metadata: { year: 2024 } });
  await project.embed();
});
afterAll(() => library.close());

async function find(
  query: string,
  more: Partial<SearchInput> = {},
  encoder: Encoder = wordEncoder,
  tenantId = tenant.id,
) {
  const lexical = await detectLexicalEngine(library.db);
  const deps = { db: library.db, encoder, lexical, vectors };
  return search(deps, tenantId, { projectId: project.id, query, topK: 10, mode: 'hybrid', filters: [], ...more });
}
const ids = async (...args: Parameters<typeof find>) =>
  (await find(...args)).hits.map((hit) => hit.document.external_id);

describe('modes', () => {
  it('lexical finds words and their forms, and nothing else', async () => {
    expect(await ids('car', { mode: 'lexical' })).toEqual(['cars']);
    expect(await ids('zebra', { mode: 'lexical' })).toEqual([]);
  });

  it('a heading counts for the text below it', async () => {
    expect(await ids('transport', { mode: 'lexical' })).toEqual(['auto']);
  });

  it('semantic ranks everything by meaning', async () => {
    expect((await ids('a fast car', { mode: 'semantic' }))[0]).toBe('auto');
  });

  it('hybrid is led by words and completed by meaning', async () => {
    expect(await ids('cars')).toEqual(['cars', 'auto', 'boat']);
  });

  it('gives each hit its scores, its place and its document', async () => {
    const { hits, semantic } = await find('quick transport');
    expect(semantic).toBe('used');
    expect(hits[0]).toMatchObject({
      heading: 'Transport',
      text: '# Transport\n\nThe automobile is quick and has four wheels.',
      page: null,
      start: 0,
      end: 57,
      document: {
        external_id: 'auto',
        title: 'About wheels',
        url: 'http://example.com/auto',
        metadata: { year: 2020 },
      },
    });
    expect(hits[0]?.score).toBeCloseTo(1);
    expect(hits[0]?.scores.lexical).toBeGreaterThan(0);
    expect(hits[0]?.scores.semantic).toBeGreaterThan(0);
    expect(hits.at(-1)?.scores.lexical).toBeNull();
  });

  it('returns no more than is asked for', async () => {
    expect(await ids('cars', { topK: 1 })).toEqual(['cars']);
  });
});

describe('filters', () => {
  it.each(['hybrid', 'lexical', 'semantic'] as const)('hold in mode %s', async (mode) => {
    expect(await ids('cars boat automobile', { mode, filters: [{ year: { lt: 2024 } }] })).toEqual(['auto']);
    expect(await ids('cars boat automobile', { mode, filters: [{ external_id: 'nobody' }] })).toEqual([]);
  });

  it('leave all that match, however many others rank above them', async () => {
    const crowd = await tenant.project();
    for (let i = 0; i < 150; i++) await crowd.add('whale whale', { metadata: { part: 'crowd' } });
    for (let i = 0; i < 5; i++) {
      await crowd.add(`A whale is mentioned here once among many other words, ${i}.`, { metadata: { part: 'few' } });
    }
    const { hits } = await find('whale', { projectId: crowd.id, mode: 'lexical', filters: [{ part: 'few' }] });
    expect(hits.map((hit) => hit.document.metadata)).toEqual(Array(5).fill({ part: 'few' }));
    await crowd.add('A lone whale.', { external_id: 'lone' });
    await project.add('The whale of this project.', { external_id: 'whale' });
    expect(await ids('whale', { mode: 'lexical' })).toEqual(['whale']);
  });
});

describe('isolation', () => {
  it('another tenant finds nothing, even with the project’s id', async () => {
    const other = await library.tenant();
    for (const mode of ['hybrid', 'lexical', 'semantic'] as const) {
      expect(await ids('cars', { mode }, wordEncoder, other.id)).toEqual([]);
    }
  });

  it('vectors of another encoder are not compared', async () => {
    expect(await ids('cars', { mode: 'semantic' }, { ...wordEncoder, id: 'other' })).toEqual([]);
  });
});

describe('odd questions find what they can and never fail', () => {
  it.each([
    '',
    '   ',
    '\0',
    'cars\0boat',
    'the of and',
    '"cars" & | !(a:b) <-> \\ \' ; -- :* %',
    'chunks_bm25:cars',
    "'; DROP TABLE chunks; --",
    '🚗 émigré 日本語 \ud800',
    'cars '.repeat(2_000),
    'x'.repeat(10_000),
    Array.from({ length: 1_500 }, (_, i) => `w${i}`).join(' '),
  ])('%j', async (query) => {
    for (const mode of ['hybrid', 'lexical', 'semantic'] as const) await find(query, { mode });
  });
});

describe('an encoder that fails', () => {
  const away = (error: Error): Encoder => ({ ...wordEncoder, encodeQuery: () => Promise.reject(error) });

  it('leaves the words, and the answer says so', async () => {
    const failing = away(new EncoderError('encoder_unavailable', 'away'));
    for (const mode of ['hybrid', 'semantic'] as const) {
      const { hits, semantic } = await find('cars', { mode }, failing);
      expect([hits.map((hit) => hit.document.external_id), semantic]).toEqual([['cars'], 'unavailable']);
    }
    expect((await find('cars', { mode: 'lexical' }, failing)).semantic).toBe('off');
  });

  it('because the caller has left ends the search', async () => {
    await expect(find('cars', {}, away(new DOMException('gone', 'AbortError')))).rejects.toThrow('gone');
  });
});

it('finds words before there are vectors, and nothing of what is deleted', async () => {
  const fresh = await tenant.project();
  const document = await fresh.add('A comet has a tail.', { external_id: 'comet' });
  expect(await ids('comet', { projectId: fresh.id })).toEqual(['comet']);
  await fresh.embed();
  await deleteChunksOfDocument(library.db, tenant.id, document);
  expect(await ids('comet', { projectId: fresh.id })).toEqual([]);
  expect(await ids('comet', { projectId: uuidv7() })).toEqual([]);
});
