/**
 * Speed of the packaged sentence encoder: how fast passages are encoded by one and by several threads and processes,
 * and how long a question takes, alone and beside that.
 *
 * usage: node bench/encoder.ts [seconds per measurement, default 5]
 *
 * Every line is measured for the same time on the same passages; on a busy machine compare lines, not runs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createPackagedEncoder } from '../apps/server/src/platform/embedding/packaged/encoder.ts';
import { ensureModelFile } from '../apps/server/src/platform/embedding/packaged/model-file.ts';
import { createTokenizer } from '../apps/server/src/platform/embedding/packaged/tokenizer.ts';
import { readVocabulary } from '../apps/server/src/platform/embedding/packaged/weights.ts';
import { createPool } from '../apps/server/src/platform/workers/pool.ts';

const seconds = Number(process.argv[2] ?? 5);
const QUESTION = 'Which wing shape has the least drag at high speed?';

const { tokenize } = createTokenizer(await readVocabulary());
const passages = makePassages(500);
const tokens = passages.map(tokenize);
const averageTokens = tokens.reduce((sum, list) => sum + list.length, 0) / tokens.length;

const modelDir = await mkdtemp(join(tmpdir(), 'bench-encoder-'));
try {
  const path = await ensureModelFile(modelDir);
  console.log(`${availableParallelism()} cores, ${passages.length} passages of ${averageTokens.toFixed(0)} tokens\n`);
  console.table({
    tokenizer: await rate(async (place) => {
      tokenize(passages[place % passages.length] ?? '');
    }),
    'model, 1 thread': await modelRate(path, 1),
    'model, 2 threads': await modelRate(path, 2),
    '1 process': await poolRate(1),
    '2 processes': await poolRate(2),
  });
  console.table(await questionTimes());
} finally {
  await rm(modelDir, { recursive: true });
}

/** Calls `step` with 0, 1, 2 … for the measuring time, after a tenth of it to warm up. */
async function rate(step: (place: number) => Promise<void>, perStep = 1) {
  await during(seconds / 10, step);
  const cpu = process.cpuUsage();
  const { count, elapsedMs } = await during(seconds, step);
  const { user, system } = process.cpuUsage(cpu);
  const passagesDone = count * perStep;
  return {
    'passages/s': Math.round((passagesDone / elapsedMs) * 1000),
    'ms/passage': Number((elapsedMs / passagesDone).toFixed(2)),
    'CPU ms/passage here': Number(((user + system) / 1000 / passagesDone).toFixed(2)),
  };
}

async function during(time: number, step: (place: number) => Promise<void>) {
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < time * 1000) await step(count++);
  return { count, elapsedMs: performance.now() - start };
}

async function modelRate(path: string, intraOpNumThreads: number) {
  const session = await InferenceSession.create(path, { intraOpNumThreads });
  const result = await rate(async (place) => {
    const list = tokens[place % tokens.length] ?? Int32Array.of(6);
    await session.run({ tokens: new Tensor('int32', list, [list.length]) });
  });
  await session.release();
  return result;
}

async function poolRate(size: number) {
  const entry = new URL('../apps/server/src/platform/embedding/packaged/child.ts', import.meta.url);
  const pool = createPool<readonly string[], Float32Array[][]>({
    entry,
    size,
    input: { modelDir },
    timeoutMs: 60_000,
    nice: 10,
  });
  const batch = passages.slice(0, 20);
  await Promise.all(Array.from({ length: size }, () => pool.run(batch)));
  const result = await rate(async () => {
    await Promise.all(Array.from({ length: size }, () => pool.run(batch)));
  }, batch.length * size);
  await pool.close();
  return result;
}

async function questionTimes() {
  const encoder = await createPackagedEncoder({ modelDir });
  const alone = await latency(() => encoder.encodeQuery(QUESTION));
  const stop = new AbortController();
  await encoder.encodePassages(passages.slice(0, 20));
  const ingest = (async () => {
    let encoded = 0;
    for (; !stop.signal.aborted; encoded += 100) await encoder.encodePassages(passages.slice(0, 100));
    return encoded;
  })();
  const start = performance.now();
  const beside = await latency(() => encoder.encodeQuery(QUESTION));
  stop.abort();
  const encoded = await ingest;
  const perSecond = Math.round((encoded / (performance.now() - start)) * 1000);
  await encoder.close();
  return {
    'question alone': alone,
    'question beside passages': { ...beside, 'passages/s meanwhile': perSecond },
  };
}

async function latency(ask: () => Promise<unknown>) {
  const times: number[] = [];
  await during(seconds, async () => {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2));
  return { 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'p99 ms': at(0.99) };
}

/** Texts of 75 words, about 100 tokens and at most 128, the same at every run. */
function makePassages(count: number): string[] {
  const words =
    `the wing of a modern aircraft is built from light metal and carbon fibre while older designs used wood and canvas
    engineers measure pressure along its surface at several speeds because drag grows with the square of velocity
    every supersonic experiment in this tunnel needs careful calibration before results may be compared between teams`.split(
      /\s+/,
    );
  let state = 1;
  // Park–Miller generator: all that is needed is that runs are alike.
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return words[state % words.length] ?? '';
  };
  return Array.from({ length: count }, () => `${Array.from({ length: 75 }, next).join(' ')}.`);
}
