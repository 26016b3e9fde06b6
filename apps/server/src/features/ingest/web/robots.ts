import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../platform/clock.ts';
import { type FetchedResource, type SafeFetch, SafeFetchError } from '../../../platform/safe-fetch/index.ts';
import { parseRobots, type RobotsFile } from './robots-file.ts';

/** What a site's robots.txt says of a page. `unavailable`: it could not be read, so nothing may be visited for now. */
export type Verdict =
  | { kind: 'allowed'; delayMs: number }
  | { kind: 'disallowed' }
  | { kind: 'unavailable'; reason: string };

export interface Robots {
  /** Rejects with `signal.reason` when aborted. */
  ask(url: string, signal: AbortSignal): Promise<Verdict>;
}

/** What site owners call us in robots.txt; the User-Agent begins with it. */
const AGENT = 'ragkeep';
/** RFC 9309 §2.5: a parser must take at least 500 KiB, and may ignore what is beyond. */
const MAX_BYTES = 500 * 1024;
/** RFC 9309 §2.4: not kept for more than 24 hours. A failure is tried again soon. */
const KEPT_MS = 24 * 3_600_000;
const FAILURE_KEPT_MS = 5 * 60_000;
const MAX_DELAY_MS = 10_000;

/** `refusal`: why it could not be read. */
type Rules = RobotsFile | 'all' | { refusal: string };
type Known = { rules: Rules; until: number };

/** Reads and remembers the robots.txt of the sites that are visited, as RFC 9309 has it. */
export function createRobots({ fetch, clock }: { fetch: SafeFetch; clock: Clock }): Robots {
  const known = new LRUCache<string, Known>({ max: 500 });

  async function rulesOf(origin: string, signal: AbortSignal): Promise<Rules> {
    const now = clock.now().getTime();
    const remembered = known.get(origin);
    if (remembered && now < remembered.until) return remembered.rules;
    const rules = await read(fetch, origin, signal);
    known.set(origin, { rules, until: now + (isRefusal(rules) ? FAILURE_KEPT_MS : KEPT_MS) });
    return rules;
  }

  return {
    async ask(url, signal) {
      const rules = await rulesOf(new URL(url).origin, signal);
      if (rules === 'all') return { kind: 'allowed', delayMs: 0 };
      if (isRefusal(rules)) return { kind: 'unavailable', reason: rules.refusal };
      if (!rules.isAllowed(url)) return { kind: 'disallowed' };
      return { kind: 'allowed', delayMs: Math.min(rules.delaySeconds * 1000, MAX_DELAY_MS) };
    },
  };
}

const isRefusal = (rules: Rules): rules is { refusal: string } => typeof rules === 'object' && 'refusal' in rules;

/** RFC 9309 §2.3.1: what there is none of (4xx) forbids nothing, what cannot be read (5xx, the network) forbids all. */
async function read(fetch: SafeFetch, origin: string, signal: AbortSignal): Promise<Rules> {
  const url = `${origin}/robots.txt`;
  let answer: FetchedResource;
  try {
    answer = await fetch(url, { maxBytes: MAX_BYTES * 4, acceptAnyStatus: true, timeoutMs: 20_000, signal });
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    // §2.3.1.2: after five redirects it may count as missing. What must not be reached is refused with every page of it.
    return error.code === 'too_many_redirects' || error.code === 'address_refused' ? 'all' : { refusal: error.message };
  }
  const { status, body } = answer;
  if (status >= 500 || status === 429) return { refusal: `The server answered ${status}.` };
  if (status < 200 || status > 299) return 'all';
  return parseRobots(new TextDecoder().decode(body.subarray(0, MAX_BYTES)), AGENT);
}
