import { descendants, type Element, find } from '../markup.ts';

/** What a paragraph's style says about its place in the document. */
export interface ParagraphStyle {
  /** Lower case, as Word names its own styles in every language: `heading 1`, `title`. */
  name: string;
  /** 1–9, for headings. */
  headingLevel?: number;
  numbering?: NumberingReference;
}

/** A list and a level in it, counted from 0. `listId` 0 takes a paragraph out of its style's list. */
export interface NumberingReference {
  listId?: string;
  level?: number;
}

/** Reads `styles.xml` and answers what a style id means, with what it inherits (ECMA-376 part 1, 17.7). */
export function readStyles(root: Element | undefined): (id: string | undefined) => ParagraphStyle {
  const raw = new Map<string, Element>();
  for (const style of descendants(root, 'style')) raw.set(style.attributes.styleId ?? '', style);

  return (id) => {
    const result: ParagraphStyle = { name: styleName(raw.get(id ?? '')) };
    const seen = new Set<string>();
    for (let at = id; at !== undefined && !seen.has(at); at = find(raw.get(at), 'basedOn')?.attributes.val) {
      seen.add(at);
      const style = raw.get(at);
      const properties = find(style, 'pPr');
      const level = Number(/^heading (\d)$/.exec(styleName(style))?.[1] ?? Number.NaN) || outlineLevel(properties);
      if (level !== undefined) result.headingLevel ??= level;
      result.numbering = { ...readNumbering(properties), ...result.numbering };
    }
    return result;
  };
}

function styleName(style: Element | undefined): string {
  return find(style, 'name')?.attributes.val?.toLowerCase() ?? '';
}

/** Outline levels 0–8 are headings 1–9; 9 is body text. */
export function outlineLevel(properties: Element | undefined): number | undefined {
  const level = Number(find(properties, 'outlineLvl')?.attributes.val ?? Number.NaN);
  return level >= 0 && level <= 8 ? level + 1 : undefined;
}

export function readNumbering(properties: Element | undefined): NumberingReference {
  const numbering = find(properties, 'numPr');
  const listId = find(numbering, 'numId')?.attributes.val;
  const level = Number(find(numbering, 'ilvl')?.attributes.val ?? Number.NaN);
  return { ...(listId === undefined ? {} : { listId }), ...(Number.isInteger(level) ? { level } : {}) };
}
