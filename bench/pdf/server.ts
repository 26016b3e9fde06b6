// A PDF of 1,000 pages through the whole server: how long until its last page is found by words, and what memory all of
// the server's processes take together meanwhile.
//
// usage: node bench/pdf/server.ts [pages=1000] [words a page=500]
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from '../lib/server.ts';
import { textPdf } from './generate.ts';

interface Job {
  id: string;
  status: string;
  pages: number;
  passages: { searchable: number; embedded: number };
  documents: { failures: { message: string }[] };
}

const pages = Number(process.argv[2] ?? 1000);
const words = Number(process.argv[3] ?? 500);
const pdf = textPdf(join(import.meta.dirname, '../../node_modules'), pages, words);

const server = await startServer();
const { id } = await server.call<{ id: string }>('POST', '/projects', { name: 'Book' });
const atRest = await server.memory();
const form = new FormData();
form.append('file', new Blob([new Uint8Array(pdf)]), 'book.pdf');

const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const { job } = await server.call<{ job: Job }>('POST', `/projects/${id}/ingest`, form);
const accepted = seconds();
let searchable = Number.NaN;
let peak = { server: 0, children: 0, together: 0 };
const peaks: { until: string; server: number; children: number; together: number }[] = [];
for (;;) {
  const state = await server.call<Job>('GET', `/jobs/${job.id}`);
  const memory = await server.memory();
  const together = memory.server + memory.children;
  if (together > peak.together) peak = { ...memory, together };
  if (Number.isNaN(searchable) && state.passages.searchable > 0) {
    searchable = seconds();
    peaks.push({ until: 'searchable by words', ...peak });
  }
  if (state.status === 'failed') throw new Error(state.documents.failures[0]?.message);
  if (state.status === 'succeeded') {
    peaks.push({ until: 'every passage has its vector', ...peak });
    console.log(`${pages} pages, ${(pdf.length / 1e6).toFixed(1)} MB, ${state.passages.searchable} passages`);
    break;
  }
  await delay(100);
}
console.log(
  `accepted after ${accepted.toFixed(1)} s, searchable by words after ${searchable.toFixed(1)} s, by meaning too after ${seconds().toFixed(1)} s`,
);
console.log('memory in MB, at rest:', atRest);
console.table(peaks);
await server.stop();
