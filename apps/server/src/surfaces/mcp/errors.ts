import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { ApiError } from '../../platform/errors.ts';
import { isDependencyAway } from '../../platform/http/dependency.ts';
import type { Log } from '../../platform/log.ts';

/** What a caller is told of a failure; faults of the server go to the log and tell the caller nothing. */
export function publicError(error: unknown, log: Log, requestId: string, signal: AbortSignal): ApiError {
  const known = toApiError(error);
  // Work that is broken off because its client hung up is no fault.
  if (known.status >= 500 && !signal.aborted) log.error({ request_id: requestId, err: error }, 'MCP request failed');
  return known;
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isDependencyAway(error)) return new ApiError('unavailable', {}, { cause: error });
  return new ApiError('internal_error', {}, { cause: error });
}

/** The same in the protocol's own words, for what has no result to put a failure into. */
export const protocolError = ({ status, code, message }: ApiError): ProtocolError =>
  new ProtocolError(status < 500 ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError, message, {
    code,
  });
