import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { databaseOnServer } from '../server-database.ts';
import { compileCache } from '../support/compile-cache.ts';

const SECRET = 'the same for all processes of a deployment';

/** Processes that answer requests and processes that work, on one database and one folder. */
export interface Deployment {
  /** Of those that answer requests. */
  urls: readonly string[];
  /** Settings that every process of the deployment has. */
  env: Record<string, string>;
  /** What all of them logged. */
  logged(): string;
  /** Has each write its batches. */
  flush(): Promise<void>;
  /** @param now Unix milliseconds; only of a deployment with a clock of its own */
  setClock(now: number): void;
  close(): Promise<void>;
}

/**
 * Starts two processes that answer requests and, unless `WORKERS` is `none`, two that work, on a database of their own: on the server
 * of TEST_DATABASE_URL, else in a wire server.
 *
 * @param clock when its clock starts, in Unix milliseconds; it then stands still. Undefined: the system's
 */
export async function startDeployment(env: NodeJS.ProcessEnv = {}, clock?: number): Promise<Deployment> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-processes-'));
  await symlink(inject('modelDir'), join(dataDir, 'models'));
  const database = await startDatabase();
  const shared = {
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '5',
    RAGKEEP_SECRET: SECRET,
    ...(env as Record<string, string>),
  };
  const clockFile = join(dataDir, 'clock');
  const setClock = (now: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(now);
    writeFileSync(clockFile, bytes, { flag: 'r+' });
  };
  if (clock !== undefined) {
    writeFileSync(clockFile, Buffer.alloc(8));
    setClock(clock);
  }
  const clockSetting = clock === undefined ? {} : { CLOCK_FILE: clockFile };
  const roles = env.WORKERS === 'none' ? ['none', 'none'] : ['none', 'none', 'only', 'only'];
  const logs: string[] = [];
  const processes = await Promise.all(
    roles.map((WORKERS) => startProcess({ ...shared, ...clockSetting, WORKERS }, (text) => void logs.push(text))),
  );
  return {
    urls: processes.slice(0, 2).map(({ url }) => url),
    env: shared,
    logged: () => logs.join(''),
    setClock,
    async flush() {
      await Promise.all(processes.map(({ child }) => flush(child)));
    },
    async close() {
      await Promise.all(processes.map(({ child }) => end(child)));
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty, migrated database that several processes can reach. */
export async function startDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const { TEST_DATABASE_URL } = process.env;
  if (TEST_DATABASE_URL) return databaseOnServer(TEST_DATABASE_URL);
  const child = fork(join(import.meta.dirname, 'wire.ts'), [inject('snapshotFile')], { execArgv: [] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    async close() {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function startProcess(env: Record<string, string>, onLog: (text: string) => void) {
  const { PATH = '', HOME = '' } = process.env;
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    env: { PATH, HOME, LOG_LEVEL: 'info', NODE_COMPILE_CACHE: compileCache(), ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout?.on('data', (chunk) => onLog(String(chunk)));
  const started = once(child, 'message') as Promise<[{ url: string }]>;
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`a process of the deployment ended at its start with ${code}`);
  });
  const [{ url }] = await Promise.race([started, ended]);
  ended.catch(() => {});
  return { child, url };
}

async function flush(child: ChildProcess): Promise<void> {
  const flushed = once(child, 'message');
  child.send({ flush: true });
  await flushed;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
