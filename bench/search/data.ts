import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackagedEncoder } from '../../apps/server/src/platform/embedding/packaged/encoder.ts';
import { meanVector } from '../../apps/server/src/platform/embedding/vector.ts';
import { makeTexts } from './texts.ts';

/** Passages and questions, each with its vector of the packaged encoder. */
export interface Data {
  passages: string[];
  vectors: Float32Array[];
  questions: string[];
  questionVectors: Float32Array[];
}

const MOST = 100_000;
const QUESTIONS = 200;
const BATCH = 1000;
const VECTOR_BYTES = 512 * 4;

/**
 * The first `count` of 100,000 passages with their vectors. What an earlier run put into the folder is read; what it
 * lacks is encoded now, in some ten minutes for all, and added there.
 */
export async function loadData(cache: string, count: number): Promise<Data> {
  await mkdir(cache, { recursive: true });
  const { passages: all, questions } = await loadTexts(join(cache, 'texts.json'));
  const passages = all.slice(0, count);
  const vectors = await loadVectors(cache, [...questions, ...passages]);
  return { passages, questions, questionVectors: vectors.slice(0, QUESTIONS), vectors: vectors.slice(QUESTIONS) };
}

async function loadTexts(file: string): Promise<ReturnType<typeof makeTexts>> {
  if (!existsSync(file)) {
    const texts = makeTexts(join(import.meta.dirname, '../../node_modules'), MOST, QUESTIONS);
    // Written beside and renamed, so that a run that is ended leaves nothing behind that looks whole.
    await writeFile(`${file}.part`, JSON.stringify(texts));
    await rename(`${file}.part`, file);
  }
  return JSON.parse(await readFile(file, 'utf8'));
}

async function loadVectors(cache: string, texts: string[]): Promise<Float32Array[]> {
  const file = join(cache, 'vectors.bin');
  await encodeMissing(file, join(cache, 'model'), texts);
  const handle = await open(file);
  try {
    const bytes = new ArrayBuffer(texts.length * VECTOR_BYTES);
    await handle.read(new Uint8Array(bytes), 0, bytes.byteLength, 0);
    return texts.map((_, place) => new Float32Array(bytes, place * VECTOR_BYTES, VECTOR_BYTES / 4));
  } finally {
    await handle.close();
  }
}

/** Adds to the file the vectors of the texts whose vectors it does not hold yet. */
async function encodeMissing(file: string, modelDir: string, texts: string[]): Promise<void> {
  await appendFile(file, '');
  const handle = await open(file);
  const { size } = await handle.stat();
  await handle.close();
  const done = Math.floor(size / VECTOR_BYTES);
  if (done >= texts.length) return;
  await truncate(file, done * VECTOR_BYTES);
  await mkdir(modelDir, { recursive: true });
  const encoder = await createPackagedEncoder({ modelDir });
  try {
    for (let from = done; from < texts.length; from += BATCH) {
      process.stderr.write(`encoding passages: ${from} of ${texts.length}\r`);
      const encoded = await encoder.encodePassages(texts.slice(from, from + BATCH));
      await appendFile(file, Buffer.concat(encoded.map((windows) => Buffer.from(meanVector(windows).slice().buffer))));
    }
  } finally {
    await encoder.close();
  }
}
