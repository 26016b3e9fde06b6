import { ConversionError } from '../errors.ts';

/** A page takes some seconds of a processor, so this is about half an hour. */
export const MAX_RECOGNISED_PAGES = 500;

/** @throws ConversionError `too_large` when a document has more pages that are pictures than are recognised */
export function checkRecognisable(pages: number): void {
  if (pages <= MAX_RECOGNISED_PAGES) return;
  throw new ConversionError(
    'too_large',
    `This file has more than ${MAX_RECOGNISED_PAGES} pages that are pictures, which is too much for one run of text recognition (OCR). Split it into smaller files.`,
  );
}
