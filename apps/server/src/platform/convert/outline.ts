import type { Box, ConvertedBlock, Page } from './types.ts';

type Kind = Pick<ConvertedBlock, 'type' | 'level'>;
type Span = Kind & { start: number; end: number };

/**
 * The top-level blocks of a Markdown text: CommonMark's, and GitHub's tables. A list with all it holds is one block; raw HTML
 * counts as a paragraph. Every character that is not white space is in exactly one block. Linear in the text.
 *
 * @param pages the text's pages, or null where its format has none
 * @param boxes for each page the places of its own top-level blocks. A block that runs over a page's end has the place it
 * begins at. Where a page has more or fewer blocks than places, its blocks get none.
 */
export function blocksOf(
  markdown: string,
  pages: readonly Page[] | null,
  boxes?: readonly (readonly (Box | null)[])[],
): ConvertedBlock[] {
  const spans = splitBlocks(markdown);
  if (!pages) return spans.map((span) => ({ ...span, page: null, box: null }));
  const blocks: ConvertedBlock[] = [];
  let next = 0;
  for (const [index, page] of pages.entries()) {
    const before = blocks.at(-1);
    // What has begun on an earlier page takes the first place of this one, if anything of it is here.
    const runsOn = before !== undefined && before.end > page.start && page.end > page.start ? 1 : 0;
    const first = next;
    while (next < spans.length && (spans[next]?.start ?? 0) < page.end) next += 1;
    const own = spans.slice(first, next);
    const places = boxes?.[index] ?? [];
    const isSure = places.length === own.length + runsOn;
    for (const [at, span] of own.entries())
      blocks.push({ ...span, page: page.number, box: isSure ? (places[at + runsOn] ?? null) : null });
  }
  return blocks;
}

interface Line {
  text: string;
  start: number;
}

/** A Markdown text's top-level blocks with their offsets, outer blank lines left out. */
export function splitBlocks(markdown: string): Span[] {
  const lines = readLines(markdown);
  const spans: Span[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index];
    if (!line || isBlank(line.text)) {
      index += 1;
      continue;
    }
    const { kind, end } = readBlock(lines, index);
    const last = lines.slice(index, end).findLast(({ text }) => !isBlank(text)) ?? line;
    spans.push({
      ...kind,
      start: line.start + line.text.length - line.text.trimStart().length,
      end: last.start + last.text.trimEnd().length,
    });
    index = end;
  }
  return spans;
}

function readLines(markdown: string): Line[] {
  let start = 0;
  return markdown.split('\n').map((text) => {
    const line = { text, start };
    start += text.length + 1;
    return line;
  });
}

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}>/;
const ITEM = /^ {0,3}(?:([-*+])|\d{1,9}([.)]))(?:[ \t]|$)/;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** Underlines of headings in the older form; the second level's also look like a rule. */
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const INDENTED = /^(?: {4}|\t)/;

/** The block that begins at a line: its kind, and the line after its last one. */
function readBlock(lines: readonly Line[], index: number): { kind: Kind; end: number } {
  const text = lines[index]?.text ?? '';
  if (INDENTED.test(text)) return { kind: { type: 'code' }, end: endOfIndented(lines, index) };
  const fence = FENCE.exec(text)?.[1];
  if (fence) return { kind: { type: 'code' }, end: endOfFence(lines, index, fence) };
  const hashes = HEADING.exec(text)?.[1];
  if (hashes) return { kind: { type: 'heading', level: hashes.length }, end: index + 1 };
  if (RULE.test(text)) return { kind: { type: 'rule' }, end: index + 1 };
  if (ITEM.test(text)) return { kind: { type: 'list' }, end: endOfList(lines, index) };
  if (isTable(lines, index)) return { kind: { type: 'table' }, end: endOfProse(lines, index + 2) };
  if (QUOTE.test(text)) return { kind: { type: 'quote' }, end: endOfQuote(lines, index) };
  return readParagraph(lines, index);
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

function isTable(lines: readonly Line[], index: number): boolean {
  const next = lines[index + 1]?.text ?? '';
  return next.includes('|') && lines[index]?.text.includes('|') === true && DELIMITERS.test(next);
}

/** Whether a line begins a block even right below a paragraph. Only a list that counts from 1 does. */
function interrupts(lines: readonly Line[], index: number): boolean {
  const text = lines[index]?.text ?? '';
  if (HEADING.test(text) || FENCE.test(text) || QUOTE.test(text) || RULE.test(text)) return true;
  return /^ {0,3}(?:[-*+]|1[.)])[ \t]+\S/.test(text) || isTable(lines, index);
}

function endOfProse(lines: readonly Line[], from: number): number {
  let end = from;
  while (!isBlank(lines[end]?.text) && !interrupts(lines, end)) end += 1;
  return end;
}

function readParagraph(lines: readonly Line[], index: number): { kind: Kind; end: number } {
  for (let end = index + 1; ; end += 1) {
    const underline = UNDERLINE.exec(lines[end]?.text ?? '')?.[1];
    if (underline) return { kind: { type: 'heading', level: underline.startsWith('=') ? 1 : 2 }, end: end + 1 };
    if (isBlank(lines[end]?.text) || interrupts(lines, end)) return { kind: { type: 'paragraph' }, end };
  }
}

function endOfIndented(lines: readonly Line[], index: number): number {
  let end = index + 1;
  for (let at = end; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (INDENTED.test(text)) end = at + 1;
    else if (!isBlank(text)) break;
  }
  return end;
}

function endOfFence(lines: readonly Line[], index: number, fence: string): number {
  for (let end = index + 1; end < lines.length; end += 1) {
    const text = (lines[end]?.text ?? '').trim();
    if (text.length >= fence.length && text === fence.charAt(0).repeat(text.length)) return end + 1;
  }
  return lines.length;
}

function endOfQuote(lines: readonly Line[], index: number): number {
  let end = index + 1;
  while (QUOTE.test(lines[end]?.text ?? '') || (!isBlank(lines[end]?.text) && !interrupts(lines, end))) end += 1;
  return end;
}

/** A list goes on with items of its kind and with what is indented; a line right below continues an item's paragraph. */
function endOfList(lines: readonly Line[], index: number): number {
  const marker = (text: string) => {
    const item = RULE.test(text) ? null : ITEM.exec(text);
    return item?.[1] ?? item?.[2];
  };
  const kind = marker(lines[index]?.text ?? '');
  let end = index + 1;
  for (let at = end; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (isBlank(text)) continue;
    const isLazy = at === end && !interrupts(lines, at) && marker(text) === undefined;
    if (/^(?: {2}|\t)/.test(text) || marker(text) === kind || isLazy) end = at + 1;
    else break;
  }
  return end;
}
