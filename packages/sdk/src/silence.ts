import { ConnectionError } from './errors.ts';

/** What a timer can count; more is no limit. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Answers that a Response cannot be made of with a body. */
const WITHOUT_BODY = [101, 204, 205, 304];

/** Gives a request up when nothing moves for too long, or when its caller calls it off. */
export interface Silence {
  /** For the request. */
  signal: AbortSignal;
  /** Counts from now. */
  begin(): void;
  end(): void;
  /** What to throw for what went wrong: the caller's own reason, or a ConnectionError. */
  explain(error: unknown): unknown;
}

/**
 * @param origin the server, for the message
 * @param milliseconds that may pass without a sign
 */
export function limitSilence(origin: string, milliseconds: number, called?: AbortSignal): Silence {
  const own = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => clearTimeout(timer);
  return {
    signal: called ? either(called, own) : own.signal,
    begin() {
      end();
      if (milliseconds > LONGEST_TIMER_MS) return;
      timer = setTimeout(() => own.abort(new Error(`nothing came for ${milliseconds} ms`)), milliseconds);
    },
    end,
    explain(error) {
      if (called?.aborted) return called.reason;
      const cause: unknown = own.signal.aborted ? own.signal.reason : error;
      return new ConnectionError(`No answer from ${origin}: ${reasonOf(cause)}`, { cause });
    },
  };
}

function either(called: AbortSignal, own: AbortController): AbortSignal {
  if ('any' in AbortSignal) return AbortSignal.any([called, own.signal]);
  // Node before 20.3
  if (called.aborted) own.abort(called.reason);
  else called.addEventListener('abort', () => own.abort(called.reason), { once: true });
  return own.signal;
}

/** As `ECONNREFUSED`: what `fetch` says itself is that fetching failed. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}

/** The answer, whose body is given up when it stays silent while somebody waits for it. */
export function watched(response: Response, silence: Silence): Response {
  if (!response.body || WITHOUT_BODY.includes(response.status)) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        silence.begin();
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(silence.explain(error));
        } finally {
          silence.end();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
