import type { Block } from '../blocks.ts';
import { type Element, elements, find } from '../markup.ts';
import type { Relationship } from '../ooxml.ts';
import { markdownTable } from '../table.ts';
import { inReadingOrder } from './order.ts';
import { plainText, readParagraphs } from './text.ts';

/** A shape's role on the slide's layout; `type` is `obj` where none is stated (ECMA-376 part 1, 19.3.1.36). */
export function placeholder(shape: Element): { type: string } | undefined {
  const role = find(shape, 'nvSpPr', 'nvPr', 'ph');
  return role && { type: role.attributes.type ?? 'obj' };
}

/** Slide numbers, dates and the like are on every slide. */
const FURNITURE = /^(?:dt|ftr|hdr|sldNum|sldImg)$/;
/** Placeholders whose paragraphs are bulleted by the master unless they say otherwise. */
const BULLETED = /^(?:obj|body)$/;

/** What a slide's shapes refer to. */
export interface SlideContext {
  /** The title, which is told elsewhere. */
  skip: Element | undefined;
  links: ReadonlyMap<string, Relationship>;
  /** The shapes of the slide's layout. */
  layout: readonly Element[];
  /** The charts and diagrams in a drawing. */
  graphics(drawing: Element): string[];
}

/** The texts, tables and charts of a slide in the order of reading, groups opened. */
export function readShapes(tree: Element, context: SlideContext): Block[] {
  const { links } = context;
  return inReadingOrder(elements(tree), context.layout).flatMap((shape): Block[] => {
    if (shape === context.skip) return [];
    switch (shape.name) {
      case 'sp': {
        const type = placeholder(shape)?.type ?? '';
        return FURNITURE.test(type) ? [] : readParagraphs(shape, BULLETED.test(type), links);
      }
      case 'grpSp':
        return readShapes(shape, context);
      case 'graphicFrame': {
        const data = find(shape, 'graphic', 'graphicData');
        return data ? [...readTable(find(data, 'tbl')), ...context.graphics(data)] : [];
      }
      case 'AlternateContent':
        return readShapes(elements(shape)[0] ?? shape, context);
      default:
        return [];
    }
  });
}

/**
 * A table as a grid. Cells that a merged one covers are still there, marked; they repeat its text, so that each row can be
 * understood alone (ECMA-376 part 1, 21.1.3.16).
 */
function readTable(table: Element | undefined): Block[] {
  if (!table) return [];
  const rows: string[][] = [];
  for (const row of elements(table, 'tr')) {
    const cells: string[] = [];
    for (const cell of elements(row, 'tc')) {
      const { vMerge, hMerge } = cell.attributes;
      if (isTrue(vMerge)) cells.push(rows.at(-1)?.[cells.length] ?? '');
      else if (isTrue(hMerge)) cells.push(cells.at(-1) ?? '');
      else cells.push(plainText(cell));
    }
    rows.push(cells);
  }
  return [markdownTable(rows)];
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
