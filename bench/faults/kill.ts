// Kills the server twenty times at random moments while it reads a batch of 200 mixed files, and looks afterwards: every file
// done or failed with a reason, none twice, and exactly the pages counted that were read.
//
// usage: node bench/faults/kill.ts [folder with files]... (generated files make up the rest)
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from '../lib/server.ts';
import { mixedFiles } from './mixed-files.ts';

interface Job {
  id: string;
  status: string;
  progress: { done: number; total: number };
  documents: { succeeded: number; unchanged: number; failed: number; failures: { code: string; message: string }[] };
  passages: { searchable: number; embedded: number };
  pages: number;
}
interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

const FILES = 200;
const KILLS = 20;

const given: { name: string; bytes: Uint8Array }[] = [];
for (const folder of process.argv.slice(2)) {
  for (const name of await readdir(folder)) given.push({ name, bytes: await readFile(join(folder, name)) });
}
const files = [...given, ...mixedFiles(FILES - given.length)].slice(0, FILES);

const folder = await mkdtemp(join(tmpdir(), 'ragkeep-kill-'));
const plans = join(folder, 'plans.json');
await writeFile(plans, JSON.stringify({ plans: { counted: { pages_per_month: 100_000 } } }));
const options = { dataDir: join(folder, 'data'), env: { PLANS_FILE: plans, DEFAULT_PLAN: 'counted' } };

let server = await startServer(options);
const { id: project } = await server.call<{ id: string }>('POST', '/projects', { name: 'Kill' });
const form = new FormData();
for (const { name, bytes } of files) form.append('file', new Blob([new Uint8Array(bytes)]), name);
const { job } = await server.call<{ job: Job }>('POST', `/projects/${project}/ingest`, form);
console.log(`${files.length} files (${given.length} given, the others generated) in one job`);

const now = () => server.call<Job>('GET', `/jobs/${job.id}`);
const isOver = ({ status }: Job) => status !== 'queued' && status !== 'running';
let kills = 0;
while (kills < KILLS && !isOver(await now())) {
  // From the middle of the start to some documents later.
  await delay(200 + Math.random() * 2500);
  const { done, total } = (await now()).progress;
  await server.kill();
  kills++;
  console.log(`kill ${kills} at ${done} of ${total}`);
  server = await startServer({ ...options, key: server.key });
}
let state = await now();
for (; !isOver(state); state = await now()) await delay(200);

const documents: { id: string; filename: string; pages: number | null; chunks: number }[] = [];
for (let cursor: string | null = ''; cursor !== null; ) {
  const page: Page<(typeof documents)[number]> = await server.call(
    'GET',
    `/projects/${project}/documents?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
  );
  documents.push(...page.data);
  cursor = page.next_cursor;
}
const { usage } = await server.call<{ usage: { pages_used: number; active_jobs: number } }>('GET', '/auth/me');
const pages = documents.reduce((sum, document) => sum + (document.pages ?? 1), 0);
const twice = documents.length - new Set(documents.map((document) => document.filename)).size;
const { succeeded, unchanged, failed, failures } = state.documents;

console.table({
  'files sent': files.length,
  'succeeded + unchanged + failed': succeeded + unchanged + failed,
  succeeded,
  unchanged,
  failed,
  'failed without a reason': failures.filter(({ message }) => message === '').length,
  'failed as crashed': failures.filter(({ code }) => code === 'crashed').length,
  'documents in the project': documents.length,
  'documents there twice': twice,
  'pages of these documents': pages,
  'pages counted by the job': state.pages,
  'pages counted for the plan': usage.pages_used,
  'passages without a vector': state.passages.searchable - state.passages.embedded,
  kills,
});
await server.stop({ keep: true });
await rm(folder, { recursive: true, force: true });
const right =
  succeeded + unchanged + failed === files.length &&
  documents.length === succeeded &&
  twice === 0 &&
  pages === state.pages &&
  pages === usage.pages_used;
console.log(right ? 'all as it must be' : 'NOT as it must be');
process.exitCode = right ? 0 : 1;
