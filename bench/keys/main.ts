// What key authentication costs: beside no authentication, beside better-auth, with few keys and with many, and in memory.
// See README.md.
//
// usage: [POSTGRES_URL=postgres://…] node bench/keys/main.ts [most keys=1000000]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { tell } from '../lib/tell.ts';
import type { Growth } from './growth.ts';
import { startServer } from './lib/process.ts';
import { measureOverhead } from './overhead.ts';
import { comparePeers } from './peers.ts';
import { reportGrowth, reportOverhead, reportPeers } from './report.ts';

const MOST_KEYS = Number(process.argv[2] ?? 1_000_000);
const REQUESTS = 10_000;
const REMEMBERED = 10_000;

const { POSTGRES_URL } = process.env;
const folder = await mkdtemp(join(tmpdir(), 'ragkeep-bench-keys-'));
try {
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
  const ours = await startServer('ours', { FOLDER: join(folder, 'ours') });
  const overhead = await measureOverhead(ours);
  reportOverhead(overhead);
  await ours.stop();
  // Nobody logs here: better-auth has no access log.
  const silent = await startServer('ours', { FOLDER: join(folder, 'silent'), LOG_LEVEL: 'warn' });
  const peers = await comparePeers(silent, folder, POSTGRES_URL, REQUESTS);
  reportPeers(peers);
  await silent.stop();
  const growth = await measureGrowth(join(folder, 'growth'));
  reportGrowth(growth);
  const most = growth.steps.at(-1);
  const sqlite = peers.find(({ store }) => store === 'sqlite verify')?.ratio;
  await tell({
    overhead: overhead.ratio,
    sqliteRate: sqlite?.perSecond ?? Number.NaN,
    sqliteCpu: sqlite?.cpuMs ?? Number.NaN,
    coldGrowth: (most?.cold.p50 ?? Number.NaN) / (most?.few.cold.p50 ?? Number.NaN),
    rememberedGrowth: (most?.hit.p50 ?? Number.NaN) / (most?.few.hit.p50 ?? Number.NaN),
    keys: MOST_KEYS,
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureGrowth(dataDir: string): Promise<Growth> {
  const child = fork(join(import.meta.dirname, 'growth.ts'), [dataDir, String(MOST_KEYS), String(REMEMBERED)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const ended = exited.then(([code]) => {
    throw new Error(`the measurement of growth ended with ${code}`);
  });
  const [growth] = (await Promise.race([once(child, 'message'), ended])) as [Growth];
  await exited;
  return growth;
}
