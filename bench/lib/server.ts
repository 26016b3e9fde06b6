import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Server {
  url: string;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Resident memory of the server's own process and of all its children, in MB. */
  memory(): Promise<{ server: number; children: number }>;
  startMs: number;
  /** The tenant's key. */
  key: string;
  /** Ends it at once, as a power cut would, and keeps the folder. */
  kill(): Promise<void>;
  stop(options?: { keep: boolean }): Promise<void>;
}

export interface StartOptions {
  /** A folder of before; without it a fresh one. */
  dataDir?: string;
  /** A key of before; without it a new tenant's first. */
  key?: string;
  env?: Record<string, string>;
}

/** The real server as its own process. */
export async function startServer(options: StartOptions = {}): Promise<Server & { dataDir: string }> {
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'ragkeep-bench-')));
  const started = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../apps/server/src/main.ts')], {
    env: { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A measurement that fails must not leave its server behind.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.removeListener('exit', endWithUs));
  let printed = '';
  let url: string | undefined;
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    url = /Reference\s+(http:\S+)\/api\/docs/.exec(printed)?.[1];
    if (url) break;
  }
  if (!url) throw new Error(`the server did not start: ${printed}`);
  const startMs = performance.now() - started;

  let key = options.key;
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
  const registration = { name: 'Bench', email: 'bench@example.com' };
  key ??= (await call<{ api_key: string }>('POST', '/tenants', registration)).api_key;
  const exited = once(child, 'exit');

  return {
    dataDir: folder,
    url,
    call,
    startMs,
    key,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async memory() {
      const status = (pid: number) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const rss = (text: string) => Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024;
      const pids = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').catch(() => '');
      const children = await Promise.all(
        pids
          .split(' ')
          .filter(Boolean)
          .map((pid) => status(Number(pid))),
      );
      return {
        server: Math.round(rss(await status(child.pid ?? 0))),
        children: Math.round(children.reduce((sum, text) => sum + rss(text), 0)),
      };
    },
    async stop({ keep } = { keep: false }) {
      child.kill('SIGTERM');
      await exited;
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The value below which the given share of the numbers lies. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** How long each of the calls took, in ms, one after the other. */
export async function timed(count: number, run: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await run(index);
    times.push(performance.now() - started);
  }
  return times;
}
