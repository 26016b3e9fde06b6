import { detect } from './detect.ts';
import type { Limits } from './limits.ts';
import { countImagePages } from './ocr/image.ts';
import { countOdfPages } from './odf/odf.ts';
import { countPdfPages } from './pdf/pdf.ts';
import { slidesOf } from './pptx/pptx.ts';
import type { Format, SourceFile } from './types.ts';
import { countSheets } from './xlsx/xlsx.ts';

/**
 * What a file is and how many pages it counts as: pages of a PDF or a TIFF, slides, visible sheets; 1 for everything else.
 * Cheap: nothing is converted, so that a file which passes may still turn out to be unreadable.
 *
 * @throws ConversionError for files that are known at once to be unreadable: empty, damaged, encrypted, of no known kind
 */
export async function measure(source: SourceFile, limits: Limits): Promise<{ format: Format; pages: number }> {
  const detected = await detect(source, limits);
  const { format } = detected;
  switch (format) {
    case 'pdf':
      return { format, pages: await countPdfPages(source) };
    case 'pptx':
      return { format, pages: slidesOf(detected.zip).length };
    case 'xlsx':
      return { format, pages: countSheets(detected.zip) };
    case 'odp':
      return { format, pages: countOdfPages(detected.zip, 'presentation') };
    case 'ods':
      return { format, pages: countOdfPages(detected.zip, 'spreadsheet') };
    case 'image':
      return { format, pages: countImagePages(source.bytes, detected.type) };
    default:
      return { format, pages: 1 };
  }
}
