import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import { meanVector } from '../../platform/embedding/vector.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import { type Input, textsOf } from './inputs.ts';
import { createTurns } from './turns.ts';

type Embeddings = ResultOf<typeof routes.createEmbedding>;

/** A text alone that is no longer than this is most likely a question, and somebody waits for the answer. */
const QUESTION_CHARACTERS = 2_000;
/** How much is encoded before another request has its turn: about a second's work on two cores. */
const SLICE_CHARACTERS = 32_000;
const SLICE_TEXTS = 64;
/** Requests that encode passages at the same time; ingest wants its share of the same processes. */
const REQUESTS_AT_ONCE = 2;

export type Embed = (body: BodyOf<typeof routes.createEmbedding>, signal: AbortSignal) => Promise<Embeddings>;

/**
 * Encodes texts by the encoder in use. Requests take turns slice by slice, so that a large one keeps no other waiting for
 * long; questions to the documents have processes of their own.
 */
export function createEmbed(encoder: Encoder): Embed {
  const inTurn = createTurns(REQUESTS_AT_ONCE);
  const encode = async (slice: readonly Input[], signal: AbortSignal): Promise<Float32Array[]> => {
    const [first, ...more] = slice.map(({ text }) => text);
    if (first === undefined) return [];
    const isQuestion = more.length === 0 && first.length <= QUESTION_CHARACTERS;
    if (isQuestion) return [await encoder.encodeQuery(first, signal)];
    return (await inTurn(() => encoder.encodePassages([first, ...more], signal))).map(meanVector);
  };
  return async (body, signal) => {
    const inputs = await textsOf(body);
    refuseOtherSize(encoder.dimensions, body.dimensions);
    const { tokens } = await import('../../platform/llm/tokens.ts');
    const vectors: Float32Array[] = [];
    let counted = 0;
    try {
      for (const slice of slicesOf(inputs)) {
        vectors.push(...(await encode(slice, signal)));
        for (const input of slice) counted += input.tokens ?? tokens(input.text);
      }
    } catch (error) {
      throw toApiError(error);
    }
    // An endpoint's size is known with its first answer.
    refuseOtherSize(vectors[0]?.length, body.dimensions);
    const present = body.encoding_format === 'base64' ? base64Of : (vector: Float32Array) => [...vector];
    return {
      object: 'list',
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: present(vector) })),
      model: body.model,
      usage: { prompt_tokens: counted, total_tokens: counted },
    };
  };
}

function slicesOf(inputs: readonly Input[]): Input[][] {
  const slices: Input[][] = [];
  let characters = 0;
  for (const input of inputs) {
    const slice = slices.at(-1);
    if (slice && slice.length < SLICE_TEXTS && characters + input.text.length <= SLICE_CHARACTERS) {
      slice.push(input);
      characters += input.text.length;
    } else {
      slices.push([input]);
      characters = input.text.length;
    }
  }
  return slices;
}

function refuseOtherSize(native: number | undefined, asked: number | null | undefined): void {
  if (native === undefined || asked === undefined || asked === null || asked === native) return;
  throw invalid('dimensions', `must be ${native}, which is what this server’s encoder gives`);
}

/** 32-bit floats, little-endian, as every machine that Node runs on writes them but IBM's. */
const base64Of = (vector: Float32Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');

function toApiError(error: unknown): unknown {
  if (!(error instanceof EncoderError)) return error;
  if (error.code === 'encoder_empty_text') return invalid('input', 'holds nothing to encode');
  const reason = 'The encoder is away; try again shortly';
  return new ApiError('unavailable', { reason }, { cause: error, headers: { 'retry-after': '10' } });
}
