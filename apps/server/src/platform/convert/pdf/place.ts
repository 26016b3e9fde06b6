import type { Box } from '../types.ts';
import { type Pdfium, withMemory } from './pdfium.ts';

/** How a page lies: its visible area in PDF's coordinates (points, y upwards) and the quarter turns clockwise to show it by. */
export interface Frame {
  left: number;
  bottom: number;
  right: number;
  top: number;
  turns: number;
}

/** An area in the coordinates of text: x grows in the direction of reading, y downwards. */
export interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function readFrame(pdfium: Pdfium, page: number): Frame {
  return withMemory(pdfium, 16, (buffer) => {
    pdfium.HEAPU8.fill(0, buffer, buffer + 16);
    pdfium._FPDF_GetPageBoundingBox(page, buffer);
    const at = buffer >> 2;
    const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.HEAPF32.subarray(at, at + 4);
    return { left, top, right, bottom, turns: pdfium._FPDFPage_GetRotation(page) & 3 };
  });
}

/** Letters reach about this far above and below their baseline, in font sizes. */
const ASCENT = 0.75;
const DESCENT = 0.25;

/** What lines cover together. */
export function extentOf(
  lines: readonly { left: number; right: number; baseline: number; size: number }[],
): Extent | null {
  if (lines.length === 0) return null;
  const extent: Extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { left, right, baseline, size } of lines) {
    extent.left = Math.min(extent.left, left);
    extent.right = Math.max(extent.right, right);
    extent.top = Math.min(extent.top, baseline - ASCENT * size);
    extent.bottom = Math.max(extent.bottom, baseline + DESCENT * size);
  }
  return extent;
}

/**
 * An area of text as a box on the page as it is shown, in points from its upper left corner.
 *
 * @param turns quarter turns counter-clockwise in which the text runs
 */
export function toBox({ left, right, top, bottom }: Extent, turns: 0 | 1 | 2 | 3, frame: Frame): Box {
  const corners = [
    [left, top],
    [right, bottom],
  ].map(([x = 0, y = 0]) => onScreen(turn(x, y, turns), frame));
  const xs = corners.map(([x]) => hundredths(x));
  const ys = corners.map(([, y]) => hundredths(y));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** From the coordinates of text to PDF's, and just so the way back: each turn is its own inverse. */
export function turn(x: number, y: number, turns: 0 | 1 | 2 | 3): [number, number] {
  switch (turns) {
    case 0:
      return [x, -y];
    case 1:
      return [y, x];
    case 2:
      return [-x, y];
    case 3:
      return [-y, -x];
  }
}

/** From PDF's coordinates to those of the page as shown. */
function onScreen([x, y]: [number, number], { left, bottom, right, top, turns }: Frame): [number, number] {
  if (turns === 0) return [x - left, top - y];
  if (turns === 1) return [y - bottom, x - left];
  if (turns === 2) return [right - x, y - bottom];
  return [top - y, right - x];
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
