import type { Glyph, Style, Token } from './glyphs.ts';
import { joinAdjacent } from './rows.ts';
import type { Segment } from './segment.ts';

/** A page's text, apart by direction: one list for each quarter turn in use, the most used first. */
export interface PageText {
  directions: Segment[][];
  /** Watermarks and the like, in no order of reading. */
  slanted: string;
}

/** A gap wider than this, in font sizes, ends a segment. Spaces in justified lines rarely are. */
const WIDE_GAP = 0.75;
/** Nor is one of little more than a character's usual width, which matters in wide fonts, such as those under scanned pages. */
const WIDE_SPACE = 1.3;
/** A gap wider than this is a space, even if none was drawn and PDFium inferred none. */
const WORD_GAP = 0.25;
/** Superscripts stand up to this many font sizes above the line they belong to. */
const SAME_LINE = 0.5;

/** The dots that lead to a page number. */
const LEADERS = /(?: ?[.·_]){5,} ?/g;
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Puts a page's characters together. */
export function readSegments(tokens: readonly Token[]): PageText {
  const byTurns = new Map<Style['turns'], Segment[]>();
  for (const line of splitLines(tokens)) {
    const isRtl = line.some((token) => typeof token !== 'string' && RTL.test(token.text));
    for (const segment of isRtl ? [rtlSegment(line)] : ltrSegments(line)) {
      const same = byTurns.get(segment.turns);
      if (same) same.push(segment);
      else byTurns.set(segment.turns, [segment]);
    }
  }
  const slanted = (byTurns.get(undefined) ?? []).map((segment) => segment.text).join(' ');
  byTurns.delete(undefined);
  const directions = [...byTurns.values()].sort((a, b) => textLength(b) - textLength(a)).map(joinAdjacent);
  return { directions, slanted };
}

function textLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.text.length, 0);
}

function splitLines(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [];
  let line: Token[] = [];
  for (const token of tokens) {
    if (token !== 'line end') line.push(token);
    else if (line.length > 0) {
      lines.push(line);
      line = [];
    }
  }
  lines.push(line);
  return lines;
}

interface TurnedSegment extends Segment {
  turns: Style['turns'];
}

function ltrSegments(line: readonly Token[]): TurnedSegment[] {
  const segments: TurnedSegment[] = [];
  let glyphs: Glyph[] = [];
  let text = '';
  let spaced = false;
  let divided = false;
  const end = () => {
    if (glyphs.length > 0) segments.push(segment(text, glyphs, divided, false));
    glyphs = [];
    text = '';
    divided = false;
  };
  for (const token of line) {
    if (token === 'space') spaced = true;
    else if (token === 'hyphen') divided = glyphs.length > 0;
    else if (token !== 'line end') {
      const last = glyphs.at(-1);
      const first = glyphs[0];
      if (
        first &&
        last &&
        !(isSameLine(first, token) && isNear(last, token, (last.right - first.left) / glyphs.length))
      )
        end();
      const apart = last && glyphs.length > 0 && (spaced || token.left - last.right > WORD_GAP * token.style.size);
      text += apart ? ` ${token.text}` : token.text;
      glyphs.push(token);
      spaced = false;
      divided = false;
    }
  }
  end();
  return segments;
}

function isSameLine(a: Glyph, b: Glyph): boolean {
  const size = Math.max(a.style.size, b.style.size);
  return a.style.turns === b.style.turns && Math.abs(a.baseline - b.baseline) <= SAME_LINE * size;
}

function isNear(last: Glyph, next: Glyph, width: number): boolean {
  const size = Math.max(last.style.size, next.style.size);
  const gap = next.left - last.right;
  return gap < Math.max(WIDE_GAP * size, WIDE_SPACE * width) && gap > -size;
}

/**
 * A line with Arabic or Hebrew. PDFium has already brought its characters into the order of reading, in which places jump
 * where left-to-right words are embedded, so places say nothing about gaps here. Two repairs: characters that share one
 * glyph (Arabic lam-alef) come out swapped, and a change of script without a blank is a missing blank.
 */
function rtlSegment(line: readonly Token[]): TurnedSegment {
  const glyphs: Glyph[] = [];
  const texts: string[] = [];
  let divided = false;
  for (const token of line) {
    if (token === 'space') texts.push(' ');
    else if (token === 'hyphen') divided = true;
    else if (token !== 'line end') {
      const last = glyphs.at(-1);
      const sharesGlyph = last?.left === token.left && last.right === token.right && RTL.test(token.text);
      if (sharesGlyph) texts.splice(-1, 0, token.text);
      else {
        const lastText = texts.at(-1) ?? '';
        if ((RTL.test(lastText) && LATIN.test(token.text)) || (LATIN.test(lastText) && RTL.test(token.text)))
          texts.push(' ');
        texts.push(token.text);
      }
      glyphs.push(token);
      divided = false;
    }
  }
  return segment(texts.join('').replace(/ +/g, ' ').trim(), glyphs, divided, true);
}

const LATIN = /[a-z]/i;

function segment(text: string, glyphs: readonly Glyph[], divided: boolean, rtl: boolean): TurnedSegment {
  const styles = new Map<Style, number>();
  for (const { style } of glyphs) styles.set(style, (styles.get(style) ?? 0) + 1);
  const share = (has: (style: Style) => boolean) => {
    let count = 0;
    for (const [style, uses] of styles) if (has(style)) count += uses;
    return count / glyphs.length;
  };
  const [main] = [...styles].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  return {
    text: text.replace(LEADERS, ' … '),
    left: glyphs.reduce((least, glyph) => Math.min(least, glyph.left), Infinity),
    right: glyphs.reduce((most, glyph) => Math.max(most, glyph.right), -Infinity),
    baseline: glyphs.find((glyph) => glyph.style === main)?.baseline ?? 0,
    size: main.size,
    bold: share((style) => style.bold) > 0.9,
    mono: share((style) => style.mono) > 0.9,
    divided,
    rtl,
    turns: main.turns,
  };
}
