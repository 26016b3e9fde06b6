import { normalise } from './normalise.ts';
import type { Converted, Draft } from './types.ts';

/** Sentence ends, in Latin, Greek, Arabic, Indic and East Asian writing, closing quotes and brackets included. */
const FINISHED = /[.!?:;…。！？：；।؟۔][\p{Pe}\p{Pf}"'*_]*$/u;

/**
 * Joins normalised parts into one Markdown text with the parts' places. A separator belongs to the part before it, so
 * pages are contiguous. A paragraph that runs over a page's end is not torn: its halves are joined by a space.
 */
export function joinParts(draft: Draft): Pick<Converted, 'markdown' | 'pages'> {
  const parts = draft.parts.map(normalise);
  const last = parts.findLastIndex((part) => part !== '');
  const starts: number[] = [];
  const pieces: string[] = [];
  let length = 0;
  for (const [index, part] of parts.entries()) {
    starts.push(length);
    if (part === '') continue;
    const next = parts.slice(index + 1, last + 1).find((later) => later !== '');
    const piece = next === undefined ? part : joinTo(part, next);
    pieces.push(piece);
    length += piece.length;
  }
  const pages = starts.map((start, index) => ({ number: index + 1, start, end: starts[index + 1] ?? length }));
  return { markdown: pieces.join(''), pages: draft.paged ? pages : null };
}

/** A part with what separates it from the next one. A word divided by the page's end becomes whole, on the page it begins on. */
function joinTo(part: string, next: string): string {
  const line = part.slice(part.lastIndexOf('\n') + 1);
  const isProse = line.length > 40 && !/^(?:#|\||```|>)/.test(line) && !FINISHED.test(line);
  if (!isProse || !/^\p{Ll}/u.test(next)) return `${part}\n\n`;
  return /\p{L}-$/u.test(part) ? part.slice(0, -1) : `${part} `;
}
