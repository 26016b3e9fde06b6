/** Tells those in this process who follow a job that it changed. What other processes do is found by looking again. */
export interface JobChanges {
  /** Call it after the commit. */
  changed(jobId: string): void;
  /** Resolves at the next change, after `maxMs`, or when the signal is aborted, whichever comes first. */
  waitForChange(jobId: string, signal: AbortSignal, maxMs: number): Promise<void>;
}

export function createJobChanges(): JobChanges {
  const waiting = new Map<string, Set<() => void>>();
  return {
    changed(jobId) {
      for (const wake of waiting.get(jobId) ?? []) wake();
    },
    waitForChange(jobId, signal, maxMs) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const waiters = waiting.get(jobId) ?? new Set();
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          waiters.delete(wake);
          if (waiters.size === 0 && waiting.get(jobId) === waiters) waiting.delete(jobId);
          resolve();
        };
        const timer = setTimeout(wake, maxMs);
        signal.addEventListener('abort', wake);
        waiting.set(jobId, waiters.add(wake));
      });
    },
  };
}
