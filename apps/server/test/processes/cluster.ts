import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { Client } from '../client.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { startDatabase } from './deployment.ts';

/** A deployment whose processes are started as an operator starts them, and can be ended one by one. */
export interface Cluster {
  databaseUrl: string;
  /** @param role what `WORKERS` says */
  start(role: 'none' | 'only'): Promise<ServerProcess>;
  close(): Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-cluster-'));
  await symlink(inject('modelDir'), join(dataDir, 'models'));
  const database = await startDatabase();
  const processes: ServerProcess[] = [];
  return {
    databaseUrl: database.url,
    async start(role) {
      const process = await startServerProcess({
        DATA_DIR: dataDir,
        DATABASE_URL: database.url,
        DATABASE_POOL_SIZE: '5',
        RAGKEEP_SECRET: 'the same for all processes of a deployment',
        FETCH_ALLOW_PRIVATE: '127.0.0.0/8',
        LOG_LEVEL: 'silent',
        WORKERS: role,
      });
      processes.push(process);
      return process;
    },
    async close() {
      await Promise.all(processes.map((process) => process.end('SIGKILL')));
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new tenant's first key, whose requests go to the processes in turn. */
export async function newTenant(...processes: ServerProcess[]): Promise<Client> {
  const urls = processes.map(({ url }) => url);
  const { body } = await new Client(urls).post('/tenants', { name: 'T', email: 't@example.com' });
  return new Client(urls, body.api_key);
}
