import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** The server under test: one process at a time, on the same data. */
export interface Target {
  url(): string;
  start(): Promise<void>;
  /** @returns the exit code, null after a kill, and how long it took in milliseconds */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
  /** Resident memory of the process and of all its children, in MB. */
  memory(): { server: number; children: number };
}

export function targetOf(env: Record<string, string>): Target {
  let child: ChildProcess | undefined;
  let url = '';
  process.once('exit', () => child?.kill('SIGKILL'));
  return {
    url: () => url,
    async start() {
      const started = spawn(process.execPath, [MAIN], {
        env: { PORT: '0', LOG_LEVEL: 'fatal', ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      let printed = '';
      url = await new Promise<string>((resolve, reject) => {
        started.stdout.on('data', (chunk) => {
          printed = (printed + String(chunk)).slice(-4000);
          const found = /Reference\s+(http:\S+)\/api\/docs/.exec(printed)?.[1];
          if (found) resolve(found);
        });
        started.once('exit', (code) => reject(new Error(`the server ended with ${code} at its start: ${printed}`)));
      });
    },
    async end(signal) {
      if (!child || child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the server has ended by itself, with ${child?.exitCode ?? child?.signalCode}`);
      }
      const begun = performance.now();
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = await exited;
      return { code: code as number | null, ms: performance.now() - begun };
    },
    memory() {
      const own = child?.pid ?? 0;
      return { server: residentMb(own), children: descendants(own).reduce((sum, pid) => sum + residentMb(pid), 0) };
    },
  };
}

const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
};
const numberIn = (text: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
const residentMb = (pid: number): number => Math.round(numberIn(statusOf(pid), 'VmRSS') / 1024);

function descendants(of: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const children = pids.filter((pid) => numberIn(statusOf(pid), 'PPid') === of);
  return [...children, ...children.flatMap(descendants)];
}
