import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';

/** Between two requests to a host, unless its robots.txt asks for more. */
const GAP_MS = 200;
/** Longer than this nobody is kept from working: whoever asks comes back. */
const MAX_WAIT_MS = 1_000;
/** While another has its turn. */
const LOOK_AGAIN_MS = 50;

export type Turn =
  /** It is the caller's turn, until it calls `end`. */
  { kind: 'now'; end(): void } | { kind: 'later'; inMs: number };

/** Sees to it that no host gets two requests at once from this process, and none too soon after the one before. */
export interface Hosts {
  /** @param gapMs that the host's robots.txt asks for */
  turn(url: string, gapMs: number, signal: AbortSignal): Promise<Turn>;
}

interface Host {
  busy: boolean;
  /** In milliseconds of `performance.now()`: this is about real time, whatever the clock of the tests says. */
  nextAt: number;
}

export function createHosts(): Hosts {
  const hosts = new LRUCache<string, Host>({ max: 5_000 });
  return {
    async turn(url, gapMs, signal) {
      const name = new URL(url).host;
      const host = hosts.get(name) ?? { busy: false, nextAt: 0 };
      hosts.set(name, host);
      const patience = performance.now() + MAX_WAIT_MS;
      for (;;) {
        const now = performance.now();
        const wait = host.busy ? LOOK_AGAIN_MS : host.nextAt - now;
        if (wait <= 0) break;
        if (now + wait > patience) return { kind: 'later', inMs: Math.ceil(Math.max(wait, gapMs, MAX_WAIT_MS)) };
        await delay(wait, undefined, { signal });
      }
      host.busy = true;
      return {
        kind: 'now',
        end() {
          host.busy = false;
          host.nextAt = performance.now() + Math.max(GAP_MS, gapMs);
        },
      };
    },
  };
}
