import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { serveWire } from '../wire-server.ts';

/** A database server of its own, which outlives the processes that use it: this file as a process. */
export async function startWireDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, [import.meta.filename], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [url] = await once(child.stdout, 'data');
  return {
    url: String(url).trim(),
    async close() {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}

if (import.meta.main) {
  const pglite = await PGlite.create({ extensions: { pg_textsearch, vector } });
  const { url } = await serveWire(pglite);
  process.stdout.write(`${url}\n`);
  // It ends with whoever started it.
  process.stdin.on('end', () => process.exit(0)).resume();
}
