import { setTimeout as sleep } from 'node:timers/promises';
import { TooSlow } from './failures.ts';

/** An abort signal that fires when something takes too long, or when the caller's own signal does. */
export interface Clock {
  readonly signal: AbortSignal;
  /** Allows `ms` from now until the next call; replaces what was allowed before. */
  allow(ms: number): void;
  stop(): void;
}

export function startClock(totalMs: number, caller: AbortSignal | undefined): Clock {
  const controller = new AbortController();
  const expire = () => controller.abort(new TooSlow());
  const total = setTimeout(expire, totalMs);
  let step: NodeJS.Timeout | undefined;
  return {
    signal: caller === undefined ? controller.signal : AbortSignal.any([controller.signal, caller]),
    allow(ms) {
      clearTimeout(step);
      step = setTimeout(expire, ms);
    },
    stop() {
      clearTimeout(total);
      clearTimeout(step);
    },
  };
}

/** Waits; throws the signal's reason as soon as it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
