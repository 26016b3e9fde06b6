import type { Block } from './blocks.ts';
import { cutLines, cutText, isInsidePair, type Range } from './cuts.ts';
import { HeadingPath } from './heading-title.ts';

/** A part of one block that is never cut again. */
export interface Piece extends Range {
  isHeading: boolean;
  /** The path of headings above it, its own included. */
  path: string;
  /** Counts the headings up to here: two pieces with the same number are in one section. */
  section: number;
  /** Counts the pages begun up to here. */
  page: number;
}

/**
 * Blocks cut into pieces of at most `max` characters, none across the beginning of a page. Prose is cut between
 * sentences, tables and code between lines.
 */
export function cutBlocks(
  markdown: string,
  blocks: readonly Block[],
  pageStarts: readonly number[],
  max: number,
): Piece[] {
  const pieces: Piece[] = [];
  const path = new HeadingPath();
  let section = 0;
  let page = 0;
  for (const block of blocks) {
    if (block.kind === 'heading') {
      path.enter(block.level, block.title);
      section += 1;
    }
    const place = { isHeading: block.kind === 'heading', path: path.toString(), section };
    const cut = block.kind === 'table' || block.kind === 'code' ? cutLines : cutText;
    for (let from = block.start; from < block.end; ) {
      while ((pageStarts[page] ?? Infinity) <= from) page += 1;
      const to = Math.min(block.end, wholeCharacterFrom(markdown, pageStarts[page]));
      const ranges = to - from <= max ? [{ start: from, end: to }] : cut(markdown, { start: from, end: to }, max);
      for (const range of ranges) {
        const piece = trim(markdown, range);
        if (piece.start < piece.end) pieces.push({ ...piece, ...place, page });
      }
      from = to;
    }
  }
  return pieces;
}

/** A page that begins inside a surrogate pair, which is a fault of its maker, begins after it. */
function wholeCharacterFrom(markdown: string, start = Infinity): number {
  return isInsidePair(markdown, start) ? start + 1 : start;
}

function trim(text: string, { start, end }: Range): Range {
  const content = text.slice(start, end);
  const from = start + content.length - content.trimStart().length;
  return { start: from, end: Math.max(from, start + content.trimEnd().length) };
}
