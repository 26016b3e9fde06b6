import type { Citation } from './types.ts';

/** The sources as lines below an answer: `[1] Title, p. 3 — https://…`; empty when there are none. */
export function footnotes(citations: Citation[]): string {
  if (citations.length === 0) return '';
  return `\n\n${citations.map((citation) => `[${citation.n}] ${named(citation)}`).join('\n')}`;
}

function named({ document, page }: Citation): string {
  const [name = document.id, ...elsewhere] = [document.title, document.url, document.external_id].flatMap((part) =>
    part?.trim() ? [onOneLine(part)] : [],
  );
  const where = elsewhere[0] === undefined ? '' : ` — ${elsewhere[0]}`;
  return `${name}${page === null ? '' : `, p. ${page}`}${document.title?.trim() ? where : ''}`;
}

/** A title with a line break or a number in brackets would read as another source. */
function onOneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\[(\d+)\]/g, '($1)')
    .trim();
}
