import { DIVIDER, type Glyphs, LINE_END, SPACE, type Style } from './glyphs.ts';
import { type Grid, isDivided } from './grids.ts';
import { type LinkArea, markLink } from './links.ts';
import { joinAdjacent } from './rows.ts';
import { readRtlLine } from './rtl.ts';
import type { Segment } from './segment.ts';

/** A page's text, apart by direction: one list for each quarter turn in use, the most used first. */
export interface PageText {
  directions: Direction[];
  /** Watermarks and the like, in no order of reading. */
  slanted: string;
}

export interface Direction {
  /** Quarter turns counter-clockwise. */
  turns: 0 | 1 | 2 | 3;
  segments: Segment[];
}

/** A gap wider than this, in font sizes, ends a segment. Spaces in justified lines rarely are. */
const WIDE_GAP = 0.75;
/** Nor is one of little more than a character's usual width, which matters in wide fonts, such as those under scanned pages. */
const WIDE_SPACE = 1.3;
/** A gap wider than this is a space, even if none was drawn and PDFium inferred none. */
const WORD_GAP = 0.25;
/** In program code a blank is as wide as a letter, 0.6 font sizes; letters narrower than their places have small gaps beside them. */
const MONO_GAP = 0.3;
/** Superscripts stand up to this many font sizes above the line they belong to. */
const SAME_LINE = 0.5;

/** The dots that lead to a page number. */
const LEADERS = /(?: ?[.·_]){5,} ?/g;

interface TurnedSegment extends Segment {
  turns: Style['turns'];
}

/** Puts a page's characters together. */
export function readSegments(glyphs: Glyphs, links: readonly LinkArea[], grids: readonly Grid[]): PageText {
  const segments: TurnedSegment[] = [];
  for (let from = 0; from < glyphs.count; ) {
    let to = from;
    let isRtl = false;
    for (; to < glyphs.count && glyphs.codes[to] !== LINE_END; to += 1) isRtl ||= isRtlCode(glyphs.codes[to] ?? 0);
    if (isRtl) {
      for (const { text, glyphs: indexes, divided } of readRtlLine(glyphs, from, to, grids))
        segments.push(segment(text, glyphs, indexes, indexes.length, divided, true));
    } else readLine(glyphs, from, to, links, grids, segments);
    from = to + 1;
  }
  const slanted = segments.filter(({ turns }) => turns === undefined).map(({ text }) => text);
  const directions = ([0, 1, 2, 3] as const)
    .map((turns) => ({ turns, segments: segments.filter((segment) => segment.turns === turns) }))
    .filter((direction) => direction.segments.length > 0)
    .sort((a, b) => textLength(b.segments) - textLength(a.segments));
  return {
    directions: directions.map((direction) => ({ ...direction, segments: joinAdjacent(direction.segments, grids) })),
    slanted: slanted.join(' '),
  };
}

export function textLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.text.length, 0);
}

/** Hebrew, Arabic and their neighbours, and their presentation forms. */
function isRtlCode(code: number): boolean {
  return code >= 0x590 && (code <= 0x8ff || (code >= 0xfb1d && code <= 0xfdff) || (code >= 0xfe70 && code <= 0xfefc));
}

/** The text of the segment that is being put together, and the glyph each of its characters comes from; negative for blanks. */
let units = new Uint16Array(256);
let unitBytes = Buffer.from(units.buffer);
let origins = new Int32Array(256);

function put(at: number, code: number, origin: number): number {
  if (at >= units.length) {
    const [moreUnits, moreOrigins] = [new Uint16Array(2 * at), new Int32Array(2 * at)];
    moreUnits.set(units);
    moreOrigins.set(origins);
    [units, unitBytes, origins] = [moreUnits, Buffer.from(moreUnits.buffer), moreOrigins];
  }
  units[at] = code;
  origins[at] = origin;
  return at + 1;
}

/** Cuts a line that PDFium sees, which may run through all columns of a page, at its wide gaps. */
function readLine(
  glyphs: Glyphs,
  from: number,
  to: number,
  links: readonly LinkArea[],
  grids: readonly Grid[],
  out: TurnedSegment[],
): void {
  const { codes, left, right, baseline, styles } = glyphs;
  let length = 0;
  let count = 0;
  let first = from;
  let last = from;
  let spaced = false;
  let divided = false;
  /** The glyph before a superscript number. */
  let base = -1;
  for (let index = from; index < to; index += 1) {
    const code = codes[index] ?? 0;
    if (code === SPACE) {
      spaced = true;
      continue;
    }
    if (code === DIVIDER) {
      divided = count > 0;
      continue;
    }
    const style = styles[index];
    const before = styles[last];
    if (!style || !before) continue;
    const start = left[index] ?? 0;
    const end = right[last] ?? 0;
    const gap = start - end;
    if (count > 0) {
      const size = Math.max(style.size, before.size);
      const width = (end - (left[first] ?? 0)) / count;
      const isNear = gap < Math.max(WIDE_GAP * size, WIDE_SPACE * width) && gap > -size;
      const y = (baseline[index] ?? 0) - 0.3 * style.size;
      const isCut = grids.length > 0 && (spaced || gap > 0) && isDivided(grids, end, start, y);
      if (!isNear || isCut || !isSameLine(glyphs, first, index)) {
        out.push(segment(readUnits(glyphs, length, links), glyphs, origins, length, divided, false));
        length = 0;
        count = 0;
        divided = false;
        base = -1;
      }
    }
    if (count > 0) {
      if (style !== before) {
        if (base < 0 && isRaisedNumber(glyphs, last, index)) {
          base = last;
          spaced = true;
        } else if (base >= 0 && style.size > 0.9 * (styles[base]?.size ?? 0)) {
          spaced ||= isWordCode(code);
          base = -1;
        }
      }
      const least = style.mono && before.mono ? MONO_GAP : spaced ? -Infinity : WORD_GAP;
      if (gap > least * style.size) length = put(length, SPACE, -1);
    } else first = index;
    length = put(length, code, index);
    count += 1;
    last = index;
    spaced = false;
    divided = false;
  }
  if (count > 0) out.push(segment(readUnits(glyphs, length, links), glyphs, origins, length, divided, false));
}

function isSameLine({ styles, baseline }: Glyphs, a: number, b: number): boolean {
  const one = styles[a];
  const other = styles[b];
  if (!one || !other) return false;
  const distance = Math.abs((baseline[a] ?? 0) - (baseline[b] ?? 0));
  return one.turns === other.turns && distance <= SAME_LINE * Math.max(one.size, other.size);
}

/** Superscripts are at most this large beside their text, and stand at least this many font sizes above it. */
const SMALL = 0.85;
const RAISED = 0.15;

/** A number set high: a power or the sign of a note, which would otherwise read as part of the word before. */
function isRaisedNumber({ codes, styles, baseline }: Glyphs, last: number, next: number): boolean {
  const size = styles[last]?.size ?? 0;
  const code = codes[next] ?? 0;
  const isDigit = code >= 0x30 && code <= 0x39;
  return (
    isDigit && (styles[next]?.size ?? 0) < SMALL * size && (baseline[last] ?? 0) - (baseline[next] ?? 0) > RAISED * size
  );
}

function isWordCode(code: number): boolean {
  return /[\p{L}\p{N}]/u.test(String.fromCharCode(code));
}

function readUnits(glyphs: Glyphs, length: number, links: readonly LinkArea[]): string {
  const text = decode(0, length);
  if (links.length === 0) return text;
  let marked = '';
  let from = 0;
  let current: number | undefined;
  const flush = (to: number) => {
    const piece = decode(from, to);
    marked += current === undefined ? piece : markLink(piece, current);
    from = to;
  };
  for (let at = 0; at < length; at += 1) {
    const origin = origins[at] ?? -1;
    const target = origin < 0 ? targetAt(glyphs, origins[at + 1] ?? -1, links) : targetAt(glyphs, origin, links);
    if (target === current || (origin < 0 && target !== undefined)) continue;
    flush(at);
    current = target;
  }
  flush(length);
  return marked;
}

function decode(from: number, to: number): string {
  return unitBytes.toString('utf16le', 2 * from, 2 * to);
}

/** The target of the link that an upright glyph stands in. */
function targetAt({ left, right, baseline, styles }: Glyphs, index: number, links: readonly LinkArea[]) {
  const style = styles[index];
  if (style?.turns !== 0) return undefined;
  const x = ((left[index] ?? 0) + (right[index] ?? 0)) / 2;
  const y = (baseline[index] ?? 0) - 0.3 * style.size;
  return links.find((area) => x > area.left && x < area.right && y > area.top && y < area.bottom)?.target;
}

/** @param indexes the first `length` are its characters' places among the glyphs; negative for blanks */
function segment(
  text: string,
  glyphs: Glyphs,
  indexes: ArrayLike<number>,
  length: number,
  divided: boolean,
  rtl: boolean,
): TurnedSegment {
  const { codes, styles } = glyphs;
  let left = Infinity;
  let right = -Infinity;
  let dots = 0;
  const shares = new Map<Style, number>();
  let run = 0;
  let current: Style | undefined;
  for (let at = 0; at < length; at += 1) {
    const index = indexes[at] ?? -1;
    if (index < 0) continue;
    const code = codes[index] ?? 0;
    const from = glyphs.left[index] ?? 0;
    const to = glyphs.right[index] ?? 0;
    if (from < left) left = from;
    if (to > right) right = to;
    if (code === 0x2e || code === 0xb7 || code === 0x5f) dots += 1;
    const style = styles[index];
    if (style !== current) {
      if (current) shares.set(current, (shares.get(current) ?? 0) + run);
      current = style;
      run = 0;
    }
    run += 1;
  }
  if (current) shares.set(current, (shares.get(current) ?? 0) + run);
  let main: Style | undefined;
  let [most, total, bold, mono] = [0, 0, 0, 0];
  for (const [style, uses] of shares) {
    total += uses;
    if (style.bold) bold += uses;
    if (style.mono) mono += uses;
    if (uses > most) [main, most] = [style, uses];
  }
  let at = 0;
  while (at < length && styles[indexes[at] ?? -1] !== main) at += 1;
  return {
    text: dots >= 5 ? text.replace(LEADERS, ' … ') : text,
    left,
    right,
    baseline: glyphs.baseline[indexes[at] ?? 0] ?? 0,
    size: main?.size ?? 0,
    bold: bold > 0.8 * total,
    mono: mono > 0.9 * total,
    font: sameFont(shares, main) > 0.9 * total ? (main?.font ?? '') : '',
    divided,
    rtl,
    turns: main?.turns,
  };
}

function sameFont(shares: ReadonlyMap<Style, number>, main: Style | undefined): number {
  let sum = 0;
  for (const [style, uses] of shares) if (style.font === main?.font) sum += uses;
  return sum;
}
