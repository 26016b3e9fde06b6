import { h } from './dom.ts';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

/** Shows the mark of a source. */
type Cite = (n: number) => Node | string;

/** Markdown as elements: none of its text is ever read as markup. */
export const markdown = (text: string, cite: Cite): Node[] =>
  parseMarkdown(text).map((block) => elementOf(block, cite));

function elementOf(block: Block, cite: Cite): Node {
  switch (block.type) {
    case 'pre':
      return h('pre', { tabindex: 0 }, block.text);
    case 'ul':
    case 'ol': {
      const items = block.items.map((item) => h('li', {}, inline(item, cite)));
      return h(block.type, block.type === 'ol' ? { start: block.start } : {}, items);
    }
    case 'table': {
      const rows = block.rows.map((row, index) =>
        h(
          'tr',
          {},
          row.map((cell) => h(index ? 'td' : 'th', {}, inline(cell, cite))),
        ),
      );
      return h('div', { class: 'scroll', tabindex: 0 }, h('table', {}, rows));
    }
    case 'quote':
      return h('blockquote', {}, inline(block.content, cite));
    default:
      return h(block.type === 'heading' ? 'h2' : 'p', {}, inline(block.content, cite));
  }
}

const inline = (parts: readonly Inline[], cite: Cite): (Node | string)[] =>
  parts.map((part) => {
    if (typeof part === 'string') return part;
    switch (part.type) {
      case 'code':
        return h('code', {}, part.text);
      case 'cite':
        return cite(part.n);
      case 'link':
        return link(part.href, inline(part.content, cite));
      default:
        return h(part.type, {}, inline(part.content, cite));
    }
  });

/** Out of the frame, and without telling the other side where it was. */
export const link = (href: string, content: (Node | string)[]): Node =>
  h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, content);
