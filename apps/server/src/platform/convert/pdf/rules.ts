import { type Pdfium, withMemory } from './pdfium.ts';
import { turn } from './place.ts';

/** A straight line along or across the text, in its coordinates: where it stands, and from where to where it runs. */
export interface Rule {
  at: number;
  from: number;
  to: number;
}

/** Lines in both directions. */
export interface Rules {
  horizontal: Rule[];
  vertical: Rule[];
}

/** What is drawn on a page that may divide a table. */
export interface Drawing {
  lines: Rules;
  /** Edges of coloured areas, which may be cells, or only lie behind some words. */
  edges: Rules;
}

/** `FPDF_PAGEOBJ_*` and `FPDF_SEGMENT_*` of fpdf_edit.h. */
const PATH = 2;
const FORM = 5;
const LINE_TO = 0;
const BEZIER_TO = 1;

const MAX_DEPTH = 4;
/** Pages and paths of more pieces are drawings, not tables. */
const MAX_OBJECTS = 20_000;
const MAX_PATHS = 4_000;
const MAX_POINTS = 400;
/** Thinner areas are lines, in points. Lines shorter than a letter are parts of pictures. */
const THIN = 3;
const MIN_LENGTH = 4;
/** Lines may lean this much, in points. */
const STRAIGHT = 0.7;

type Matrix = readonly [number, number, number, number, number, number];
type Point = readonly [number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * The straight lines on a page, and the edges of areas filled with a colour.
 *
 * @param turns quarter turns counter-clockwise in which the page's text runs
 */
export function readDrawing(pdfium: Pdfium, page: number, turns: 0 | 1 | 2 | 3): Drawing {
  const drawing = nothing();
  const count = pdfium._FPDFPage_CountObjects(page);
  if (count > MAX_OBJECTS) return drawing;
  let paths = 0;
  withMemory(pdfium, 64, (buffer) => {
    const visit = (object: number, outer: Matrix, depth: number) => {
      const type = pdfium._FPDFPageObj_GetType(object);
      if (type === PATH && paths < MAX_PATHS) {
        paths += 1;
        readPath(pdfium, object, outer, buffer, turns, drawing);
      }
      if (type !== FORM || depth >= MAX_DEPTH) return;
      const inner = multiply(readMatrix(pdfium, object, buffer), outer);
      const parts = Math.min(pdfium._FPDFFormObj_CountObjects(object), MAX_OBJECTS);
      for (let index = 0; index < parts; index += 1)
        visit(pdfium._FPDFFormObj_GetObject(object, index), inner, depth + 1);
    };
    for (let index = 0; index < count; index += 1) visit(pdfium._FPDFPage_GetObject(page, index), IDENTITY, 0);
  });
  // A map or a plot, whose lines mean nothing to the text.
  return paths < MAX_PATHS ? drawing : nothing();
}

function nothing(): Drawing {
  return { lines: { horizontal: [], vertical: [] }, edges: { horizontal: [], vertical: [] } };
}

function readMatrix(pdfium: Pdfium, object: number, buffer: number): Matrix {
  if (pdfium._FPDFPageObj_GetMatrix(object, buffer) === 0) return IDENTITY;
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = pdfium.HEAPF32.subarray(buffer >> 2, (buffer >> 2) + 6);
  return [a, b, c, d, e, f];
}

/** First one, then the other. */
function multiply([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix {
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

function readPath(
  pdfium: Pdfium,
  path: number,
  outer: Matrix,
  buffer: number,
  turns: 0 | 1 | 2 | 3,
  drawing: Drawing,
): void {
  const count = pdfium._FPDFPath_CountSegments(path);
  if (count < 2 || count > MAX_POINTS) return;
  if (pdfium._FPDFPath_GetDrawMode(path, buffer, buffer + 4) === 0) return;
  const mode = pdfium.HEAPU8;
  const isFilled = mode[buffer] !== 0 && isColoured(pdfium, path, buffer);
  const isStroked = mode[buffer + 4] !== 0;
  if (!isFilled && !isStroked) return;
  const matrix = multiply(readMatrix(pdfium, path, buffer), outer);
  for (const points of subpaths(pdfium, path, count, matrix, buffer)) {
    const turned = points.map(([x, y]) => turn(x, y, turns));
    if (isStroked) addLines(turned, drawing.lines);
    else addArea(turned, drawing);
  }
}

/** White areas are paper. */
function isColoured(pdfium: Pdfium, path: number, buffer: number): boolean {
  const colour = buffer + 16;
  if (pdfium._FPDFPageObj_GetFillColor(path, colour, colour + 4, colour + 8, colour + 12) === 0) return true;
  const [red, green, blue, alpha] = [0, 4, 8, 12].map((offset) => pdfium.HEAPU8[colour + offset] ?? 0);
  return alpha !== 0 && !(red === 255 && green === 255 && blue === 255);
}

/** A path's corners, by piece; nothing if it is curved. */
function subpaths(pdfium: Pdfium, path: number, count: number, matrix: Matrix, buffer: number): Point[][] {
  const [a, b, c, d, e, f] = matrix;
  const pieces: Point[][] = [];
  for (let index = 0; index < count; index += 1) {
    const segment = pdfium._FPDFPath_GetPathSegment(path, index);
    const type = pdfium._FPDFPathSegment_GetType(segment);
    if (type === BEZIER_TO) return [];
    pdfium._FPDFPathSegment_GetPoint(segment, buffer, buffer + 4);
    const x = pdfium.HEAPF32[buffer >> 2] ?? 0;
    const y = pdfium.HEAPF32[(buffer >> 2) + 1] ?? 0;
    const point: Point = [x * a + y * c + e, x * b + y * d + f];
    const piece = pieces.at(-1);
    if (type === LINE_TO && piece) piece.push(point);
    else pieces.push([point]);
    const [first] = pieces.at(-1) ?? [];
    if (first && pdfium._FPDFPathSegment_GetClose(segment) !== 0) pieces.at(-1)?.push(first);
  }
  return pieces;
}

function addLines(points: readonly Point[], rules: Rules): void {
  for (const [index, [x, y]] of points.entries()) {
    const before = points[index - 1];
    if (!before) continue;
    const [left, right] = [Math.min(before[0], x), Math.max(before[0], x)];
    const [top, bottom] = [Math.min(before[1], y), Math.max(before[1], y)];
    add(left, top, right, bottom, STRAIGHT, rules);
  }
}

/** A filled area is a thick line, or has four edges. */
function addArea(points: readonly Point[], { lines, edges }: Drawing): void {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  if (add(left, top, right, bottom, THIN, lines)) return;
  const isRectangle = points.every(
    ([x, y]) => Math.min(x - left, right - x) < STRAIGHT && Math.min(y - top, bottom - y) < STRAIGHT,
  );
  if (!isRectangle) return;
  add(left, top, right, top, THIN, edges);
  add(left, bottom, right, bottom, THIN, edges);
  add(left, top, left, bottom, THIN, edges);
  add(right, top, right, bottom, THIN, edges);
}

function add(left: number, top: number, right: number, bottom: number, thin: number, rules: Rules): boolean {
  const [width, height] = [right - left, bottom - top];
  if (height <= thin && width >= MIN_LENGTH && width > height)
    rules.horizontal.push({ at: (top + bottom) / 2, from: left, to: right });
  else if (width <= thin && height >= MIN_LENGTH)
    rules.vertical.push({ at: (left + right) / 2, from: top, to: bottom });
  else return width <= thin && height <= thin;
  return true;
}
