import { type Block, renderBlocks } from '../blocks.ts';
import { heading } from '../markdown.ts';
import { type Element, elements, find } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import type { Relationship } from '../ooxml.ts';
import { markdownTable } from '../table.ts';
import type { NextLabel } from './numbering.ts';
import { readParagraph } from './runs.ts';
import { outlineLevel, type ParagraphStyle, readNumbering } from './styles.ts';

/** What the body's paragraphs refer to. */
export interface Context {
  styleOf(id: string | undefined): ParagraphStyle;
  nextLabel: NextLabel;
  links: ReadonlyMap<string, Relationship>;
  /** 1 where a title stands above all headings, else 0. */
  headingShift: number;
  /** The charts and diagrams in a drawing. */
  graphics(drawing: Element): string[];
}

/** The paragraphs and tables of a body, cell, note or text box. */
export function readBlocks(parent: Element, context: Context): Block[] {
  return content(parent).flatMap((child) =>
    child.name === 'tbl' ? readTable(child, context) : readBlock(child, context),
  );
}

/** Paragraphs and tables, out of the wrappers of content controls and tracked changes. */
export function content(parent: Element): Element[] {
  return elements(parent).flatMap((child) => {
    if (child.name === 'p' || child.name === 'tbl') return [child];
    return /^(?:sdt|sdtContent|customXml|ins|moveTo)$/.test(child.name) ? content(child) : [];
  });
}

export function styleIdOf(paragraph: Element): string | undefined {
  return find(paragraph, 'pPr', 'pStyle')?.attributes.val;
}

function readBlock(paragraph: Element, context: Context): Block[] {
  const { plain, markdown, boxes, drawings } = readParagraph(paragraph, context.links);
  const inBoxes = [...boxes.flatMap((box) => readBlocks(box, context)), ...drawings.flatMap(context.graphics)];
  if (plain.trim() === '') return inBoxes;

  const properties = find(paragraph, 'pPr');
  const style = context.styleOf(styleIdOf(paragraph));
  const { listId = '0', level = 0 } = { ...style.numbering, ...readNumbering(properties) };
  const label = listId === '0' ? undefined : context.nextLabel(listId, level);
  const headingLevel = style.headingLevel ?? outlineLevel(properties);
  if (style.name === 'title') return [heading(1, plain), ...inBoxes];
  if (headingLevel !== undefined)
    return [heading(headingLevel + context.headingShift, `${label?.text ?? ''} ${plain}`), ...inBoxes];
  if (!label) return [markdown.trim(), ...inBoxes];
  return [{ label: label.text, text: markdown, level, list: listId }, ...inBoxes];
}

function readTable(table: Element, context: Context): Block[] {
  const rows: string[][] = [];
  for (const row of elements(table, 'tr')) rows.push(readRow(row, rows.at(-1), context));
  // A table of one cell is a box around text.
  const cells = elements(table, 'tr').flatMap((row) => elements(row, 'tc'));
  if (cells.length === 1 && cells[0]) return readBlocks(cells[0], context);
  return [markdownTable(rows)];
}

/** A merged cell's text is repeated in every place it covers (ECMA-376 part 1, 17.4.14 and 17.4.17, 17.4.85). */
function readRow(row: Element, above: readonly string[] | undefined, context: Context): string[] {
  const cells: string[] = [];
  const place = (text: (column: number) => string, columns: number) => {
    for (let count = Math.min(columns, MAX_COLUMNS - cells.length); count > 0; count -= 1)
      cells.push(text(cells.length));
  };
  place(() => '', number(find(row, 'trPr', 'gridBefore')) ?? 0);
  for (const cell of cellsOf(row)) {
    const properties = find(cell, 'tcPr');
    const merge = find(properties, 'vMerge');
    const continues = merge !== undefined && merge.attributes.val !== 'restart';
    const text = continues ? '' : cellText(cell, context);
    place((column) => (continues ? (above?.[column] ?? '') : text), number(find(properties, 'gridSpan')) ?? 1);
  }
  place(() => '', number(find(row, 'trPr', 'gridAfter')) ?? 0);
  return cells;
}

/** Word's own limit is 63. */
const MAX_COLUMNS = 100;

function cellsOf(row: Element): Element[] {
  return elements(row).flatMap((child) => {
    if (child.name === 'tc') return [child];
    return child.name === 'sdt' || child.name === 'sdtContent' ? cellsOf(child) : [];
  });
}

/** A cell is one line, so a table inside it is told cell by cell, and a heading in it is no heading. */
function cellText(cell: Element, context: Context): string {
  const blocks = content(cell).flatMap((child): Block[] => {
    if (child.name !== 'tbl') return readBlock(child, context);
    return elements(child, 'tr').flatMap((row) => cellsOf(row).map((inner) => cellText(inner, context)));
  });
  return oneLine(renderBlocks(blocks.map(withoutHeading)));
}

function withoutHeading(block: Block): Block {
  return typeof block === 'string' ? block.replace(/^#{1,6} /, '') : block;
}

function number(property: Element | undefined): number | undefined {
  return property && (Number.parseInt(property.attributes.val ?? '', 10) || undefined);
}
