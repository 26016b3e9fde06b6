import type { BodyOf, routes } from '@ragkeep/contract';
import { invalid } from '../../platform/errors.ts';

/** A text to encode, with the tokens that the caller counted, if they sent those. */
export interface Input {
  text: string;
  tokens: number | null;
}

/** OpenAI takes 8,192 tokens in a text and 300,000 in a request, of about four characters. */
const TEXT_CHARACTERS = 100_000;
const REQUEST_CHARACTERS = 1_200_000;

type EmbeddingBody = BodyOf<typeof routes.createEmbedding>;

/**
 * The texts of a request, those that came as token ids decoded.
 *
 * @throws ApiError `invalid_request` for what is empty, too long, or no token of cl100k_base
 */
export async function textsOf({ input }: EmbeddingBody): Promise<Input[]> {
  const many = Array.isArray(input) && typeof input[0] !== 'number' ? (input as (string | number[])[]) : null;
  const inputs: Input[] = [];
  let characters = 0;
  for (const [index, one] of (many ?? [input as string | number[]]).entries()) {
    const path = many ? `input[${index}]` : 'input';
    const text = typeof one === 'string' ? one : await decode(one, path);
    if (text.trim() === '') throw invalid(path, 'must not be empty');
    if (text.length > TEXT_CHARACTERS) throw invalid(path, 'may have 100,000 characters; encode it in parts');
    characters += text.length;
    if (characters > REQUEST_CHARACTERS) {
      throw invalid('input', 'may have 1,200,000 characters in all; spread it over several requests');
    }
    inputs.push({ text, tokens: typeof one === 'string' ? null : one.length });
  }
  return inputs;
}

/** The encoding is loaded when it is first needed: few clients send token ids. */
async function decode(ids: number[], path: string): Promise<string> {
  if (ids.length > TEXT_CHARACTERS) throw invalid(path, 'may have 100,000 characters; encode it in parts');
  const cl100k = await import('gpt-tokenizer/encoding/cl100k_base');
  try {
    return cl100k.decode(ids);
  } catch {
    throw invalid(path, 'holds a number that is no token of cl100k_base');
  }
}
