/**
 * - `llm_unavailable`: no connection, overloaded, failing, or cut off in the middle of an answer;
 * - `llm_timeout`: too slow to begin, or to go on;
 * - `llm_bad_answer`: it answered something that is not a chat completion, or nothing at all;
 * - `llm_rejected`: it refused the request (wrong key, unknown model, content filter).
 */
export type LlmErrorCode = 'llm_unavailable' | 'llm_timeout' | 'llm_bad_answer' | 'llm_rejected';

/** A language model that failed. The message may be shown to anyone: no address, key or upstream text. */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly code: LlmErrorCode;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** What the endpoint said, for the operator's log: shortened, the key and the address blacked out. */
  readonly upstream: string | null;

  constructor(code: LlmErrorCode, message: string, upstream: string | null = null) {
    super(message);
    this.code = code;
    this.retryable = code === 'llm_unavailable' || code === 'llm_timeout';
    this.upstream = upstream;
  }
}
