import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFiles, type Files } from '../../../platform/files.ts';
import { isUuid, uuidv7 } from '../../../platform/ids.ts';
import { chunkMarkdown } from '../../chunking/index.ts';
import { formatOf } from './download.ts';
import { readResult, type StoredResult, writeResult } from './file.ts';
import { FORMATS, type ResultFormat } from './formats.ts';

const tenantId = uuidv7();
const of = { jobId: uuidv7(), filename: 'tides.pdf' };
let folder: string;
let files: Files;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-results-'));
  files = createFiles(folder);
});
afterAll(() => rm(folder, { recursive: true }));

// Line separators, which end no line of JSON, and characters of two, three and four bytes.
const MARKDOWN = '# Tides\n\nSpring *tides*\u2028follow the 🌕 moon.\n\n| port | höhe |\n| - | - |\n| 北 | 4 |';
const places = (['# Tides', 'Spring', '| port'] as const).map((text) => MARKDOWN.indexOf(text));
const pages = [
  { number: 1, start: 0, end: places[2] ?? 0 },
  { number: 2, start: places[2] ?? 0, end: MARKDOWN.length },
];
const result: StoredResult = {
  format: 'pdf',
  title: 'Tides',
  language: 'en',
  markdown: MARKDOWN,
  pages,
  blocks: [
    { type: 'heading', level: 1, start: 0, end: 7, page: 1, box: [72, 72.123456, 300, 90] },
    { type: 'paragraph', start: places[1] ?? 0, end: (places[2] ?? 0) - 2, page: 1, box: null },
    { type: 'table', start: places[2] ?? 0, end: MARKDOWN.length, page: 2, box: null },
  ],
  chunks: chunkMarkdown(MARKDOWN, pages),
};

async function stored(what: StoredResult, format: ResultFormat): Promise<string> {
  const parts = await readResult(files, tenantId, await writeResult(files, tenantId, what));
  if (!parts) throw new Error('it was just written');
  let text = '';
  for await (const piece of FORMATS[format].render(parts, of)) text += piece;
  return text;
}

test('RF-8: Markdown comes back to the letter', async () => {
  expect(await stored(result, 'markdown')).toBe(MARKDOWN);
  expect(await stored({ ...result, blocks: [] }, 'markdown')).toBe(MARKDOWN);
});

test('RF-8: JSON names each block, its page, its place there and in the Markdown', async () => {
  const { blocks, ...head } = JSON.parse(await stored(result, 'json'));
  expect(head).toEqual({ format: 'pdf', title: 'Tides', language: 'en', pages });
  expect(blocks[0]).toEqual({
    type: 'heading',
    level: 1,
    page: 1,
    box: [72, 72.12, 300, 90],
    text: '# Tides',
    start: 0,
    end: 7,
  });
  for (const { text, start, end } of blocks) expect(text).toBe(MARKDOWN.slice(start, end));
  expect(JSON.parse(await stored({ ...result, blocks: [] }, 'json')).blocks).toEqual([]);
});

test('RF-8: JSONL holds a passage a line, with an id that stays the same', async () => {
  const lines = (await stored(result, 'jsonl')).trimEnd().split('\n');
  const passages = lines.map((line) => JSON.parse(line));
  expect(passages).toHaveLength(result.chunks.length);
  for (const { id, text, start, end } of passages) {
    expect(isUuid(id)).toBe(true);
    expect(text).toBe(MARKDOWN.slice(start, end));
  }
  expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length);
  expect(passages[0]).toMatchObject({ title: 'Tides', filename: 'tides.pdf', format: 'pdf', language: 'en', page: 1 });
  expect((await stored(result, 'jsonl')).trimEnd().split('\n')).toEqual(lines);
});

test('RF-8: text has the words without the marks', async () => {
  expect(await stored(result, 'text')).toBe('Tides\n\nSpring tides\u2028follow the 🌕 moon.\n\nport\thöhe\n北\t4\n');
});

test('a long result goes through in pieces', async () => {
  const markdown = 'Ebb and flöd. '.repeat(50_000);
  const blocks: StoredResult['blocks'] = [{ type: 'paragraph', start: 0, end: markdown.length, page: null, box: null }];
  expect(await stored({ ...result, markdown, blocks }, 'markdown')).toBe(markdown);
});

test('a result that is not there any more is null', async () => {
  expect(await readResult(files, tenantId, uuidv7())).toBeNull();
});

test.each([
  [undefined, 'markdown'],
  ['*/*', 'markdown'],
  ['application/json', 'json'],
  ['text/html, Application/X-NDJSON; q=0.9, text/plain', 'jsonl'],
  ['text/plain;charset=utf-8', 'text'],
])('Accept: %s is answered by %s', (accept, format) => {
  expect(formatOf(accept)).toBe(format);
});
