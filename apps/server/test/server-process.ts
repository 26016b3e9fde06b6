import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compileCache } from './support/compile-cache.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');

export interface ServerProcess {
  url: string;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end; gives the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The server as a process of its own, for tests of its start and its sudden end. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PORT: '0', LOG_LEVEL: 'error', NODE_COMPILE_CACHE: compileCache(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    const url = /(?:Reference|Health)\s+(http:\S+)\/api\/(?:docs|v1)/.exec(printed)?.[1];
    if (url) return { url, signal: (signal) => void child.kill(signal), end: (signal) => end(child, signal) };
  }
  throw new Error(`the server did not start: ${printed}`);
}

/** A start that is expected to fail: its exit code and what it said. */
export async function failedStart(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { PORT: '0', ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, 'exit');
  return { code: code as number | null, said };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = await exited;
  return code as number | null;
}
