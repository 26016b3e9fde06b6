import { readFile } from 'node:fs/promises';

/** How often a busy process is measured. It may pass its limit by what it allocates in that time. */
const INTERVAL_MS = 250;

/**
 * Calls `onExceeded` once when the process' resident memory passes `limitMb` mebibytes; the returned function ends the watch.
 * This sees what V8's heap limit does not: typed arrays, WebAssembly, native code.
 * It works on Linux only (`VmRSS` of proc_pid_status(5), in KiB); elsewhere nothing is watched and only the heap limit holds.
 */
export function watchMemory(pid: number, limitMb: number, onExceeded: () => void): () => void {
  if (process.platform !== 'linux') return () => {};
  let watching = true;
  const timer = setInterval(async () => {
    const resident = await residentMb(pid);
    // A measurement may still be under way when the watch ends.
    if (!watching || resident <= limitMb) return;
    stop();
    onExceeded();
  }, INTERVAL_MS);
  function stop(): void {
    watching = false;
    clearInterval(timer);
  }
  return stop;
}

/** A process's resident memory in mebibytes; 0 for one that is gone, and outside Linux. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
