import { ERRORS, type ErrorCode, type FactsOf } from '@ragkeep/contract';

/** An error the caller is told about: a code of the contract's catalogue with its facts. */
export class ApiError<C extends ErrorCode = ErrorCode> extends Error {
  override name = 'ApiError';
  readonly code: C;
  readonly facts: FactsOf<C>;
  readonly headers: Record<string, string>;

  constructor(code: C, facts: FactsOf<C>, options: { cause?: unknown; headers?: Record<string, string> } = {}) {
    const { message } = ERRORS[code] as { message: (facts: FactsOf<C>) => string };
    super(message(facts), { cause: options.cause });
    this.code = code;
    this.facts = facts;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** What every 401 says of the credentials that are taken (RFC 9110, section 11.6.1). */
export const CHALLENGE = { 'www-authenticate': 'Bearer realm="ragkeep"' };

/** The 401 that does not tell what is wrong with a credential. */
export const unauthorized = () => new ApiError('unauthorized', {}, { headers: CHALLENGE });

/** The 404 that does not tell "is not there" from "is not yours". */
export const notFound = (resource: string) => new ApiError('not_found', { resource });

/** A 400 about one field. */
export const invalid = (path: string, message: string) =>
  new ApiError('invalid_request', { issues: [{ path, message }] });
