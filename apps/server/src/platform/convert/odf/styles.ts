import { type Element, elements, find } from '../markup.ts';

/** What a style says about text or a paragraph. */
export interface Style {
  /** The names of the style and of those it comes from, as LibreOffice writes them: `P1`, `Heading_20_1`. */
  names: string[];
  bold: boolean;
  italic: boolean;
  /** Hidden text. */
  hidden: boolean;
  /** The list that its paragraphs are items of. */
  list: string | undefined;
}

/** A level of a list. */
export interface ListLevel {
  /** As WordprocessingML names it; `undefined` for a bullet or nothing. */
  format: string | undefined;
  prefix: string;
  suffix: string;
  start: number;
  /** How many levels' counts its label shows: 2 in `1.2`. */
  shown: number;
}

export interface Styles {
  of(name: string | undefined): Style;
  /** A level of a list's style, counted from 0. */
  level(list: string | undefined, level: number): ListLevel | undefined;
}

/** Reads the styles of `styles.xml` and `content.xml` (OpenDocument 1.3, part 3, section 16). */
export function readStyles(...roots: (Element | undefined)[]): Styles {
  const raw = new Map<string, Element>();
  const lists = new Map<string, Map<number, ListLevel>>();
  const containers = roots.flatMap((root) =>
    elements(elements(root)[0]).filter(({ name }) => name === 'styles' || name === 'automatic-styles'),
  );
  for (const style of containers.flatMap((container) => elements(container))) {
    const name = style.attributes.name ?? style.attributes['style:name'] ?? '';
    if (style.name === 'style') raw.set(name, style);
    if (style.name === 'list-style') lists.set(name, new Map(elements(style).map(readLevel)));
  }
  const known = new Map<string | undefined, Style>();

  return {
    of(name) {
      const before = known.get(name);
      if (before) return before;
      const style = inherit(name, raw);
      known.set(name, style);
      return style;
    },
    level: (list, level) => lists.get(list ?? '')?.get(level),
  };
}

function inherit(name: string | undefined, raw: ReadonlyMap<string, Element>): Style {
  const chain: Element[] = [];
  const names: string[] = [];
  for (let at = name; at !== undefined && !names.includes(at); at = raw.get(at)?.attributes['parent-style-name']) {
    names.push(at);
    const style = raw.get(at);
    if (style) chain.push(style);
  }
  const property = (attribute: string) =>
    chain.map((style) => find(style, 'text-properties')?.attributes[attribute]).find((value) => value !== undefined);
  return {
    names,
    bold: /^(?:bold|[6-9]00)$/.test(property('fo:font-weight') ?? ''),
    italic: /^(?:italic|oblique)$/.test(property('fo:font-style') ?? ''),
    hidden: /^(?:none|true)$/.test(property('display') ?? ''),
    list: chain.map((style) => style.attributes['list-style-name']).find((value) => value !== undefined),
  };
}

const FORMATS = new Map([
  ['1', 'decimal'],
  ['a', 'lowerLetter'],
  ['A', 'upperLetter'],
  ['i', 'lowerRoman'],
  ['I', 'upperRoman'],
]);

function readLevel({ name, attributes }: Element): [number, ListLevel] {
  const format = attributes['style:num-format'] ?? attributes['num-format'] ?? '';
  return [
    (Number(attributes.level) || 1) - 1,
    {
      format: name === 'list-level-style-number' ? FORMATS.get(format) : undefined,
      prefix: attributes['style:num-prefix'] ?? '',
      suffix: attributes['style:num-suffix'] ?? '',
      start: Number(attributes['start-value'] ?? 1) || 1,
      shown: Number(attributes['display-levels']) || 1,
    },
  ];
}
