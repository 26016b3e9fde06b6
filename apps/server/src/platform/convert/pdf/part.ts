import { type Block, renderBlocks } from '../blocks.ts';
import { normalise } from '../normalise.ts';
import { splitBlocks } from '../outline.ts';
import type { Box } from '../types.ts';

/** A block and its place on the page. */
export interface PlacedBlock {
  block: Block;
  box: Box | null;
}

/**
 * A page's blocks as normalised Markdown, with a box for each block that a reader of the Markdown sees at the top level.
 * Items that follow each other become one list, and so have one box.
 */
export function renderPart(blocks: readonly PlacedBlock[]): { markdown: string; boxes: (Box | null)[] } {
  const pieces: { start: number; end: number; box: Box | null }[] = [];
  let markdown = '';
  for (const group of groupItems(blocks)) {
    const text = normalise(renderBlocks(group.map(({ block }) => block)));
    if (text === '') continue;
    if (markdown !== '') markdown += '\n\n';
    pieces.push({
      start: markdown.length,
      end: markdown.length + text.length,
      box: group.map(({ box }) => box).reduce(around),
    });
    markdown += text;
  }
  let next = 0;
  const boxes = splitBlocks(markdown).map(({ start, end }) => {
    let box: Box | null = null;
    while (next < pieces.length && (pieces[next]?.end ?? 0) <= start) next += 1;
    for (let at = next; at < pieces.length && (pieces[at]?.start ?? 0) < end; at += 1)
      box = around(box, pieces[at]?.box ?? null);
    return box;
  });
  return { markdown, boxes };
}

function groupItems(blocks: readonly PlacedBlock[]): PlacedBlock[][] {
  const groups: PlacedBlock[][] = [];
  for (const placed of blocks) {
    const last = groups.at(-1);
    const isItem = typeof placed.block !== 'string';
    if (last && isItem && typeof last[0]?.block !== 'string') last.push(placed);
    else groups.push([placed]);
  }
  return groups;
}

function around(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
