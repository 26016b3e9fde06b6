import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Box, ConvertedBlock, Page } from '../../../platform/convert/types.ts';
import type { Files } from '../../../platform/files.ts';
import type { Chunk } from '../../chunking/index.ts';
import { inPieces } from './pieces.ts';

/** What a conversion made, as the pipeline has it. */
export interface StoredResult {
  format: string;
  title: string | null;
  /** ISO 639-1. */
  language: string | null;
  markdown: string;
  pages: Page[] | null;
  blocks: ConvertedBlock[];
  chunks: Chunk[];
}

export type Head = Pick<StoredResult, 'format' | 'title' | 'language' | 'pages'>;
export type Block = ConvertedBlock & { text: string };

/**
 * One line of the stored file: first the head, then the Markdown as its blocks and what stands between them, then the passages.
 * So each format is written line by line, and a result is never held whole in memory.
 */
export type Part = { head: Head } | { block: Block } | { between: string } | { chunk: Chunk };

/** Far above the longest Markdown there is (20 million characters), which is stored twice: by blocks and by passages. */
const MAX_BYTES = 1024 * 1024 * 1024;

/** @returns the id of the file, which nothing refers to until it is put on a job (`setResult`) */
export async function writeResult(files: Files, tenantId: string, result: StoredResult): Promise<string> {
  const { id } = await files.write(tenantId, inPieces(lines(partsOf(result))), MAX_BYTES);
  return id;
}

function* lines(parts: Iterable<Part>): Generator<string> {
  for (const part of parts) yield `${JSON.stringify(part)}\n`;
}

/** A result in the order in which it is stored; the texts of its blocks and between them are its Markdown. */
function* partsOf({ markdown, blocks, chunks, ...head }: StoredResult): Generator<Part> {
  const { format, title, language, pages } = head;
  yield { head: { format, title, language, pages } };
  let at = 0;
  for (const { type, level, page, box, start, end } of blocks) {
    if (start > at) yield { between: markdown.slice(at, start) };
    const kind = level === undefined ? { type } : { type, level };
    yield { block: { ...kind, page, box: roundBox(box), start, end, text: markdown.slice(start, end) } };
    at = end;
  }
  if (at < markdown.length) yield { between: markdown.slice(at) };
  for (const chunk of chunks) yield { chunk };
}

/** A hundredth of a point is finer than any printer. */
const roundBox = (box: Box | null): Box | null => {
  const round = (value: number) => Math.round(value * 100) / 100;
  return box && [round(box[0]), round(box[1]), round(box[2]), round(box[3])];
};

/** A stored result; null if it is not there any more. It is opened when it is read. */
export async function readResult(files: Files, tenantId: string, id: string): Promise<AsyncIterable<Part> | null> {
  const path = files.path(tenantId, id);
  try {
    await access(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
  return parts(path);
}

async function* parts(path: string): AsyncGenerator<Part> {
  // Not readline, which also ends lines at U+2028, and those stand inside JSON.
  let open: string[] = [];
  for await (const text of createReadStream(path, { encoding: 'utf8' })) {
    const [first = '', ...rest] = String(text).split('\n');
    open.push(first);
    for (const next of rest) {
      yield JSON.parse(open.join('')) as Part;
      open = [next];
    }
  }
}
