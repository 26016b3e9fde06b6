import type { Block } from '../blocks.ts';
import { link } from '../markdown.ts';
import { type Element, elements, find, textOf } from '../markup.ts';
import { toLatex } from '../math.ts';
import type { Relationship } from '../ooxml.ts';

/** A shape's paragraphs; list items where the paragraph, or its placeholder's habit, has bullets (ECMA-376 part 1, 21.1.2.2.7). */
export function readParagraphs(shape: Element, isBulleted: boolean, links: ReadonlyMap<string, Relationship>): Block[] {
  const blocks: Block[] = [];
  let counts: number[] = [];
  for (const paragraph of elements(find(shape, 'txBody'), 'p')) {
    const text = paragraphText(paragraph, links).trim();
    if (text === '') continue;
    const properties = find(paragraph, 'pPr');
    const level = Number(properties?.attributes.lvl) || 0;
    const numbered = find(properties, 'buAutoNum');
    const hasBullet = find(properties, 'buChar') || find(properties, 'buBlip');
    if (numbered) {
      counts = counts.slice(0, level + 1);
      counts[level] = (counts[level] ?? (Number(numbered.attributes.startAt) || 1) - 1) + 1;
      blocks.push({ label: `${counts[level]}.`, text, level, list: 'numbered' });
    } else if (hasBullet || (isBulleted && !find(properties, 'buNone'))) {
      counts = counts.slice(0, level);
      blocks.push({ label: '', text, level, list: 'bulleted' });
    } else {
      counts = [];
      blocks.push(text);
    }
  }
  return blocks;
}

/** All text of a shape or cell in one line. */
export function plainText(shape: Element | undefined): string {
  return elements(find(shape, 'txBody'), 'p')
    .map((paragraph) => paragraphText(paragraph, new Map()))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function paragraphText(paragraph: Element, links: ReadonlyMap<string, Relationship>): string {
  return elements(paragraph)
    .map((child) => {
      if (child.name === 'br') return '\n';
      if (child.name !== 'r' && child.name !== 'fld')
        return child.name === 'm' || child.name === 'AlternateContent' ? mathText(child) : '';
      const target = links.get(find(child, 'rPr', 'hlinkClick')?.attributes['r:id'] ?? '');
      return link(textOf(find(child, 't')), target?.external ? target.target : undefined);
    })
    .join('');
}

/** Formulas come with a picture of themselves for older programs, which holds no text. */
function mathText(formula: Element): string {
  const own = formula.name === 'AlternateContent' ? elements(formula)[0] : formula;
  const latex = own ? toLatex(own) : '';
  return latex === '' ? '' : `$${latex}$`;
}
