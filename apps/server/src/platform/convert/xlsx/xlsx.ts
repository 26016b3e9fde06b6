import { renderBlocks } from '../blocks.ts';
import { checkMarkdownLength, checkPageCount, type Limits } from '../limits.ts';
import { heading } from '../markdown.ts';
import { descendants, type Element } from '../markup.ts';
import { mainPart, partOfType, propertyTitle, readPart, relationships, requirePart } from '../ooxml.ts';
import type { Draft, OnPage } from '../types.ts';
import { parseXml } from '../xml.ts';
import type { Zip } from '../zip.ts';
import { readExtras } from './extras.ts';
import { readFormats } from './formats.ts';
import { readSheet, type Workbook } from './sheet.ts';
import { readSharedStrings } from './strings.ts';
import { tablesOf } from './tables.ts';

/**
 * A workbook, one page for each visible sheet: its name as heading, the tables that stand on it, charts and comments. Formulas
 * show their last result; pictures are left out.
 */
export function xlsxToMarkdown(zip: Zip, limits: Limits, onPage?: OnPage): Draft {
  const main = mainPart(zip, 'xl/workbook.xml');
  const root = parseXml(requirePart(zip, main));
  const parts = relationships(zip, main);
  const date1904 = /^(?:1|true)$/.test(descendants(root, 'workbookPr').next().value?.attributes.date1904 ?? '');
  const workbook: Workbook = {
    strings: readSharedStrings(zip.read(partOfType(parts, 'sharedStrings') ?? '')),
    formats: readFormats(readPart(zip, partOfType(parts, 'styles') ?? ''), date1904),
  };

  const sheets = visibleSheets(root);
  checkPageCount(sheets.length, 'sheets', limits);
  let length = 0;
  const pages: string[] = [];
  for (const { attributes } of sheets) {
    const part = parts.get(attributes['r:id'] ?? '')?.target ?? '';
    const bytes = zip.read(part);
    const tables = bytes ? tablesOf(readSheet(bytes, workbook, limits)) : [];
    const page = renderBlocks([heading(2, attributes.name ?? ''), ...tables, ...readExtras(zip, part, parts)]);
    length += page.length;
    checkMarkdownLength(length, limits);
    pages.push(page);
    onPage?.(pages.length, sheets.length);
  }
  return { parts: pages, paged: true, title: propertyTitle(zip) };
}

/** How many sheets a reader of the workbook sees. */
export function countSheets(zip: Zip): number {
  return visibleSheets(parseXml(requirePart(zip, mainPart(zip, 'xl/workbook.xml')))).length;
}

function visibleSheets(workbook: Element): Element[] {
  return [...descendants(workbook, 'sheet')].filter(({ attributes }) => (attributes.state ?? 'visible') === 'visible');
}
