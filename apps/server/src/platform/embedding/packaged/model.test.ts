import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, type Model } from './model.ts';

let modelDir: string;
let model: Model;

beforeAll(async () => {
  modelDir = await mkdtemp(join(tmpdir(), 'model-'));
  model = await loadModel(join(modelDir, 'new', 'folder'));
});

afterAll(async () => {
  await model.close();
  await rm(modelDir, { recursive: true });
});

const LIFT =
  'The wing of an aircraft generates lift because the pressure above it is lower than the pressure below it.';

describe('vectors equal those of @energetic-ai/embeddings 0.2.0', () => {
  test.each([
    ['Hello, world!', [-0.0424865, -0.0508337, -0.0060226, -0.0474382, -0.0490024]],
    ['3.14159 2.71828 1e-10', [0.0310389, -0.047159, -0.0221997, 0.0556439, -0.0403177]],
    ['日本語のテキスト', [-0.032406, -0.039111, 0.0498751, 0.0396397, -0.0156098]],
    ['emoji 😀👍🏽 family 👨‍👩‍👧', [0.0590721, -0.0580108, 0.0338168, 0.0202661, -0.0530347]],
    [`${LIFT} ${LIFT} ${LIFT}`, [0.0093763, 0.0129492, -0.0350191, 0.0373759, 0.0625051]],
  ])('%j', async (text, leading) => {
    const [vector = new Float32Array(), ...more] = await model.encode(text);
    expect(more).toEqual([]);
    expect(vector).toHaveLength(512);
    for (const [i, value] of leading.entries()) expect(Math.abs((vector[i] ?? 0) - value)).toBeLessThan(1e-5);
  });
});

test('white space says nothing', async () => {
  expect(await model.encode(' The wing\r\n\tgenerates  lift.\n')).toEqual(
    await model.encode('The wing generates lift.'),
  );
});

test('a long text is read to its end', async () => {
  const body = `${LIFT} `.repeat(20);
  const [ships, prices] = [await model.encode(`${body}Ships left.`), await model.encode(`${body}Prices rose.`)];
  expect(ships.length).toBeGreaterThan(2);
  expect(ships.at(-1)).not.toEqual(prices.at(-1));
});

test.each(['', ' ', '\n\t\u00a0'])('%j is refused', async (blank) => {
  await expect(model.encode(blank)).rejects.toMatchObject({ code: 'encoder_empty_text' });
});

test('the file is written once, whole, and used again', async () => {
  const dir = join(modelDir, 'again');
  const loaded = await Promise.all([loadModel(dir), loadModel(dir)]);
  const files = await readdir(dir);
  expect(files).toEqual([expect.stringMatching(/^use-lite-[0-9a-f]{16}\.onnx$/)]);
  const path = join(dir, files.join());
  const before = await stat(path);
  const later = await loadModel(dir);
  expect((await stat(path)).ino).toBe(before.ino);
  expect(await later.encode('Hello, world!')).toEqual(await model.encode('Hello, world!'));
  await Promise.all([...loaded, later].map((one) => one.close()));
});
