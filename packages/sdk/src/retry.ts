import { ConnectionError, RagkeepError } from './errors.ts';
import type { Call } from './options.ts';

const FIRST_WAIT_SECONDS = 0.5;
/** Whoever has to wait longer should know about it. */
const LONGEST_WAIT_SECONDS = 60;
/** Of a gateway before the server, or of the server while it starts and stops. */
const AWAY = [502, 503, 504];

/**
 * Whether a request is worth sending again, and safe to.
 *
 * @param tries how often it was sent again already
 * @returns seconds to wait before; null: it is over
 */
export function waitBeforeRetry(error: unknown, call: Call, tries: number): number | null {
  const patience = FIRST_WAIT_SECONDS * 2 ** tries * (0.5 + Math.random() / 2);
  if (error instanceof ConnectionError) return isRepeatable(call) ? patience : null;
  if (!(error instanceof RagkeepError)) return null;
  const { status, code, retryAfter } = error;
  // The try before, which we lost sight of, is still at work.
  if (code === 'idempotency_conflict') return tries > 0 ? patience : null;
  // Without a time given, a 429 is no matter of seconds: jobs have to end first.
  const isPassing = status === 429 ? retryAfter !== null : AWAY.includes(status) && isRepeatable(call);
  const wait = retryAfter ?? patience;
  return isPassing && wait <= LONGEST_WAIT_SECONDS ? wait : null;
}

/** Whether twice is the same as once: what changes nothing, what is gone anyway, what is done once by its key. */
const isRepeatable = ({ method, idempotent }: Call): boolean =>
  method === 'GET' || method === 'DELETE' || idempotent === true;

/** @throws the signal's reason as soon as it is aborted */
export async function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
