import { readBlocks } from './blocks.ts';
import { type PageSpan, Pages } from './pages.ts';
import { cutBlocks, type Piece } from './pieces.ts';

/** A passage of a document: what is searched for, and cited. */
export interface Chunk {
  /** Its place among the document's chunks, from 0. */
  ordinal: number;
  /** Exactly `markdown.slice(start, end)`. */
  text: string;
  /** UTF-16 offsets into the Markdown. */
  start: number;
  end: number;
  /** The pages its first and its last character are on; null where the format has none. */
  page: number | null;
  pageEnd: number | null;
  /** The headings above it, outermost first, as `A › B`; '' if there are none. */
  heading: string;
}

/** In UTF-16 units. A chunk has at most `max + min`. */
export interface ChunkSizes {
  /** What a chunk is filled up to. */
  max: number;
  /** A section or a page shorter than this goes on into the next. */
  min: number;
}

/**
 * About 300 words of English, three windows of the packaged encoder. Measured on MEDLINE and Cranfield: whole abstracts
 * are found best, and nine in ten are shorter.
 */
const SIZES: ChunkSizes = { max: 2_000, min: 200 };

/** Nothing but white space and the punctuation that Markdown draws with: rules, table frames, empty list items. */
const MARKUP_ONLY = /^[\s\-*_=|:#>`~+.[\]()!\\]*$/;

/**
 * Cuts a document into passages along its headings and pages, then its blocks, then its sentences. The chunks are
 * disjoint and in order, and hold every character of the text but white space between them and stretches of bare
 * markup. A chunk ends where a page or a section does, unless it would be tiny. Time is linear in the text.
 */
export function chunkMarkdown(markdown: string, pages: readonly PageSpan[] | null, sizes: ChunkSizes = SIZES): Chunk[] {
  const pageIndex = new Pages(pages);
  const pieces = cutBlocks(markdown, readBlocks(markdown), pageIndex.starts, sizes.max);
  const chunks: Chunk[] = [];
  for (const group of pack(pieces, sizes)) {
    const start = group[0]?.start ?? 0;
    const end = group.at(-1)?.end ?? 0;
    const text = markdown.slice(start, end);
    if (MARKUP_ONLY.test(text)) continue;
    chunks.push({
      ordinal: chunks.length,
      text,
      start,
      end,
      page: pageIndex.at(start),
      pageEnd: pageIndex.at(end - 1),
      heading: (group.find((piece) => !piece.isHeading) ?? group.at(-1))?.path ?? '',
    });
  }
  return chunks;
}

/** Groups neighbours into chunks, each as full as it may be. */
function pack(pieces: readonly Piece[], sizes: ChunkSizes): Piece[][] {
  const groups: Piece[][] = [];
  let open: Piece[] = [];
  for (const piece of pieces) {
    while (open.length > 0 && !fits(open, piece, sizes)) {
      // A heading belongs to what follows it, so those at the end go along.
      const headings = open.length - open.findLastIndex((other) => !other.isHeading) - 1;
      const kept = headings < open.length ? open.length - headings : open.length;
      groups.push(open.slice(0, kept));
      open = open.slice(kept);
    }
    open.push(piece);
  }
  if (open.length > 0) groups.push(open);
  return groups;
}

function fits(open: readonly Piece[], piece: Piece, { max, min }: ChunkSizes): boolean {
  const first = open[0] ?? piece;
  const last = open.at(-1) ?? piece;
  if (last.end - first.start < min) return piece.end - first.start <= max + min;
  const goesOn = (piece.section === last.section || last.isHeading) && piece.page === last.page;
  return goesOn && piece.end - first.start <= max;
}
