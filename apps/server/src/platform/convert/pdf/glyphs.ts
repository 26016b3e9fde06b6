import { type Pdfium, withMemory } from './pdfium.ts';

/** How the text of one drawing operation looks. */
export interface Style {
  /** Height of the font as drawn, in points. */
  size: number;
  bold: boolean;
  /** All characters equally wide, as in program code. */
  mono: boolean;
  /** Direction of reading in quarter turns counter-clockwise; `undefined` for slanted text. */
  turns: 0 | 1 | 2 | 3 | undefined;
}

/** One character and its place: x grows in the direction of reading, y downwards, in points. */
export interface Glyph {
  text: string;
  left: number;
  right: number;
  baseline: number;
  style: Style;
}

/** What PDFium finds on a page, in its order: characters, blanks, and line ends where it sees them. */
export type Token = Glyph | 'space' | 'line end' | 'hyphen';

/** Line breaks and blanks of all kinds count as the same. */
const BLANK = /^\s$/;
/** Marks the place of a hyphen that only divides a word at the end of a line; PDFium uses two. */
const DIVIDERS = new Set([0x02, 0xad, 0xfffe]);

/** Reads the characters of a page with their places. */
export function readGlyphs(pdfium: Pdfium, page: number): Token[] {
  const text = pdfium._FPDFText_LoadPage(page);
  if (text === 0) return [];
  try {
    return withMemory(pdfium, 64, (buffer) => readTokens(pdfium, text, buffer));
  } finally {
    pdfium._FPDFText_ClosePage(text);
  }
}

function readTokens(pdfium: Pdfium, text: number, buffer: number): Token[] {
  const tokens: Token[] = [];
  const styles = new Map<number, Style>();
  const fonts = new Map<number, { bold: boolean; mono: boolean }>();
  const count = pdfium._FPDFText_CountChars(text);
  for (let index = 0; index < count; index += 1) {
    const code = pdfium._FPDFText_GetUnicode(text, index);
    if (DIVIDERS.has(code)) {
      tokens.push('hyphen');
      continue;
    }
    // PDFium hands out UTF-16 units; the two halves of a pair follow each other.
    const character = code === 0 ? '' : String.fromCharCode(code);
    if (character === '\n' || character === '\r') {
      if (tokens.at(-1) !== 'line end') tokens.push('line end');
      continue;
    }
    if (character === '' || BLANK.test(character)) {
      if (character !== '') tokens.push('space');
      continue;
    }
    const object = pdfium._FPDFText_GetTextObject(text, index);
    let style = styles.get(object);
    if (!style) {
      style = readStyle(pdfium, text, index, object, buffer, fonts);
      styles.set(object, style);
    }
    tokens.push({ text: character, ...readPlace(pdfium, text, index, buffer, style.turns ?? 0), style });
  }
  return tokens;
}

function readStyle(
  pdfium: Pdfium,
  text: number,
  index: number,
  object: number,
  buffer: number,
  fonts: Map<number, { bold: boolean; mono: boolean }>,
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
  return { size, ...look, turns: isUpright ? (((turns + 4) % 4) as 0 | 1 | 2 | 3) : undefined };
}

/** In quarter turns; 5°. More is a watermark or a label in a drawing. */
const MAX_SLANT = 5 / 90;

/** `FXFONT_FIXED_PITCH` and `FXFONT_FORCE_BOLD` (PDF 32000-1, table 123). */
const FIXED_PITCH = 1;
const FORCE_BOLD = 1 << 18;

function readFont(
  pdfium: Pdfium,
  text: number,
  index: number,
  font: number,
  buffer: number,
): { bold: boolean; mono: boolean } {
  if (font === 0) return { bold: false, mono: false };
  const size = Math.min(pdfium._FPDFFont_GetBaseFontName(font, buffer, 64), 64);
  const name = Buffer.from(pdfium.HEAPU8.subarray(buffer, buffer + Math.max(0, size - 1))).toString('latin1');
  const flags = pdfium._FPDFFont_GetFlags(font);
  return {
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
