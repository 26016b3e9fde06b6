import { blocksOf } from './blocks.ts';
import { parseHtml } from './parse.ts';

/** Tags that begin a block of HTML in Markdown and end at a line that closes them (CommonMark 0.31, section 4.6, kind 6). */
const OPENING = /^ {0,3}<(table|div|p|ul|ol|dl|section|article|details|center|h[1-6]|blockquote|figure)\b/i;

/** Turns blocks of HTML that stand in a Markdown text into Markdown; everything else, code blocks too, stays as it is. */
export function htmlBlocksToMarkdown(markdown: string): string {
  const lines = markdown.split('\n');
  const out: string[] = [];
  let fence: string | undefined;
  let block: { name: string; depth: number; lines: string[] } | undefined;
  for (const line of lines) {
    if (!block) {
      const mark = line.match(/^ {0,3}(`{3,}|~{3,})/)?.[1];
      if (mark && (fence === undefined || mark.startsWith(fence))) fence = fence === undefined ? mark : undefined;
      const name = fence === undefined ? line.match(OPENING)?.[1]?.toLowerCase() : undefined;
      if (name === undefined) {
        out.push(line);
        continue;
      }
      block = { name, depth: 0, lines: [] };
    }
    block.lines.push(line);
    block.depth += count(line, `<${block.name}\\b`) - count(line, `</${block.name}\\b`);
    if (block.depth <= 0) {
      out.push(render(block.lines));
      block = undefined;
    }
  }
  // Never closed: then it was not meant as a block of HTML.
  return [...out, ...(block?.lines ?? [])].join('\n');
}

function render(lines: readonly string[]): string {
  return blocksOf(parseHtml(lines.join('\n')), (href) => href || undefined).join('\n\n');
}

function count(line: string, pattern: string): number {
  return line.match(new RegExp(pattern, 'gi'))?.length ?? 0;
}
