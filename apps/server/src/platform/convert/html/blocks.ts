import { codeSpan, emphasis, fenced, heading, link, listItem, quote } from '../markdown.ts';
import { descendants, type Element, elements, textOf } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { markdownTable } from '../table.ts';
import { isLayoutTable, tableRows } from './table.ts';

/** Makes a link's target usable outside its page, or says that it is of no use there. */
export type Resolve = (href: string) => string | undefined;

const BLOCKS = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre search section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const IGNORED = new Set(
  'head title script style template noscript svg img iframe object canvas video audio input select textarea'.split(' '),
);

/** An element's content as Markdown blocks: headings, paragraphs, lists, tables, code. */
export function blocksOf(parent: Element, resolve: Resolve): string[] {
  const blocks: string[] = [];
  let line = '';
  const flush = () => {
    const paragraph = tidyLines(line);
    if (paragraph !== '') blocks.push(paragraph);
    line = '';
  };
  for (const child of parent.children) {
    if (typeof child === 'string') line += child.replace(/\s+/g, ' ');
    else if (!holdsBlock(child)) line += inline(child, resolve);
    else {
      flush();
      for (const text of block(child, resolve)) if (text !== '') blocks.push(text);
    }
  }
  flush();
  return blocks;
}

function block(element: Element, resolve: Resolve): string[] {
  switch (element.name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return [heading(Number(element.name[1]), blocksOf(element, resolve).join(' '))];
    case 'ul':
    case 'ol':
      return [list(element, resolve)];
    case 'blockquote':
      return [quote(blocksOf(element, resolve).join('\n\n'))];
    case 'pre':
      return [codeBlock(element)];
    case 'table':
      return isLayoutTable(element) ? blocksOf(element, resolve) : table(element, resolve);
    default:
      return blocksOf(element, resolve);
  }
}

function inline(element: Element, resolve: Resolve): string {
  if (IGNORED.has(element.name)) return '';
  const text = () =>
    element.children
      .map((child) => (typeof child === 'string' ? child.replace(/\s+/g, ' ') : inline(child, resolve)))
      .join('');
  switch (element.name) {
    case 'br':
      return '\n';
    case 'a':
      return link(text(), resolve(element.attributes.href ?? ''));
    case 'b':
    case 'strong':
      return emphasis(text(), '**');
    case 'i':
    case 'em':
      return emphasis(text(), '*');
    case 's':
    case 'del':
      return emphasis(text(), '~~');
    case 'math':
      return formula(element);
    case 'code':
    case 'kbd':
    case 'samp':
      return codeSpan(textOf(element));
    default:
      return text();
  }
}

/** Pages with formulas state them in TeX as well, for readers without MathML. */
function formula(element: Element): string {
  const tex = [...descendants(element, 'annotation')].find(({ attributes }) => attributes.encoding?.includes('tex'));
  return tex ? `$${oneLine(textOf(tex))}$` : oneLine(textOf(element));
}

function list(element: Element, resolve: Resolve): string {
  let number = Number.parseInt(element.attributes.start ?? '1', 10) || 1;
  const items: string[] = [];
  for (const child of elements(element)) {
    const content = itemContent(child, resolve);
    if (content === '') continue;
    // A list put straight into a list, without an item around it, belongs to the item before.
    if (child.name !== 'li' && items.length > 0) items.push(listItem('   ', content));
    else items.push(listItem(element.name === 'ol' ? `${number++}.` : '-', content));
  }
  return items.join('\n');
}

/** A nested list follows its item's text on the next line; other blocks keep a blank line between them. */
function itemContent(item: Element, resolve: Resolve): string {
  const blocks = item.name === 'li' ? blocksOf(item, resolve) : block(item, resolve);
  return blocks.reduce(
    (text, next) => (text === '' ? next : `${text}${/^(?:- |\d+\. )/.test(next) ? '\n' : '\n\n'}${next}`),
    '',
  );
}

function codeBlock(element: Element): string {
  const code = textOf(element).replace(/^\n/, '').trimEnd();
  if (code === '') return '';
  const classes = `${element.attributes.class ?? ''} ${elements(element, 'code')[0]?.attributes.class ?? ''}`;
  return fenced(code, classes.match(/\b(?:language|lang|highlight-source)-([\w+#-]{1,30})/)?.[1]);
}

function table(element: Element, resolve: Resolve): string[] {
  const caption = elements(element, 'caption')[0];
  const rows = tableRows(element, (cell) => cellText(cell, resolve));
  return [caption ? blocksOf(caption, resolve).join(' ') : '', markdownTable(rows)];
}

/** A cell is one line, so a table inside it is told cell by cell, and a heading in it is no heading. */
function cellText(cell: Element, resolve: Resolve): string {
  return blocksOf({ ...cell, children: cell.children.map(withoutTable) }, resolve).join(' ');
}

function withoutTable(node: Element | string): Element | string {
  if (typeof node === 'string') return node;
  const children = node.children.map(withoutTable);
  return {
    ...node,
    name: /^(?:table|t[rdh]|thead|tbody|tfoot|h[1-6])$/.test(node.name) ? 'div' : node.name,
    children,
  };
}

function holdsBlock(element: Element): boolean {
  if (IGNORED.has(element.name)) return false;
  return BLOCKS.has(element.name) || element.children.some((child) => typeof child !== 'string' && holdsBlock(child));
}

function tidyLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
