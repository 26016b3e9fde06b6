import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Encoder, EncoderError } from '../src/platform/embedding/encoder.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

let app: TestApp;
let owner: Client;
let isAway = false;

/** An encoder with the faults of real ones, on demand: it refuses some texts, and is away at times. */
const encoder: Encoder = {
  id: 'faulty',
  dimensions: 4,
  fusionWeight: 0.3,
  async encodeQuery(text) {
    const [[vector] = []] = await this.encodePassages([text]);
    return vector ?? new Float32Array(4);
  },
  async encodePassages(texts) {
    if (isAway) throw new EncoderError('encoder_unavailable', 'The embeddings endpoint is away.');
    if (texts.some((text) => text.includes('cursed'))) {
      throw new EncoderError('encoder_bad_answer', 'The embeddings endpoint gave a vector of zeros.');
    }
    return texts.map((text) => [new Float32Array([0.5, 0.5, 0.5, text.length % 2 ? 0.5 : -0.5])]);
  },
  close: async () => {},
};

beforeAll(async () => {
  app = await startTestApp({}, { encoder });
  owner = await app.tenant();
});
afterAll(() => app.close());

it('a passage that the encoder refuses keeps no other from its vector, and is still found by its words', async () => {
  const { id } = (await owner.post('/projects', { name: 'P' })).body;
  const texts = Array.from({ length: 20 }, (_, n) => (n === 7 ? 'A cursed amulet.' : `Ordinary thing number ${n}.`));
  const job = await owner.ingest(id, { documents: texts.map((text, n) => ({ external_id: String(n), text })) });
  expect(job).toMatchObject({ status: 'succeeded', passages: { searchable: 20, embedded: 20 } });
  const found = await owner.post(`/projects/${id}/search`, { query: 'cursed amulet', mode: 'lexical' });
  expect(found.body.results[0].document.external_id).toBe('7');
  expect((await app.db.selectFrom('chunk_vectors').select('chunk_id').execute()).length).toBe(19);
});

it('while the encoder is away a search rests on words, and says so', async () => {
  const { id } = (await owner.post('/projects', { name: 'Q' })).body;
  await owner.ingest(id, { text: 'Sails are mended in the loft.' });
  isAway = true;
  const { body } = await owner.post(`/projects/${id}/search`, { query: 'Who mended the sails?' });
  const { agent_id } = (await owner.get(`/projects/${id}`)).body;
  const asked = await owner.post(`/agents/${agent_id}/query`, { message: 'Where are the sails mended?' });
  isAway = false;
  expect([asked.status, asked.body.code, asked.headers.get('retry-after')]).toEqual([503, 'unavailable', '10']);
  expect(body).toMatchObject({ degraded: 'semantic_unavailable', results: [{ scores: { semantic: null } }] });
});

it('a job whose passages were deleted while they waited for vectors ends', async () => {
  const { id } = (await owner.post('/projects', { name: 'R' })).body;
  isAway = true;
  const { job } = (await owner.post(`/projects/${id}/ingest`, { text: 'Oars lie in the shed.' })).body;
  const documents = async () => (await owner.get(`/projects/${id}/documents`)).body.data;
  await expect.poll(documents, { timeout: 30_000 }).toHaveLength(1);
  const [document] = await documents();
  expect((await owner.delete(`/projects/${id}/documents/${document.id}`)).status).toBe(204);
  expect((await owner.get(`/jobs/${job.id}`)).body.status).toBe('running');
  isAway = false;
  expect(await owner.settled(job.id)).toMatchObject({ status: 'succeeded' });
});
