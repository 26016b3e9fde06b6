import OpenAI, { APIConnectionTimeoutError, APIError } from 'openai';
import { z } from 'zod';
import { type Encoder, EncoderError } from './encoder.ts';
import { refuseBlank, splitText } from './texts.ts';
import { meanVector, unitVector } from './vector.ts';

export interface EndpointOptions {
  /** With the version path, e.g. `https://api.openai.com/v1` or `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  /** Some local servers want none. */
  apiKey: string | undefined;
  model: string;
  /** For one attempt; a batch with its retries and their pauses ends after three times as long. */
  timeoutMs?: number;
}

/** Texts per request; local servers commonly refuse or queue more. */
const BATCH_SIZE = 64;
/**
 * Endpoints refuse longer texts than their model reads, 8,192 tokens for OpenAI's. A byte-level BPE token is at least
 * one byte, so 8,000 bytes fit in any language and need no tokenizer here. Chunks are far smaller; this is a bound.
 */
const WINDOW_BYTES = 8_000;
const RETRIES = 2;

const Answer = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: z.array(z.number()).min(1) })),
});

/**
 * The encoder behind any OpenAI-compatible `/embeddings`. Its id names the model, not the host: the same model moved
 * to another address keeps its vectors. Failing requests (connection, 408, 409, 429, 5xx) are tried three times with
 * growing, jittered pauses.
 */
export function createEndpointEncoder(options: EndpointOptions): Encoder {
  const { baseUrl, apiKey, model, timeoutMs = 30_000 } = options;
  const endpoint = `The embeddings endpoint ${new URL(baseUrl).host} (model ${model})`;
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey || 'none', // the client insists on one
    timeout: timeoutMs,
    maxRetries: RETRIES,
    logLevel: 'off',
    // Left out, the client would take these from the environment.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  });
  const closing = new AbortController();
  let dimensions: number | undefined;

  const encodeBatch = async (input: string[], signal: AbortSignal | undefined): Promise<Float32Array[]> => {
    // The client's own time-out ends with the answer's headers, and its pauses do not listen to the signal.
    const deadline = AbortSignal.timeout(timeoutMs * (RETRIES + 1));
    const anySignal = AbortSignal.any([deadline, closing.signal, ...(signal === undefined ? [] : [signal])]);
    let answer: unknown;
    try {
      const request = client.embeddings.create({ model, input, encoding_format: 'float' }, { signal: anySignal });
      answer = await unlessAborted(request, anySignal);
    } catch (error) {
      signal?.throwIfAborted();
      throw failure(endpoint, deadline.aborted ? deadline.reason : error);
    }
    const vectors = checkAnswer(endpoint, answer, input.length);
    dimensions ??= vectors[0]?.length;
    const other = vectors.find((vector) => vector.length !== dimensions);
    if (other === undefined) return vectors;
    throw badAnswer(endpoint, `returned a vector of ${other.length} values where others have ${dimensions}.`);
  };

  const encodePassages = async (texts: string[], signal?: AbortSignal): Promise<Float32Array[][]> => {
    refuseBlank(texts);
    const windows = texts.map((text) => splitText(text, WINDOW_BYTES));
    const all = windows.flat();
    const vectors: Float32Array[] = [];
    for (let start = 0; start < all.length; start += BATCH_SIZE) {
      signal?.throwIfAborted();
      vectors.push(...(await encodeBatch(all.slice(start, start + BATCH_SIZE), signal)));
    }
    return windows.map((parts) => vectors.splice(0, parts.length));
  };

  return {
    id: `openai:${model}`,
    get dimensions() {
      return dimensions;
    },
    fusionWeight: 1,
    encodePassages,
    encodeQuery: async (text, signal) => {
      const [windows = []] = await encodePassages([text], signal);
      return meanVector(windows);
    },
    close: async () => closing.abort(new EncoderError('encoder_unavailable', 'The encoder is closed.')),
  };
}

/** One unit vector per text, in the texts' order, or `encoder_bad_answer`. */
function checkAnswer(endpoint: string, answer: unknown, count: number): Float32Array[] {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) throw badAnswer(endpoint, 'did not answer in the form of the OpenAI embeddings API.');
  const { data } = parsed.data;
  const places = new Map(data.map(({ index, embedding }, place) => [index ?? place, embedding]));
  if (data.length !== count || places.size !== count) {
    throw badAnswer(endpoint, `returned ${places.size} vectors for ${count} texts.`);
  }
  return Array.from({ length: count }, (_, place) => {
    const embedding = places.get(place);
    if (embedding === undefined) throw badAnswer(endpoint, `returned no vector for text ${place + 1} of ${count}.`);
    return unitVector(embedding);
  });
}

function badAnswer(endpoint: string, what: string): EncoderError {
  return new EncoderError('encoder_bad_answer', `${endpoint} ${what} Nothing was stored; check the model's name.`);
}

/** Says what happened in our own words: an endpoint's may repeat the key or the text. So `cause` stays out as well. */
function failure(endpoint: string, error: unknown): EncoderError {
  if (error instanceof EncoderError) return error;
  if (error instanceof SyntaxError) return badAnswer(endpoint, 'did not answer with JSON.');
  return new EncoderError('encoder_unavailable', `${endpoint} ${reason(error)}`);
}

function reason(error: unknown): string {
  if (error instanceof APIConnectionTimeoutError || (error instanceof Error && error.name === 'TimeoutError')) {
    return 'did not answer in time. Is it overloaded, or the time-out too short?';
  }
  const status = error instanceof APIError ? error.status : undefined;
  if (status === undefined) return 'could not be reached. Is its base URL right, and is it running?';
  if (status === 401 || status === 403) return `refused the API key (HTTP ${status}). Check the key and its rights.`;
  if (status === 404) return 'does not know the path or the model (HTTP 404). Check the base URL and the model name.';
  if (status === 429) return 'takes no more requests for now (HTTP 429). Check its rate limit and quota.';
  return `answered HTTP ${status}.`;
}

function unlessAborted<Value>(work: PromiseLike<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject).then(() => signal.removeEventListener('abort', onAbort));
  });
}
