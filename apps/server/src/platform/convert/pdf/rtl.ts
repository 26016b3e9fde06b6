import { DIVIDER, type Glyphs, SPACE } from './glyphs.ts';
import { type Grid, isDivided } from './grids.ts';

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const MARK = /^\p{Mn}$/u;
const LATIN = /[a-z]/i;

/** Text that stands together, and the glyphs it is made of. */
export interface RtlPiece {
  text: string;
  glyphs: number[];
  divided: boolean;
}

/** A gap wider than this, in font sizes, lies between columns. Spaces in justified lines rarely are as wide. */
const WIDE_GAP = 1.5;

/**
 * The texts of a line with Arabic or Hebrew, from right to left, apart where a wide gap or a table's line divides it. PDFium has
 * already brought the characters into the order of reading, in which places jump where left-to-right words are embedded; gaps
 * are looked for among the places alone. Three repairs: a mark belongs after the letter it stands over; characters that share one
 * glyph (Arabic lam-alef) come out swapped; and a change of script without a blank is a missing blank.
 */
export function readRtlLine(glyphs: Glyphs, from: number, to: number, grids: readonly Grid[]): RtlPiece[] {
  const starts = pieceStarts(glyphs, from, to, grids);
  const pieces = starts.map(() => ({ texts: [] as string[], glyphs: [] as number[], divided: false }));
  const { codes, left, right } = glyphs;
  let piece = pieces[0];
  for (let index = from; index < to && piece; index += 1) {
    const code = codes[index] ?? 0;
    if (code === SPACE) piece.texts.push(' ');
    else if (code === DIVIDER) piece.divided = true;
    else {
      const middle = ((left[index] ?? 0) + (right[index] ?? 0)) / 2;
      piece =
        pieces[
          Math.max(
            0,
            starts.findLastIndex((start) => start <= middle),
          )
        ] ?? piece;
      const text = String.fromCharCode(code);
      const last = piece.glyphs.at(-1) ?? -1;
      const before = piece.texts.at(-1) ?? '';
      if (MARK.test(before) && last >= 0 && isOver(glyphs, last, index)) {
        piece.texts.pop();
        // A blank inside the letter's box parts nothing: it was drawn below the mark.
        if (isBlankOver(glyphs, last - 1, index)) piece.texts.pop();
        piece.texts.push(text, before);
      } else if (last >= 0 && left[last] === left[index] && right[last] === right[index] && RTL.test(text)) {
        piece.texts.splice(-1, 0, text);
      } else {
        if ((RTL.test(before) && LATIN.test(text)) || (LATIN.test(before) && RTL.test(text))) piece.texts.push(' ');
        piece.texts.push(text);
      }
      piece.glyphs.push(index);
      piece.divided = false;
    }
  }
  return pieces
    .map(({ texts, ...rest }) => ({ ...rest, text: texts.join('').replace(/ +/g, ' ').trim() }))
    .filter(({ text }) => text !== '')
    .reverse();
}

/** Whether a mark stands over a letter; it comes before the letter where it stands further to the right. */
function isOver({ left, right }: Glyphs, mark: number, letter: number): boolean {
  const x = left[mark] ?? 0;
  return x === right[mark] && x > (left[letter] ?? 0) && x < (right[letter] ?? 0);
}

function isBlankOver({ codes, left, right }: Glyphs, blank: number, letter: number): boolean {
  const x = left[blank] ?? Number.NaN;
  return codes[blank] === SPACE && x > (left[letter] ?? 0) && x < (right[letter] ?? 0);
}

/** Where the pieces of a line begin on the left, in ascending order. */
function pieceStarts(
  { codes, left, right, baseline, styles }: Glyphs,
  from: number,
  to: number,
  grids: readonly Grid[],
) {
  const order: number[] = [];
  for (let index = from; index < to; index += 1)
    if (codes[index] !== SPACE && codes[index] !== DIVIDER) order.push(index);
  order.sort((a, b) => (left[a] ?? 0) - (left[b] ?? 0));
  const starts: number[] = [];
  let end = -Infinity;
  for (const index of order) {
    const start = left[index] ?? 0;
    const size = styles[index]?.size ?? 0;
    const y = (baseline[index] ?? 0) - 0.3 * size;
    if (start - end > WIDE_GAP * size || (start > end && isDivided(grids, end, start, y))) starts.push(start);
    end = Math.max(end, right[index] ?? 0);
  }
  return starts;
}
