import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FromServer } from './measured.ts';

/** A server in a process of its own, so that its CPU time is its alone. */
export interface MeasuredServer {
  url: string;
  /** Good keys, to be sent as `x-api-key`. */
  keys: string[];
  /** User and system time since its start, in ms, of all its threads. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one of `../servers`. */
export async function startServer(name: string, env: NodeJS.ProcessEnv = {}): Promise<MeasuredServer> {
  const child = fork(join(import.meta.dirname, '../servers', `${name}.ts`), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    // Its log is written, to nowhere.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = await message(child, 'ready');
  return {
    ...ready,
    async cpuMs() {
      child.send('cpu');
      return (await message(child, 'cpu')).ms;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/** The child's next message, which must be of the given type; throws when the child ends instead. */
async function message<T extends FromServer['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<FromServer, { type: T }>> {
  const over = new AbortController();
  try {
    const ended = once(child, 'exit', over).then(([code]) => {
      throw new Error(`the measured server ended with ${code}`);
    });
    const [received] = (await Promise.race([once(child, 'message', over), ended])) as [FromServer];
    if (received.type !== type) throw new Error(`expected ${type} from the measured server, got ${received.type}`);
    return received as Extract<FromServer, { type: T }>;
  } finally {
    over.abort();
  }
}
