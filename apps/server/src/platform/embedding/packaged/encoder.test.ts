import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Encoder } from '../encoder.ts';
import { createPackagedEncoder } from './encoder.ts';

let modelDir: string;
let encoder: Encoder;

beforeAll(async () => {
  modelDir = await mkdtemp(join(tmpdir(), 'encoder-'));
  encoder = await createPackagedEncoder({ modelDir });
});

afterAll(async () => {
  await encoder.close();
  await rm(modelDir, { recursive: true });
});

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

test('a question is closest to the passage that answers it', async () => {
  const question = await encoder.encodeQuery('How do I reset my password?');
  const passages = await encoder.encodePassages([
    'The wing generates lift because the pressure above it is lower.',
    'If you forgot your password, choose a new one on the login page.',
    'Invoices are sent on the first day of each month.',
  ]);
  const scores = passages.map(([vector = new Float32Array()]) => dot(question, vector));
  expect(question).toHaveLength(encoder.dimensions ?? 0);
  expect(scores.indexOf(Math.max(...scores))).toBe(1);
});

test('many texts come back in order, each with its windows', async () => {
  const texts = Array.from(
    { length: 60 },
    (_, i) => `Passage ${i}. ${'It tells of ships, harbours and the sea. '.repeat(i % 20)}`,
  );
  const passages = await encoder.encodePassages(texts);
  expect(passages).toHaveLength(texts.length);
  for (const place of [0, 19, 41, 59]) {
    const [alone] = await encoder.encodePassages([texts[place] ?? '']);
    expect(passages[place]).toEqual(alone);
  }
  expect(passages[0]).toHaveLength(1);
  expect(passages[19]?.length).toBeGreaterThan(1);
});

test('a question longer than a window is the mean of its windows', async () => {
  const long = `${'The harbour was full of ships. '.repeat(20)}${'Prices rose in the spring. '.repeat(20)}`;
  const question = await encoder.encodeQuery(long);
  const [windows = []] = await encoder.encodePassages([long]);
  expect(windows.length).toBeGreaterThan(1);
  expect(dot(question, question)).toBeCloseTo(1, 5);
  for (const window of windows) expect(dot(question, window)).toBeGreaterThan(0.5);
});

test('a blank text is refused with its place', async () => {
  await expect(encoder.encodePassages(['fine', ' '])).rejects.toMatchObject({
    name: 'EncoderError',
    code: 'encoder_empty_text',
    message: expect.stringContaining('Text 2 of 2'),
  });
  await expect(encoder.encodeQuery('')).rejects.toMatchObject({ code: 'encoder_empty_text' });
});

test('no texts give no vectors', async () => {
  expect(await encoder.encodePassages([])).toEqual([]);
});

test('an aborted call rejects with the reason, and the encoder goes on', async () => {
  const controller = new AbortController();
  const texts = Array.from({ length: 200 }, (_, i) => `Passage ${i} of a long document about ships. `.repeat(10));
  const encoding = encoder.encodePassages(texts, controller.signal);
  controller.abort(new Error('no longer wanted'));
  await expect(encoding).rejects.toThrow('no longer wanted');
  await expect(encoder.encodeQuery('ships', controller.signal)).rejects.toThrow('no longer wanted');
  expect(await encoder.encodePassages(['ships'])).toHaveLength(1);
});

test('a folder that cannot be made is reported as unavailable', async () => {
  const file = join(modelDir, 'file');
  await writeFile(file, '');
  await expect(createPackagedEncoder({ modelDir: join(file, 'models') })).rejects.toMatchObject({
    name: 'EncoderError',
    code: 'encoder_unavailable',
    message: expect.stringContaining(file),
  });
});

test('a closed encoder answers no more', async () => {
  const other = await createPackagedEncoder({ modelDir });
  await other.close();
  await expect(other.encodeQuery('ships')).rejects.toMatchObject({ code: 'encoder_unavailable' });
});
