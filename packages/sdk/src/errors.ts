/** What a server says about an error, beside the message. */
interface ErrorFacts {
  status: number;
  code: string;
  details: Readonly<Record<string, unknown>>;
  requestId: string | null;
  retryAfter: number | null;
}

/** The server refused a request, or could not answer it. `message` is written for people. */
export class RagkeepError extends Error {
  override name = 'RagkeepError';
  /** The HTTP status; that of the code where an answer broke off after it began well. */
  readonly status: number;
  /** The stable name for programs, as in the reference of errors; `unknown` where something else than Ragkeep answered. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Leads to the server's log entry. */
  readonly requestId: string | null;
  /** Seconds after which to come again, if the server said so. */
  readonly retryAfter: number | null;

  constructor(message: string, facts: ErrorFacts) {
    super(message);
    this.status = facts.status;
    this.code = facts.code;
    this.details = facts.details;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }
}

/** No answer came: the server is not there, the connection broke, or the time was over. `cause` holds the reason. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
}

/** The error that an answer tells of; reads its body. */
export async function errorOf(response: Response): Promise<RagkeepError> {
  const { status, type } = response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    const message = 'The server sends elsewhere, and no redirect is followed: give the address of the server itself';
    return new RagkeepError(message, { status, code: 'unknown', details: {}, requestId: null, retryAfter: null });
  }
  const body: unknown = await response.json().catch(() => null);
  return errorFrom(body, status, retryAfterOf(response));
}

export function errorFrom(body: unknown, status: number, retryAfter: number | null = null): RagkeepError {
  const { error } = (body ?? {}) as { error?: unknown };
  // On the surface for OpenAI's clients it lies one deeper.
  const told = typeof error === 'object' && error !== null ? error : (body ?? {});
  const { message, code, details, request_id } = told as Record<string, unknown>;
  const isOurs = typeof message === 'string' && typeof code === 'string';
  return new RagkeepError(isOurs ? message : `The server answered ${status}, and not as Ragkeep does`, {
    status,
    code: isOurs ? code : 'unknown',
    details: typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {},
    requestId: typeof request_id === 'string' ? request_id : null,
    retryAfter,
  });
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterOf(response: Response): number | null {
  const text = response.headers.get('retry-after');
  if (text === null) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const until = Date.parse(text) - Date.now();
  return Number.isNaN(until) ? null : Math.max(0, until / 1000);
}
