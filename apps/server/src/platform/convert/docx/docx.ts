import { posix } from 'node:path';
import { renderBlocks } from '../blocks.ts';
import { readGraphics } from '../charts.ts';
import { descendants, type Element, find } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { mainPart, propertyTitle, readPart, relationships, requirePart } from '../ooxml.ts';
import type { Draft } from '../types.ts';
import { parseXml } from '../xml.ts';
import type { Zip } from '../zip.ts';
import { type Context, content, readBlocks, styleIdOf } from './body.ts';
import { readNumberings } from './numbering.ts';
import { readParagraph } from './runs.ts';
import { readStyles } from './styles.ts';

/**
 * A Word document: headings, paragraphs, lists with their numbers, tables, links, formulas, charts, foot- and endnotes, text boxes. Word
 * decides where pages end only when it prints, so there are none here. Pictures, comments, headers and footers are left out.
 */
export function docxToMarkdown(zip: Zip): Draft {
  const main = mainPart(zip, 'word/document.xml');
  const folder = posix.dirname(main);
  const body = find(parseXml(requirePart(zip, main)), 'document', 'body');
  const styleOf = readStyles(readPart(zip, posix.join(folder, 'styles.xml')));
  const links = relationships(zip, main);
  const nextLabel = readNumberings(readPart(zip, posix.join(folder, 'numbering.xml')));

  const paragraphs = body ? content(body).filter((child) => child.name === 'p') : [];
  const titled = paragraphs.find((paragraph) => styleOf(styleIdOf(paragraph)).name === 'title');
  const context: Context = {
    styleOf,
    nextLabel,
    links,
    headingShift: titled ? 1 : 0,
    graphics: (drawing) => readGraphics(zip, links, drawing),
  };
  const blocks = body ? readBlocks(body, context) : [];
  for (const [kind, mark] of [
    ['footnote', ''],
    ['endnote', 'e'],
  ] as const) {
    blocks.push(...readNotes(readPart(zip, posix.join(folder, `${kind}s.xml`)), kind, mark, context));
  }
  const ownTitle = titled && oneLine(readParagraph(titled, links).plain);
  const firstHeading = blocks.find((block) => typeof block === 'string' && /^#+ /.test(block));
  const title =
    propertyTitle(zip) || ownTitle || (typeof firstHeading === 'string' ? firstHeading.replace(/^#+ /, '') : null);
  return { parts: [renderBlocks(blocks)], paged: false, title };
}

/** Notes in the form Markdown has for them. Word keeps its separator lines there too, under types of their own. */
function readNotes(root: Element | undefined, kind: string, mark: string, context: Context): string[] {
  return [...descendants(root, kind)]
    .filter((note) => note.attributes.type === undefined || note.attributes.type === 'normal')
    .map((note) => ({ id: note.attributes.id, text: oneLine(renderBlocks(readBlocks(note, context))) }))
    .filter(({ text }) => text !== '')
    .map(({ id, text }) => `[^${mark}${id}]: ${text}`);
}
