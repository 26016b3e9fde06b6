import { EncoderError } from '../../platform/embedding/encoder.ts';
import { ApiError } from '../../platform/errors.ts';
import { LlmError } from '../../platform/llm/index.ts';

/** A model's failure is not the caller's, and which model it was is nobody's business. Anything else stays what it is. */
export function toApiError(error: unknown): unknown {
  if (error instanceof EncoderError) {
    const reason = 'The encoder that weighs the sentences is away; try again shortly';
    return new ApiError('unavailable', { reason }, { cause: error, headers: { 'retry-after': '10' } });
  }
  if (!(error instanceof LlmError)) return error;
  const options = { cause: error };
  switch (error.code) {
    case 'llm_timeout':
      return new ApiError('answerer_timeout', { reason: error.message }, options);
    case 'llm_unavailable':
      return new ApiError('unavailable', { reason: error.message }, { ...options, headers: { 'retry-after': '10' } });
    default:
      return new ApiError('answerer_failed', { reason: error.message }, options);
  }
}
