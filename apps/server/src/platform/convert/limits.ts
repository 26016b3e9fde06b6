import { ConversionError } from './errors.ts';

/** What one file may cost. The caller limits the file's own size, the worker pool its time and memory. */
export interface Limits {
  /** Pages, slides or sheets. */
  maxPages: number;
  /** Length of the finished Markdown, in UTF-16 units. */
  maxMarkdownLength: number;
  /** Sum of all bytes unpacked from one Office file. */
  maxUnpackedBytes: number;
  /** Files packed inside one Office file. */
  maxZipEntries: number;
}

/** Far above real documents: the Bible is 4.5 MB of text, a phone book 2,000 pages. */
export const defaultLimits: Limits = {
  maxPages: 5_000,
  maxMarkdownLength: 20_000_000,
  maxUnpackedBytes: 200_000_000,
  maxZipEntries: 10_000,
};

/** @throws ConversionError `too_large` when a document has more pages than allowed. */
export function checkPageCount(count: number, unit: 'pages' | 'slides' | 'sheets', limits: Limits): void {
  if (count <= limits.maxPages) return;
  throw new ConversionError(
    'too_large',
    `This file has ${count} ${unit}; at most ${limits.maxPages} can be read. Split it into smaller files.`,
  );
}

/** @throws ConversionError `too_large` when the text read so far is longer than allowed. */
export function checkMarkdownLength(length: number, limits: Limits): void {
  if (length <= limits.maxMarkdownLength) return;
  throw new ConversionError(
    'too_large',
    `This file holds more text than can be read at once (limit: ${limits.maxMarkdownLength} characters). Split it into smaller files.`,
  );
}
