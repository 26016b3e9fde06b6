// The main job over HTTP on this machine: how fast passages are embedded, what ingest costs everybody else, how fast a
// search is. Absolute times differ from machine to machine; the ratios are from one run.
//
// usage: node bench/server.ts [passages=20000] [words a passage=60]
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { passages, questions } from './lib/corpus.ts';
import { percentile, type Server, startServer, timed } from './lib/server.ts';
import { tell } from './lib/tell.ts';

interface Job {
  id: string;
  status: string;
  passages: { searchable: number; embedded: number };
}

const count = Number(process.argv[2] ?? 20_000);
const words = Number(process.argv[3] ?? 60);
const texts = passages(join(import.meta.dirname, '../node_modules'), count, words);
const asked = questions(texts, 200);
const ms = (values: number[], share: number) => Number(percentile(values, share).toFixed(1));

process.once('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});

const server = await startServer();
console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
console.log(`first start ${(server.startMs / 1000).toFixed(1)} s; ${count} passages of ${words} words\n`);

const me = () => server.call('GET', '/auth/me');
await timed(100, me);
const idle = await timed(500, me);

const { id } = await server.call<{ id: string }>('POST', '/projects', { name: 'Bench' });
const started = performance.now();
const busy: number[] = [];
let peak = { server: 0, children: 0 };
const jobs: string[] = [];
for (let first = 0; first < count; first += 1000) {
  const documents = texts
    .slice(first, first + 1000)
    .map((text, index) => ({ external_id: String(first + index), text }));
  jobs.push((await server.call<{ job: Job }>('POST', `/projects/${id}/ingest`, { documents })).job.id);
}
let searchable = 0;
for (const job of jobs) {
  for (;;) {
    const { status } = await server.call<Job>('GET', `/jobs/${job}`);
    if (status === 'succeeded') break;
    if (status !== 'queued' && status !== 'running') throw new Error(`job ${job}: ${status}`);
    for (let n = 0; n < 20; n++) {
      busy.push(...(await timed(1, me)));
      await delay(20);
    }
    const memory = await server.memory();
    peak = { server: Math.max(peak.server, memory.server), children: Math.max(peak.children, memory.children) };
    if (searchable === 0) {
      const { documents } = await server.call<{ documents: number }>('GET', `/projects/${id}`);
      if (documents === count) searchable = (performance.now() - started) / 1000;
    }
  }
}
const seconds = (performance.now() - started) / 1000;

console.table({
  'GET /auth/me, idle': { p50: ms(idle, 0.5), p99: ms(idle, 0.99) },
  'GET /auth/me, while ingesting': { p50: ms(busy, 0.5), p99: ms(busy, 0.99) },
  ratio: {
    p50: Number((percentile(busy, 0.5) / percentile(idle, 0.5)).toFixed(2)),
    p99: Number((percentile(busy, 0.99) / percentile(idle, 0.99)).toFixed(2)),
  },
});
console.log(
  `ingest: ${(count / seconds).toFixed(0)} passages/s searchable and embedded (${seconds.toFixed(0)} s), all searchable by words after ${searchable.toFixed(0)} s`,
);
console.log(`memory: at most ${peak.server} MB in the server, ${peak.children} MB in its workers\n`);

const results: Record<string, { p50: number; p95: number }> = {};
for (const mode of ['hybrid', 'lexical', 'semantic']) {
  const search = (index: number) =>
    server.call('POST', `/projects/${id}/search`, { query: asked[index % asked.length], mode });
  await timed(30, search);
  const times = await timed(200, search);
  results[`search ${mode}`] = { p50: ms(times, 0.5), p95: ms(times, 0.95) };
}
const after = await timed(200, me);
results['GET /auth/me'] = { p50: ms(after, 0.5), p95: ms(after, 0.95) };
console.table(results);
console.log('memory afterwards:', await server.memory());

const restarted = await restart(server);
console.log(`start with this data: ${(restarted.startMs / 1000).toFixed(1)} s`);
await restarted.stop();
await tell({
  idleP99: percentile(idle, 0.99),
  busyP99: percentile(busy, 0.99),
  p99Ratio: percentile(busy, 0.99) / percentile(idle, 0.99),
  perSecond: count / seconds,
  passages: count,
});

async function restart(running: Server & { dataDir: string }): Promise<Server> {
  const { dataDir } = running;
  await running.stop({ keep: true });
  return startServer({ dataDir });
}
