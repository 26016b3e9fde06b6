import { isIPv6, type LookupFunction } from 'node:net';
import { Client, type Dispatcher } from 'undici';

/** Limits of the single phases in milliseconds, 0 for none; the total is limited by the signal. */
export interface Phases {
  connect: number;
  headers: number;
  /** Between two pieces of the body. */
  body: number;
}

const PHASES: Phases = { connect: 10_000, headers: 30_000, body: 15_000 };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Message {
  method: Method;
  headers: Record<string, string>;
  body?: string;
}

/**
 * Sends one request to `addresses` and nowhere else: the name is not resolved again, no redirect is followed, no proxy is used,
 * and no connection outlives the request. The caller reads the body within `use`.
 */
export async function requestAt<T>(
  url: URL,
  addresses: readonly string[],
  message: Message,
  signal: AbortSignal,
  use: (response: Dispatcher.ResponseData) => Promise<T>,
  phases: Phases = PHASES,
): Promise<T> {
  const client = new Client(url.origin, {
    connect: { lookup: pinned(addresses), timeout: phases.connect },
    headersTimeout: phases.headers,
    bodyTimeout: phases.body,
    pipelining: 0,
  });
  try {
    return await use(await client.request({ ...message, path: url.pathname + url.search, signal }));
  } finally {
    await client.destroy();
  }
}

/** In place of the DNS: answers every question with the addresses that were checked. */
function pinned(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = answers;
    if (options.all || first === undefined) callback(null, answers);
    else callback(null, first.address, first.family);
  };
}
