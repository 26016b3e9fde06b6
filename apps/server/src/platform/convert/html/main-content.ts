import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { type Element, elements, textOf } from '../markup.ts';
import { parseHtml } from './parse.ts';

/** Below this many characters a page is short enough to be read whole. */
const SMALL_PAGE = 2_000;
/** Readability's time grows faster than the page: 0.5 s for 40,000 nodes, 11 s for 200,000. */
const MAX_NODES = 50_000;
/** It also recurses, slowly; ordinary pages are 20 to 60 deep. */
const MAX_NESTING = 150;

export interface MainContent {
  content: Element;
  /** Without the site's name, if Readability chose the content. */
  title?: string;
}

/**
 * The part of a page that people come for. Readability's choice, if it found most of what stands outside navigation,
 * headers and footers; else all of that.
 */
export function mainContent(page: Element, html: string): MainContent {
  const rest = withoutFurniture(page);
  const restLength = textLength(rest);
  const { count, depth } = measure(page);
  if (restLength < SMALL_PAGE || count > MAX_NODES || depth > MAX_NESTING) return { content: rest };
  const article = readable(html);
  return article && textLength(article.content) > restLength / 2 ? article : { content: rest };
}

function readable(html: string): MainContent | undefined {
  // linkedom makes no body of its own.
  const whole = /<body[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`;
  // The server is typed without a DOM; linkedom's document is one in all but its declared type.
  const document = parseHTML(whole).document as unknown as ConstructorParameters<typeof Readability>[0];
  const article = new Readability(document).parse();
  return article?.content ? { content: parseHtml(article.content), title: article.title ?? '' } : undefined;
}

function measure(element: Element): { count: number; depth: number } {
  let count = element.children.length;
  let depth = 0;
  for (const child of elements(element)) {
    const below = measure(child);
    count += below.count;
    depth = Math.max(depth, below.depth);
  }
  return { count, depth: depth + 1 };
}

function textLength(element: Element): number {
  return textOf(element).replace(/\s+/g, ' ').length;
}

const DROPPED = new Set([
  'head',
  'title',
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'canvas',
  'video',
  'audio',
  'button',
  'input',
  'select',
  'textarea',
  'dialog',
]);
const FURNITURE = new Set(['nav', 'footer']);
const FURNITURE_ROLES = new Set(['navigation', 'banner', 'contentinfo', 'search', 'menu', 'menubar', 'dialog']);

/** A copy of the tree without what is not text or is hidden. */
export function withoutInvisible(parent: Element): Element {
  return without(parent, isInvisible);
}

/** The same without what frames every page of a site. */
function withoutFurniture(parent: Element): Element {
  return without(parent, (element) => isInvisible(element) || isFurniture(element));
}

function without(parent: Element, isDropped: (element: Element) => boolean): Element {
  const children: Element['children'] = [];
  for (const child of parent.children) {
    if (typeof child === 'string') children.push(child);
    else if (!isDropped(child)) children.push(without(child, isDropped));
  }
  return { ...parent, children };
}

function isFurniture({ name, attributes }: Element): boolean {
  return FURNITURE.has(name) || FURNITURE_ROLES.has(attributes.role ?? '');
}

function isInvisible({ name, attributes }: Element): boolean {
  if (DROPPED.has(name) || 'hidden' in attributes || attributes['aria-hidden'] === 'true') return true;
  return /display\s?:\s?none/i.test(attributes.style ?? '');
}
