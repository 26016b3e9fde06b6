import type { Citation, Passage } from './types.ts';

/** Page of the document on which the character at `offset` stands; the passage's own page when no ranges are known. */
function pageAt(passage: Passage, offset: number): number | null {
  let page = passage.page;
  for (const range of passage.pages ?? []) if (range.start <= offset) page = range.number;
  return page;
}

/** Citation number `n` of the characters `start..end` of the passage's text (relative to it, not to the document). */
export function cite(n: number, passage: Passage, start: number, end: number): Citation {
  return {
    n,
    chunkId: passage.chunkId,
    document: passage.document,
    page: pageAt(passage, passage.start + start),
    quote: passage.text.slice(start, end),
    start: passage.start + start,
    end: passage.start + end,
  };
}
