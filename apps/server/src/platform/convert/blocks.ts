import { listItem } from './markdown.ts';

/** An item of a list, by itself: documents state lists as paragraphs with a level, not as trees. */
export interface ListItem {
  /** As the document shows it: `1.`, `2.1`, `b)`; empty for a bullet. */
  label: string;
  text: string;
  /** Any number that grows with the item's depth. */
  level: number;
  /** Items that belong together; another list's item, at the outermost level, begins a new one. */
  list?: string;
}

/** A piece of a document: finished Markdown, or an item of a list. */
export type Block = string | ListItem;

/** Blocks as Markdown. Items that follow each other become one list, nested by their levels. */
export function renderBlocks(blocks: readonly Block[]): string {
  const out: string[] = [];
  let levels: number[] = [];
  let list: string | undefined;
  for (const block of blocks) {
    if (typeof block === 'string') {
      if (block.trim() === '') continue;
      levels = [];
      out.push(out.length > 0 ? '\n\n' : '', block);
      continue;
    }
    const isFirst = levels.length === 0;
    levels = [...levels.filter((level) => level < block.level), block.level];
    const isOther = levels.length === 1 && block.list !== list;
    if (levels.length === 1) list = block.list;
    out.push(out.length === 0 ? '' : isFirst || isOther ? '\n\n' : '\n', renderItem(block, levels.length - 1));
  }
  return out.join('');
}

/** Markdown numbers with digits only; any other label is shown in the text of a bullet. */
function renderItem({ label, text }: ListItem, depth: number): string {
  const item =
    label === '' || /^\d{1,9}[.)]$/.test(label) ? listItem(label || '-', text) : listItem('-', `${label} ${text}`);
  const indent = ' '.repeat(4 * depth);
  return depth === 0 ? item : item.replace(/^(?=.)/gm, indent);
}
