export type SafeFetchCode =
  | 'bad_url'
  | 'address_refused'
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  | 'too_many_redirects'
  | 'bad_status'
  | 'credential_failed';

/**
 * Why a URL was not fetched. The message is for the person who gave the URL: it names only hosts of that URL, never an
 * address it resolved to or a host it redirects to. Those may be in `cause`, for the operator's log.
 */
export class SafeFetchError extends Error {
  readonly code: SafeFetchCode;
  /** With `bad_status`: what the server answered. */
  readonly status: number | undefined;

  constructor(code: SafeFetchCode, message: string, options?: ErrorOptions & { status?: number }) {
    super(message, options);
    this.name = 'SafeFetchError';
    this.code = code;
    this.status = options?.status;
  }
}
