import { renderBlocks } from '../blocks.ts';
import { checkMarkdownLength, checkPageCount, type Limits } from '../limits.ts';
import { heading } from '../markdown.ts';
import { descendants } from '../markup.ts';
import { mainPart, partOfType, propertyTitle, readPart, relationships, requirePart } from '../ooxml.ts';
import type { Draft } from '../types.ts';
import { parseXml } from '../xml.ts';
import type { Zip } from '../zip.ts';
import { readFormats } from './formats.ts';
import { readSheet, type Workbook } from './sheet.ts';
import { readSharedStrings } from './strings.ts';
import { tablesOf } from './tables.ts';

/**
 * A workbook, one page for each visible sheet: its name as heading and the tables that stand on it. Formulas show their
 * last result; charts and pictures are left out.
 */
export function xlsxToMarkdown(zip: Zip, limits: Limits): Draft {
  const main = mainPart(zip, 'xl/workbook.xml');
  const root = parseXml(requirePart(zip, main));
  const parts = relationships(zip, main);
  const date1904 = /^(?:1|true)$/.test(descendants(root, 'workbookPr').next().value?.attributes.date1904 ?? '');
  const workbook: Workbook = {
    strings: readSharedStrings(zip.read(partOfType(parts, 'sharedStrings') ?? '')),
    formats: readFormats(readPart(zip, partOfType(parts, 'styles') ?? ''), date1904),
  };

  const sheets = [...descendants(root, 'sheet')].filter(
    ({ attributes }) => (attributes.state ?? 'visible') === 'visible',
  );
  checkPageCount(sheets.length, 'sheets', limits);
  let length = 0;
  const pages: string[] = [];
  for (const { attributes } of sheets) {
    const bytes = zip.read(parts.get(attributes['r:id'] ?? '')?.target ?? '');
    const tables = bytes ? tablesOf(readSheet(bytes, workbook, limits)) : [];
    const page = renderBlocks([heading(2, attributes.name ?? ''), ...tables]);
    length += page.length;
    checkMarkdownLength(length, limits);
    pages.push(page);
  }
  return { parts: pages, paged: true, title: propertyTitle(zip) };
}
