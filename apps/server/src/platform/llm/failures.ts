import { APIConnectionError, APIConnectionTimeoutError, APIError, OpenAIError } from 'openai';
import { SafeFetchError } from '../safe-fetch/index.ts';
import { LlmError } from './errors.ts';

/** Thrown by our own clocks. */
export class TooSlow extends Error {}

/** Longest piece of the endpoint's own words that is kept for the log. */
const UPSTREAM_CHARACTERS = 300;

/**
 * What went wrong with a request to the model, in our terms.
 *
 * @param secrets key and address, which never leave in the result; null: nothing that the endpoint said does
 */
export function asLlmError(error: unknown, secrets: string[] | null): LlmError {
  if (error instanceof LlmError) return error;
  const kept = keptFrom(error);
  if (kept) return kept;
  const upstream = secrets === null ? null : scrub(words(error), secrets);
  if (error instanceof TooSlow || error instanceof APIConnectionTimeoutError) {
    return new LlmError('llm_timeout', 'The language model took too long to answer. Try again in a moment.', upstream);
  }
  if (error instanceof APIError && !(error instanceof APIConnectionError) && error.status !== undefined) {
    return byStatus(error.status, upstream);
  }
  if (error instanceof SyntaxError) {
    return new LlmError('llm_bad_answer', 'The language model answered in a form that cannot be read.', upstream);
  }
  // Connections refused or reset, a body cut off (undici: TypeError "terminated"), errors sent inside the stream.
  const message = 'The language model cannot be reached or broke off its answer. Try again in a moment.';
  return new LlmError('llm_unavailable', message, upstream);
}

/** Of requests that safe-fetch did not make, or broke off; null for others, and for what may pass. */
function keptFrom(error: unknown): LlmError | null {
  const why = error instanceof APIConnectionError ? error.cause : error;
  if (!(why instanceof SafeFetchError) || why.code === 'unreachable' || why.code === 'timeout') return null;
  if (why.code === 'too_large') {
    return new LlmError('llm_bad_answer', 'The language model did not come to an end. Ask more narrowly.', why.code);
  }
  const message =
    'The language model cannot be asked as it is set up: its address or its credential is refused. Whoever set it up can test it.';
  return new LlmError('llm_rejected', message, why.code);
}

function byStatus(status: number, upstream: string | null): LlmError {
  if (status === 408 || status === 504) {
    return new LlmError('llm_timeout', 'The language model took too long to answer. Try again in a moment.', upstream);
  }
  if (status === 429) {
    const message = 'The language model is asked too often right now. Try again in a moment.';
    return new LlmError('llm_unavailable', message, upstream);
  }
  if (status === 409 || status >= 500) {
    const message = `The language model failed (HTTP ${status}). Try again in a moment.`;
    return new LlmError('llm_unavailable', message, upstream);
  }
  const message = `The language model refused the request (HTTP ${status}). Whoever set it up can check its address, key and model name.`;
  return new LlmError('llm_rejected', message, upstream);
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error instanceof OpenAIError ? '' : `${error.name}: `}${error.message}${cause}`;
}

function scrub(text: string, secrets: string[]): string | null {
  let clean = text;
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '[removed]');
  // Endpoints echo keys in part ("sk-ab***yz") and addresses in other spellings than ours.
  clean = clean
    .replace(/\bsk-\S+/g, '[removed]')
    .replace(/https?:\/\/\S+/g, '[removed]')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?/g, '[removed]');
  return clean.trim() === '' ? null : clean.slice(0, UPSTREAM_CHARACTERS);
}
