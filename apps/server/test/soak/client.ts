/** An answer; status 0: there was none, so that nobody knows whether the request was carried out. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers with
  body: any;
}

export type Call = (method: string, path: string, body?: unknown, key?: string) => Promise<Answer>;

/** Longer than anything the server may take, so that a silence is found. */
const SILENCE_MS = 60_000;

/**
 * Requests as a client sees them whose server may be killed at any moment.
 *
 * @param url where the server is at present
 * @param counts how often each status was answered; 0: not at all
 */
export function callerOf(url: () => string, key: () => string, counts: Map<number, number>): Call {
  return async (method, path, body, other) => {
    let answer: Answer = { status: 0, body: null };
    try {
      const isForm = body instanceof FormData;
      const response = await fetch(`${url()}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${other ?? key()}`,
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : isForm ? body : JSON.stringify(body),
        signal: AbortSignal.timeout(SILENCE_MS),
      });
      const text = await response.text();
      answer = { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : null };
    } catch {
      // No answer, or a part of one.
    }
    counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
    return answer;
  };
}

/** Asks until there is an answer that is not "later". */
export async function insist(call: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await call();
    if (answer.status !== 0 && answer.status !== 503 && answer.status !== 429) return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the server does not come back');
}
