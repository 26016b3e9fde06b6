import { groupRows } from './rows.ts';
import type { Segment } from './segment.ts';

/** What of a page is needed to find what repeats on it. */
export interface Sheet {
  segments: Segment[];
  top: number;
  bottom: number;
}

/** Headers and footers stand in the outer eighth of a page. */
const ZONE = 1 / 8;
/** Lines that repeat at one height on this many pages belong to the pages, not to the text. */
const MIN_PAGES = 3;

/** A page's number alone, in its own row. */
const PAGE_NUMBER =
  /^[^\p{L}\p{N}]*(?:(?:page|seite|p\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:\/|of|von|de)\s*\d{1,4})?[^\p{L}\p{N}]*$/iu;

/**
 * Removes running headers, footers and page numbers: lines near a page's edge that come again on other pages at the same
 * height, a number aside that counts the pages. What is set larger than the text is a heading and stays.
 */
export function removeFurniture(sheets: readonly Sheet[], bodySize: number): void {
  if (sheets.length < 2) return;
  const uses = new Map<string, number>();
  const candidates = sheets.map((sheet, index) => edgeRows(sheet, index, bodySize));
  for (const rows of candidates) {
    for (const key of new Set(rows.flatMap((row) => row.keys))) uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  const least = Math.min(sheets.length, MIN_PAGES);
  for (const [index, sheet] of sheets.entries()) {
    const repeated = (candidates[index] ?? []).filter(({ keys }) => keys.some((key) => (uses.get(key) ?? 0) >= least));
    const dropped = new Set(repeated.flatMap(({ row }) => row));
    sheet.segments = sheet.segments.filter((segment) => !dropped.has(segment));
  }
}

function edgeRows(sheet: Sheet, page: number, bodySize: number): { keys: string[]; row: Segment[] }[] {
  const zone = (sheet.bottom - sheet.top) * ZONE;
  const atEdge = sheet.segments.filter(
    ({ baseline, size }) => size < bodySize * 1.15 && (baseline < sheet.top + zone || baseline > sheet.bottom - zone),
  );
  const rows = groupRows(atEdge);
  return rows.map((row, index) => {
    const text = row.map((segment) => segment.text).join(' ');
    const isOutermost = index === 0 || index === rows.length - 1;
    const height = Math.round((row[0]?.baseline ?? 0) / 4);
    return {
      keys: isOutermost && PAGE_NUMBER.test(text) ? ['#'] : likenesses(text, page).map((key) => `${height} ${key}`),
      row,
    };
  });
}

/** The text itself, and for each of its first numbers the text with that number told from the page it is on. */
function likenesses(text: string, page: number): string[] {
  const numbers = [...text.matchAll(/\b\d{1,4}\b/g)].slice(0, 4);
  return [
    text,
    ...numbers.map(
      ({ 0: number, index }) => `${text.slice(0, index)}#${Number(number) - page}#${text.slice(index + number.length)}`,
    ),
  ];
}
