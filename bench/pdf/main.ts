// How fast PDFs are read, beside bare extraction of their text by PDFium (the same WebAssembly) and by pdfjs: no layout, no
// Markdown. A generated text of many pages, and any files given. See README.md.
//
// usage: node bench/pdf/main.ts [pages=1000] [file.pdf …]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Numbers, tell } from '../lib/tell.ts';
import { textPdf } from './generate.ts';
import { poppler, type Reader, readers } from './readers.ts';

const ROUNDS = 5;
const WORDS = 500;
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const memory = fileURLToPath(new URL('memory.ts', import.meta.url));

const [pages = '1000', ...files] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'ragkeep-bench-pdf-'));
try {
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
  const generated = join(folder, `text of ${pages} pages`);
  writeFileSync(generated, textPdf(modules, Number(pages), WORDS));
  console.log(
    '\n| file | pages | ours: pages per CPU second | PDFium | pdfjs | ours/PDFium (by the clock) | ours/pdfjs | peak MB |',
  );
  console.log('| - | - | - | - | - | - | - | - |');
  const measured = await compare(generated);
  for (const file of files) await compare(file);
  await tell(measured);
} finally {
  rmSync(folder, { recursive: true });
}

interface Cost {
  /** Of the whole process, in milliseconds: every thread, garbage collection included. */
  cpu: number;
  wall: number;
}

/** All readers take turns, so that a busy moment of the machine does not favour one; the least of each counts. */
async function compare(file: string): Promise<Numbers> {
  const bytes = readFileSync(file);
  const least = new Map<Reader, Cost>();
  let count = 0;
  let popplerMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const reader of Object.values(readers)) {
      const before = least.get(reader) ?? { cpu: Infinity, wall: Infinity };
      const [cpu, started] = [process.cpuUsage(), performance.now()];
      count = await reader(bytes);
      const { user, system } = process.cpuUsage(cpu);
      const wall = performance.now() - started;
      least.set(reader, { cpu: Math.min(before.cpu, (user + system) / 1000), wall: Math.min(before.wall, wall) });
    }
    popplerMs = Math.min(popplerMs, await clock(() => poppler(file)).catch(() => Number.NaN));
  }
  const cost = (reader: Reader, kind: keyof Cost) => least.get(reader)?.[kind] ?? 0;
  const { ours, pdfium, pdfjs } = readers;
  const rates = [ours, pdfium, pdfjs].map((reader) => ((1000 * count) / cost(reader, 'cpu')).toFixed(0));
  const ratios = [pdfium, pdfjs].map((reader) => {
    const [cpu, wall] = (['cpu', 'wall'] as const).map((kind) => (cost(reader, kind) / cost(ours, kind)).toFixed(2));
    return `${cpu} (${wall})`;
  });
  console.log(`| ${[basename(file), count, ...rates, ...ratios, peakMegabytes(file)].join(' | ')} |`);
  return {
    pdfjs: cost(pdfjs, 'cpu') / cost(ours, 'cpu'),
    pdfjsByClock: cost(pdfjs, 'wall') / cost(ours, 'wall'),
    pdfium: cost(pdfium, 'cpu') / cost(ours, 'cpu'),
    poppler: popplerMs / cost(ours, 'wall'),
    pages: count,
  };
}

async function clock(run: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** In a process of its own, as the server reads files. */
function peakMegabytes(file: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [memory, file], { encoding: 'utf8' });
  return stdout.trim() || `failed: ${stderr}`;
}
