import { pageText, type Span } from '../naming.ts';

/** As much of a passage as tells where pages begin. */
interface Place extends Span {
  page: number | null;
}

/** What is shown at once of a document: a page, or where a format has none, a part. */
export interface Sheet extends Span {
  label: string;
}

/** About a printed page and a half, so that nobody scrolls far, and long documents are shown as fast as short ones. */
const PART_CHARACTERS = 6000;

/**
 * Divides a document into its pages, as far as its passages tell: a page on which none begins is shown with the one before.
 *
 * @param places its passages, in the order of the text
 * @param length of the Markdown, in UTF-16 code units
 */
export function sheetsOf(places: readonly Place[], length: number, pages: number | null): Sheet[] {
  const starts = pages === null ? partStarts(places) : pageStarts(places);
  if (starts.length === 0) return [{ label: pages === null ? 'Text' : pageText(1, pages), start: 0, end: length }];
  return starts.map(({ start, page }, index) => {
    const next = starts[index + 1];
    const end = next?.start ?? length;
    const label =
      pages === null
        ? `Part ${index + 1} of ${starts.length}`
        : pageText(index === 0 ? 1 : page, next ? Math.max(page, next.page - 1) : Math.max(page, pages));
    return { label, start: index === 0 ? 0 : start, end };
  });
}

interface Start {
  start: number;
  page: number;
}

function pageStarts(places: readonly Place[]): Start[] {
  const starts: Start[] = [];
  for (const { page, start } of places) {
    if (page !== null && page > (starts.at(-1)?.page ?? 0)) starts.push({ page, start });
  }
  return starts;
}

function partStarts(places: readonly Place[]): Start[] {
  const starts: Start[] = [];
  for (const { start, end } of places) {
    const last = starts.at(-1);
    if (!last || end - last.start > PART_CHARACTERS) starts.push({ start, page: starts.length + 1 });
  }
  return starts;
}

/** Which sheet a place is on. */
export function sheetAt(sheets: readonly Sheet[], offset: number): number {
  const index = sheets.findIndex(({ end }) => offset < end);
  return index === -1 ? Math.max(0, sheets.length - 1) : index;
}
