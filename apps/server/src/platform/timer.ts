import type { Log } from './log.ts';

/** Runs something again and again until stopped; a failure is logged and does not end the repetition. */
export function repeatedly(everyMs: number, log: Log, run: () => Promise<void>): { stop(): void } {
  const timer = setInterval(() => {
    run().catch((error: unknown) => log.error({ err: error }, 'a repeated task failed'));
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
