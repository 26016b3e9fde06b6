import type { Block, Line } from 'tesseract.js';
import { collectWords, joinLines } from '../pdf/words.ts';
import type { Box } from '../types.ts';

/** A paragraph that was read out of a picture, and its place in the picture in pixels. */
export interface Paragraph {
  text: string;
  box: Box;
}

/** Tesseract's confidence is 0 to 100. What is text reads above 80, shapes that were taken for letters mostly below 40. */
const LEAST_CONFIDENCE = 50;
/** One letter alone is more likely a shape. */
const TEXT = /[\p{L}\p{N}]{2}/u;

/** The paragraphs in their order of reading, without lines that were hardly recognised. Words divided at line ends become whole. */
export function toParagraphs(blocks: readonly Block[]): Paragraph[] {
  const paragraphs = blocks.flatMap((block) => block.paragraphs.map(({ lines }) => lines.filter(isText)));
  const texts = paragraphs.map((lines) => lines.map(({ words }) => words.map((word) => word.text).join(' ')));
  const divisible = texts.map((lines) => lines.map((text) => ({ text, divided: false })));
  const vocabulary = collectWords(divisible.flat());
  return divisible.flatMap((lines, index) => {
    const box = around(paragraphs[index] ?? []);
    return box === null ? [] : [{ text: joinLines(lines, vocabulary), box }];
  });
}

function isText({ words }: Line): boolean {
  return words.some(({ text }) => TEXT.test(text)) && confidenceOf(words) >= LEAST_CONFIDENCE;
}

/** The mean over all letters: short words are the least certain, and say the least. */
export function confidenceOf(words: readonly { text: string; confidence: number }[]): number {
  let letters = 0;
  let sum = 0;
  for (const { text, confidence } of words) {
    letters += text.length;
    sum += text.length * confidence;
  }
  return letters === 0 ? 0 : sum / letters;
}

function around(lines: readonly Line[]): Box | null {
  let box: Box | null = null;
  for (const { bbox } of lines) {
    const { x0, y0, x1, y1 } = bbox;
    box = box
      ? [Math.min(box[0], x0), Math.min(box[1], y0), Math.max(box[2], x1), Math.max(box[3], y1)]
      : [x0, y0, x1, y1];
  }
  return box;
}
