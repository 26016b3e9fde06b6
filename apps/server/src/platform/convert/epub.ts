import { posix } from 'node:path';
import { ConversionError } from './errors.ts';
import { blocksOf } from './html/blocks.ts';
import { withoutInvisible } from './html/main-content.ts';
import { parseHtml } from './html/parse.ts';
import { checkMarkdownLength, type Limits } from './limits.ts';
import { heading } from './markdown.ts';
import { descendants, type Element, textOf } from './markup.ts';
import { oneLine } from './normalise.ts';
import { readPart } from './ooxml.ts';
import type { Draft } from './types.ts';
import type { Zip } from './zip.ts';

/**
 * A book: its title and authors, then its chapters in the order of the spine (EPUB 3.3, sections 4.2 and 5.7). Its own
 * tables of contents are left out, and so are links within the book.
 *
 * @throws ConversionError `encrypted` (copy protection), `corrupt`, `too_large`
 */
export function epubToMarkdown(zip: Zip, limits: Limits): Draft {
  const root = descendants(readPart(zip, 'META-INF/container.xml'), 'rootfile').next().value;
  const packagePath = root?.attributes['full-path'] ?? '';
  const book = readPart(zip, packagePath);
  if (!book) throw new ConversionError('corrupt', 'This book lacks its table of parts. Download or save it again.');
  const chapters = chaptersOf(book, posix.dirname(packagePath));
  refuseProtected(zip, chapters);

  const title = oneLine(textOf(descendants(book, 'title').next().value));
  const authors = [...descendants(book, 'creator')].map((creator) => oneLine(textOf(creator))).filter(Boolean);
  const blocks: string[] = [];
  let length = 0;
  for (const chapter of chapters) {
    const bytes = zip.read(chapter);
    if (!bytes) continue;
    const page = parseHtml(new TextDecoder().decode(bytes), { xhtml: true });
    const text = blocksOf(withoutInvisible(page), (href) => (/^https?:/i.test(href) ? href : undefined));
    length += text.reduce((sum, block) => sum + block.length, 0);
    checkMarkdownLength(length, limits);
    blocks.push(...text);
  }
  // A book with a title page of its own names its authors there.
  const isTitled = blocks.includes(heading(1, title));
  const preface = isTitled || blocks.length === 0 ? [] : [heading(1, title), authors.join(', ')];
  return { parts: [[...preface, ...blocks].filter(Boolean).join('\n\n')], paged: false, title: title || null };
}

/** Paths of the chapters in reading order; navigation documents are no text. */
function chaptersOf(book: Element, folder: string): string[] {
  const items = new Map([...descendants(book, 'item')].map((item) => [item.attributes.id, item.attributes]));
  return [...descendants(book, 'itemref')].flatMap(({ attributes }) => {
    const item = items.get(attributes.idref);
    const isText = item?.['media-type'] === undefined || /html|xml/.test(item['media-type']);
    if (!item?.href || !isText || item.properties?.split(' ').includes('nav')) return [];
    return [posix.join(folder, decodePath(item.href))];
  });
}

function decodePath(href: string): string {
  const path = href.split('#')[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Books may hide their fonts only; those that encrypt their text can be read by their shop's programs alone. */
function refuseProtected(zip: Zip, chapters: readonly string[]): void {
  const encrypted = [...descendants(readPart(zip, 'META-INF/encryption.xml'), 'CipherReference')];
  if (!encrypted.some(({ attributes }) => chapters.includes(decodePath(attributes.URI ?? '')))) return;
  throw new ConversionError('encrypted', 'This book is copy-protected (DRM). Send a copy without protection.');
}
