import { type Pdfium, withMemory } from './pdfium.ts';

/** How the text of one drawing operation looks. */
export interface Style {
  /** Height of the font as drawn, in points. */
  size: number;
  bold: boolean;
  /** All characters equally wide, as in program code. */
  mono: boolean;
  /** Name of its font, without the letters that mark a subset; empty where there is none. */
  font: string;
  /** Direction of reading in quarter turns counter-clockwise; `undefined` for slanted text. */
  turns: 0 | 1 | 2 | 3 | undefined;
}

/**
 * What PDFium finds on a page, in its order: characters, blanks, and line ends where it sees them. In columns, one entry for
 * each, since a book has millions. x grows in the direction of reading, y downwards, in points.
 */
export interface Glyphs {
  count: number;
  /** UTF-16 units, or one of the three below. Only characters that show have a place and a style; blanks after Hebrew or Arabic have a `left`. */
  codes: Uint16Array;
  left: Float32Array;
  right: Float32Array;
  baseline: Float32Array;
  styles: Style[];
}

export const SPACE = 0x20;
export const LINE_END = 0x0a;
/** Marks the place of a hyphen that only divides a word at the end of a line. */
export const DIVIDER = 0xad;

/** Reads the characters of a page with their places. The result is overwritten by the next call. */
export function readGlyphs(pdfium: Pdfium, page: number): Glyphs {
  const text = pdfium._FPDFText_LoadPage(page);
  if (text === 0) return reserve(0);
  try {
    return withMemory(pdfium, 64, (buffer) => readAll(pdfium, text, buffer));
  } finally {
    pdfium._FPDFText_ClosePage(text);
  }
}

let columns: Glyphs | undefined;

/** Columns of at least this length; those of the page before, where they suffice. */
function reserve(length: number): Glyphs {
  if (!columns || columns.codes.length < length) {
    const size = Math.max(8_192, 2 * length);
    columns = {
      count: 0,
      codes: new Uint16Array(size),
      left: new Float32Array(size),
      right: new Float32Array(size),
      baseline: new Float32Array(size),
      styles: [],
    };
  }
  columns.count = 0;
  columns.styles.length = 0;
  return columns;
}

/** Where Hebrew begins; Arabic and their neighbours follow. */
const FIRST_RTL = 0x590;

const NO_STYLE: Style = { size: 0, bold: false, mono: false, font: '', turns: 0 };

function readAll(pdfium: Pdfium, text: number, buffer: number): Glyphs {
  const length = pdfium._FPDFText_CountChars(text);
  const glyphs = reserve(length);
  const { codes, left, right, baseline, styles } = glyphs;
  // A look-up in the engine, which has a thousand members, takes longer than the call.
  const { _FPDFText_GetUnicode: getUnicode, _FPDFText_GetTextObject: getTextObject } = pdfium;
  const getLooseCharBox = pdfium._FPDFText_GetLooseCharBox;
  let floats = pdfium.HEAPF32;
  const known = new Map<number, Style>();
  const fonts = new Map<number, Look>();
  let object = -1;
  let style = NO_STYLE;
  let descent: number | undefined;
  let at = 0;
  for (let index = 0; index < length; index += 1) {
    const code = plainCode(getUnicode(text, index));
    if (code === 0 || (code === LINE_END && codes[at - 1] === LINE_END && at > 0)) continue;
    codes[at] = code;
    if (code === SPACE || code === LINE_END || code === DIVIDER) {
      styles[at] = NO_STYLE;
      left[at] = Number.NaN;
      if (code === SPACE && at > 0 && (codes[at - 1] ?? 0) >= FIRST_RTL)
        left[at] = readPlace(pdfium, text, index, buffer, 0).left;
      at += 1;
      continue;
    }
    const drawnBy = getTextObject(text, index);
    if (drawnBy !== object) {
      object = drawnBy;
      style = known.get(object) ?? readStyle(pdfium, text, index, object, buffer, fonts);
      known.set(object, style);
      descent = style.turns === 0 ? readDescent(pdfium, text, index, buffer) : undefined;
    }
    styles[at] = style;
    if (descent === undefined) {
      const place = readPlace(pdfium, text, index, buffer, style.turns ?? 0);
      left[at] = place.left;
      right[at] = place.right;
      baseline[at] = place.baseline;
    } else {
      getLooseCharBox(text, index, buffer);
      // Memory that has grown is another array.
      if (floats.length === 0) floats = pdfium.HEAPF32;
      const box = buffer >> 2;
      const from = floats[box] ?? 0;
      const to = floats[box + 2] ?? 0;
      left[at] = Math.min(from, to);
      right[at] = Math.max(from, to);
      baseline[at] = descent - (floats[box + 3] ?? 0);
    }
    at += 1;
  }
  glyphs.count = at;
  return glyphs;
}

const SAMPLE = 500;

/** The direction that most of a page's characters run in, in quarter turns counter-clockwise. */
export function mainTurns({ codes, styles, count }: Glyphs): 0 | 1 | 2 | 3 {
  const uses = [0, 0, 0, 0];
  const step = Math.ceil(count / SAMPLE);
  for (let index = 0; index < count; index += step) {
    const turns = styles[index]?.turns;
    if (turns !== undefined && (codes[index] ?? 0) > SPACE) uses[turns] = (uses[turns] ?? 0) + 1;
  }
  return uses.indexOf(Math.max(...uses)) as 0 | 1 | 2 | 3;
}

/** Line breaks, blanks and dividing hyphens of all kinds as one of each; 0 for what is no character. */
function plainCode(code: number): number {
  if (code > 0x20 && code < 0x7f) return code;
  if (code === 0x20) return SPACE;
  if (code === 0x0a || code === 0x0d) return LINE_END;
  // PDFium uses two signs of its own for hyphens.
  if (code === 0x02 || code === 0xad || code === 0xfffe) return DIVIDER;
  // PDFium hands out UTF-16 units; the two halves of a pair follow each other.
  // Noncharacters and the signs of annotations, which stand for links here, are no text.
  return code > 0xfff8 ? 0 : isBlank(code) ? SPACE : code;
}

function isBlank(code: number): boolean {
  return (
    (code >= 0x09 && code <= 0x0d) ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/**
 * How far below the baseline the boxes of an upright text's characters reach, so that one call tells a character's whole
 * place. `undefined` where a font has no common height: boxes are those of the ink then, and do not begin at the origin.
 */
function readDescent(pdfium: Pdfium, text: number, index: number, buffer: number): number | undefined {
  pdfium._FPDFText_GetLooseCharBox(text, index, buffer + 16);
  pdfium._FPDFText_GetCharOrigin(text, index, buffer, buffer + 8);
  const left = pdfium.HEAPF32[(buffer + 16) >> 2] ?? 0;
  const bottom = pdfium.HEAPF32[(buffer + 28) >> 2] ?? 0;
  const x = pdfium.HEAPF64[buffer >> 3] ?? 0;
  const y = pdfium.HEAPF64[(buffer + 8) >> 3] ?? 0;
  return Math.abs(x - left) < 1e-3 ? bottom - y : undefined;
}

type Look = Pick<Style, 'bold' | 'mono' | 'font'>;

function readStyle(
  pdfium: Pdfium,
  text: number,
  index: number,
  object: number,
  buffer: number,
  fonts: Map<number, Look>,
): Style {
  pdfium._FPDFText_GetMatrix(text, index, buffer);
  const at = buffer >> 2;
  const [a = 1, b = 0, c = 0, d = 1] = pdfium.HEAPF32.subarray(at, at + 4);
  const size = Math.abs(pdfium._FPDFText_GetFontSize(text, index) * Math.hypot(c, d));
  const angle = Math.atan2(b, a) / (Math.PI / 2);
  const turns = Math.round(angle);
  const isUpright = Math.abs(angle - turns) < MAX_SLANT;

  const font = object === 0 ? 0 : pdfium._FPDFTextObj_GetFont(object);
  let look = fonts.get(font);
  if (!look) {
    look = readFont(pdfium, text, index, font, buffer);
    fonts.set(font, look);
  }
  return {
    size,
    bold: look.bold,
    mono: look.mono,
    font: look.font,
    turns: isUpright ? (((turns + 4) % 4) as 0 | 1 | 2 | 3) : undefined,
  };
}

/** In quarter turns; 5°. More is a watermark or a label in a drawing. */
const MAX_SLANT = 5 / 90;

/** `FXFONT_FIXED_PITCH` and `FXFONT_FORCE_BOLD` (PDF 32000-1, table 123). */
const FIXED_PITCH = 1;
const FORCE_BOLD = 1 << 18;

function readFont(pdfium: Pdfium, text: number, index: number, font: number, buffer: number): Look {
  if (font === 0) return { bold: false, mono: false, font: '' };
  const size = Math.min(pdfium._FPDFFont_GetBaseFontName(font, buffer, 64), 64);
  const name = Buffer.from(pdfium.HEAPU8.subarray(buffer, buffer + Math.max(0, size - 1))).toString('latin1');
  const flags = pdfium._FPDFFont_GetFlags(font);
  return {
    font: name.replace(/^[A-Z]{6}\+/, ''),
    // TeX's bold fonts are called CMBX…; many fonts state no weight at all.
    bold:
      /bold|black|heavy|\bCMBX|\bSFBX/i.test(name) ||
      (flags > 0 && (flags & FORCE_BOLD) !== 0) ||
      pdfium._FPDFText_GetFontWeight(text, index) >= 700,
    mono: /courier|mono|consol|typewriter|\bCMTT/i.test(name) || (flags > 0 && (flags & FIXED_PITCH) !== 0),
  };
}

/** Turns PDF's coordinates (y upwards) so that the text reads from left to right and down. */
function readPlace(pdfium: Pdfium, text: number, index: number, buffer: number, turns: 0 | 1 | 2 | 3) {
  pdfium._FPDFText_GetLooseCharBox(text, index, buffer + 16);
  pdfium._FPDFText_GetCharOrigin(text, index, buffer, buffer + 8);
  const box = (buffer + 16) >> 2;
  const floats = pdfium.HEAPF32;
  // FS_RECTF: left, top, right, bottom.
  const [left = 0, top = 0, right = 0, bottom = 0] = [floats[box], floats[box + 1], floats[box + 2], floats[box + 3]];
  const x = pdfium.HEAPF64[buffer >> 3] ?? 0;
  const y = pdfium.HEAPF64[(buffer >> 3) + 1] ?? 0;
  switch (turns) {
    case 0:
      return { left: Math.min(left, right), right: Math.max(left, right), baseline: -y };
    case 1:
      return { left: Math.min(bottom, top), right: Math.max(bottom, top), baseline: x };
    case 2:
      return { left: -Math.max(left, right), right: -Math.min(left, right), baseline: y };
    case 3:
      return { left: -Math.max(bottom, top), right: -Math.min(bottom, top), baseline: -x };
  }
}
