import { availableParallelism } from 'node:os';
import { createPool, type Pool, type PoolOptions } from '../../workers/pool.ts';
import { type Encoder, EncoderError, type EncoderErrorCode } from '../encoder.ts';
import { refuseBlank } from '../texts.ts';
import { meanVector } from '../vector.ts';
import type { ChildInput } from './child.ts';
import { DIMENSIONS } from './graph.ts';
import { hasModelFile } from './model-file.ts';

/** A request to a child holds about so much text: 20 windows, 0.2 s. Larger ones would make an abort wait. */
const BATCH_CHARS = 8_000;
/** A question takes 3 ms, one of a thousand windows 10 s. */
const QUESTION_TIMEOUT_MS = 10_000;
/** Per batch; one text alone may be far larger than a batch, and a busy server's passages wait long. */
const PASSAGES_TIMEOUT_MS = 120_000;
/** A child needs about 200 MB. */
const MAX_RSS_MB = 1_024;

type EncodingPool = Pool<readonly string[], Float32Array[][]>;

/** By a process of its own, since the 200 MB that takes stay with whoever did it. */
async function makeModelFile(options: Omit<PoolOptions, 'size' | 'timeoutMs'>): Promise<void> {
  const maker: EncodingPool = createPool({ ...options, size: 1, timeoutMs: PASSAGES_TIMEOUT_MS });
  try {
    await maker.warm();
  } catch (error) {
    throw encoderError(error);
  } finally {
    await maker.close();
  }
}

/**
 * The encoder whose weights come with the installation: Universal Sentence Encoder lite, 512 dimensions, English,
 * windows of 128 tokens. It works in child processes: one for questions, ready when this resolves and kept, and up to
 * one per core for passages, at low priority and ended after ten seconds without work, so that ingest slows
 * neither questions nor the server. The first start writes the model's file into the folder `modelDir`.
 */
export async function createPackagedEncoder({ modelDir }: ChildInput): Promise<Encoder> {
  const common = {
    entry: new URL('./child.ts', import.meta.url),
    input: { modelDir },
    maxRssMb: MAX_RSS_MB,
    // What a text leaves behind is small and dies young; the model is not in this heap.
    maxNewSpaceMb: 1,
  };
  if (!(await hasModelFile(modelDir))) await makeModelFile(common);
  const lanes = availableParallelism();
  const questions: EncodingPool = createPool({ ...common, size: 1, timeoutMs: QUESTION_TIMEOUT_MS });
  const passages: EncodingPool = createPool({
    ...common,
    size: lanes,
    timeoutMs: PASSAGES_TIMEOUT_MS,
    nice: 19,
    idleMs: 10_000,
  });
  const close = async () => {
    await Promise.all([questions.close(), passages.close()]);
  };
  try {
    await questions.warm();
  } catch (error) {
    await close();
    throw encoderError(error);
  }
  return {
    id: 'use-lite-512',
    dimensions: DIMENSIONS,
    // nDCG@10 of the weighted fusion on MEDLINE and Cranfield is best near it.
    fusionWeight: 0.3,
    encodeQuery: async (text, signal) => {
      refuseBlank([text]);
      const [windows = []] = await encode(questions, [text], signal);
      return meanVector(windows);
    },
    encodePassages: (texts, signal) => encodeBatches(passages, lanes, texts, signal),
    close,
  };
}

/** Gives `lanes` batches at a time to the pool, so that after a failure or an abort hardly anything is encoded in vain. */
async function encodeBatches(
  pool: EncodingPool,
  lanes: number,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[][]> {
  refuseBlank(texts);
  const batches = splitBatches(texts);
  const results: Float32Array[][][] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < batches.length) {
      const place = next++;
      try {
        results[place] = await encode(pool, batches[place] ?? [], signal);
      } catch (error) {
        next = batches.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results.flat();
}

/** The pool stops a request by ending its process. A batch is short and a warm process dear, so it is let finish. */
async function encode(
  pool: EncodingPool,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[][]> {
  signal?.throwIfAborted();
  const vectors = await pool.run(texts).catch((error: unknown) => {
    throw encoderError(error);
  });
  signal?.throwIfAborted();
  return vectors;
}

function splitBatches(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let chars = 0;
  for (const text of texts) {
    const batch = batches.at(-1);
    if (batch !== undefined && chars + text.length <= BATCH_CHARS) {
      batch.push(text);
      chars += text.length;
    } else {
      batches.push([text]);
      chars = text.length;
    }
  }
  return batches;
}

/** Errors cross the process boundary as plain ones with their name and code. */
function encoderError(error: unknown): EncoderError {
  if (!(error instanceof Error)) return new EncoderError('encoder_unavailable', 'The packaged encoder failed.');
  if (error.name === 'EncoderError' && 'code' in error) {
    return new EncoderError(error.code as EncoderErrorCode, error.message);
  }
  return new EncoderError('encoder_unavailable', `The packaged encoder failed: ${error.message}`, { cause: error });
}
