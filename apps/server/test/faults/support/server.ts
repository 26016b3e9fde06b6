import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compileCache } from '../../support/compile-cache.ts';

const MAIN = join(import.meta.dirname, '../../../src/main.ts');

export interface FaultyServer {
  url: string;
  /** Everything it wrote, its log among it. */
  written(): string;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end; gives the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The server as a process of its own, with its log; ends with the test at the latest. */
export async function startServer(env: Record<string, string>): Promise<FaultyServer> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PORT: '0', LOG_LEVEL: 'warn', NODE_COMPILE_CACHE: compileCache(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => void (await end(child, 'SIGKILL')));
  let written = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: unknown) => {
      written += String(chunk);
      const found = /Reference\s+(http:\S+)\/api\/docs/.exec(written)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} at its start: ${written}`)));
  });
  return {
    url,
    written: () => written,
    signal: (signal) => void child.kill(signal),
    end: (signal) => end(child, signal),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = await exited;
  return code as number | null;
}
