import { hash } from 'node:crypto';
import type { Chunk } from '../../chunking/index.ts';
import type { Head, Part } from './file.ts';
import { plainText } from './plain-text.ts';

export type ResultFormat = 'markdown' | 'json' | 'jsonl' | 'text';

/** What a result is the result of. */
export interface Converted {
  jobId: string;
  /** The name of the file that was converted. */
  filename: string;
}

interface Rendering {
  contentType: string;
  extension: string;
  render(parts: AsyncIterable<Part>, of: Converted): AsyncGenerator<string>;
}

export const FORMATS: Record<ResultFormat, Rendering> = {
  markdown: { contentType: 'text/markdown; charset=utf-8', extension: 'md', render: asMarkdown },
  json: { contentType: 'application/json; charset=utf-8', extension: 'json', render: asJson },
  jsonl: { contentType: 'application/x-ndjson; charset=utf-8', extension: 'jsonl', render: asJsonLines },
  text: { contentType: 'text/plain; charset=utf-8', extension: 'txt', render: asText },
};

async function* asMarkdown(parts: AsyncIterable<Part>): AsyncGenerator<string> {
  for await (const part of parts) {
    if ('block' in part) yield part.block.text;
    else if ('between' in part) yield part.between;
    else if ('chunk' in part) return; // the passages repeat the text
  }
}

/** `{format, title, language, pages, blocks}`, where a block has its Markdown and the place of that in the whole. */
async function* asJson(parts: AsyncIterable<Part>): AsyncGenerator<string> {
  let separator = '\n';
  for await (const part of parts) {
    if ('head' in part) yield `${JSON.stringify(part.head).slice(0, -1)},"blocks":[`;
    else if ('block' in part) {
      yield `${separator}${JSON.stringify(part.block)}`;
      separator = ',\n';
    } else if ('chunk' in part) break;
  }
  yield '\n]}\n';
}

/** A passage a line, with all that a vector store may keep beside it, flat. */
async function* asJsonLines(parts: AsyncIterable<Part>, of: Converted): AsyncGenerator<string> {
  let head: Head | undefined;
  for await (const part of parts) {
    if ('head' in part) head = part.head;
    else if ('chunk' in part && head) yield `${JSON.stringify(passage(part.chunk, head, of))}\n`;
  }
}

const passage = (chunk: Chunk, { title, format, language }: Head, { jobId, filename }: Converted) => ({
  id: passageId(jobId, chunk.ordinal),
  ordinal: chunk.ordinal,
  text: chunk.text,
  heading: chunk.heading,
  page: chunk.page,
  page_end: chunk.pageEnd,
  start: chunk.start,
  end: chunk.end,
  title,
  filename,
  format,
  language,
  job_id: jobId,
});

/** The same at each download, and a UUID (version 8), which every vector store takes for an id. */
function passageId(jobId: string, ordinal: number): string {
  const digest = hash('sha256', `${jobId}:${ordinal}`);
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) % 4);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** Blocks with an empty line between them. */
async function* asText(parts: AsyncIterable<Part>): AsyncGenerator<string> {
  let separator = '';
  for await (const part of parts) {
    if ('chunk' in part) return;
    const markdown = 'block' in part ? part.block.text : 'between' in part ? part.between : '';
    const text = plainText(markdown).trimEnd().replace(/^\n+/, '');
    if (text === '') continue;
    yield `${separator}${text}\n`;
    separator = '\n';
  }
}
