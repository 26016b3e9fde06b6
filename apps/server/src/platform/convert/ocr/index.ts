import type { Block } from 'tesseract.js';
import type { Box } from '../types.ts';
import { runEngine } from './engine.ts';
import { confidenceOf, type Paragraph, toParagraphs } from './paragraphs.ts';

export type { Paragraph } from './paragraphs.ts';

/** A picture as a file that the engine decodes, and its size in pixels. */
export interface Picture {
  bytes: Uint8Array;
  width: number;
  height: number;
}

/** Below it a page may stand on its head: such a page reads with 35, a poor scan with 70. */
const DOUBTFUL = 60;

/**
 * The text in a picture; none if it shows no text. The picture may be turned by quarters, and be slightly askew. Reads
 * English best and other languages in Latin letters without their accents.
 *
 * The engine itself reads lines that run from the bottom to the top; those that run the other way it takes for lines upside
 * down. So one more reading, turned by half, covers all four ways to lay a page on a scanner.
 *
 * @returns the paragraphs in the order of reading, boxes in pixels; those of a page that is askew are as askew as the page
 * @throws Error when the picture cannot be decoded
 */
export async function recognise({ bytes, width, height }: Picture): Promise<Paragraph[]> {
  const upright = (await runEngine(bytes, false)).blocks ?? [];
  const confidence = confidenceOf(wordsOf(upright));
  if (confidence === 0 || confidence >= DOUBTFUL) return toParagraphs(upright);
  const turned = (await runEngine(bytes, true)).blocks ?? [];
  if (confidenceOf(wordsOf(turned)) <= confidence) return toParagraphs(upright);
  return toParagraphs(turned).map(({ text, box }) => ({ text, box: turnedBack(box, width, height) }));
}

function wordsOf(blocks: readonly Block[]) {
  return blocks.flatMap((block) => block.paragraphs.flatMap(({ lines }) => lines.flatMap(({ words }) => words)));
}

function turnedBack([left, top, right, bottom]: Box, width: number, height: number): Box {
  return [width - right, height - bottom, width - left, height - top];
}
