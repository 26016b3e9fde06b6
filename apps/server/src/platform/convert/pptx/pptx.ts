import { renderBlocks } from '../blocks.ts';
import { checkPageCount, type Limits } from '../limits.ts';
import { heading } from '../markdown.ts';
import { descendants, type Element, elements, find } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { mainPart, partOfType, propertyTitle, readPart, relationships, requirePart } from '../ooxml.ts';
import type { Draft } from '../types.ts';
import { parseXml } from '../xml.ts';
import type { Zip } from '../zip.ts';
import { placeholder, readShapes } from './shapes.ts';
import { plainText, readParagraphs } from './text.ts';

/** A presentation, one page for each slide: its title as heading, texts, lists, tables, and the speaker's notes. */
export function pptxToMarkdown(zip: Zip, limits: Limits): Draft {
  const main = mainPart(zip, 'ppt/presentation.xml');
  const parts = relationships(zip, main);
  const ids = [...descendants(parseXml(requirePart(zip, main)), 'sldId')];
  checkPageCount(ids.length, 'slides', limits);
  const slides = ids.map((id) => readSlide(zip, parts.get(id.attributes['r:id'] ?? '')?.target));
  const title = propertyTitle(zip) ?? slides.find((slide) => slide.title !== '')?.title ?? null;
  return { parts: slides.map((slide) => slide.markdown), paged: true, title };
}

function readSlide(zip: Zip, part: string | undefined): { title: string; markdown: string } {
  const tree = part === undefined ? undefined : find(readPart(zip, part), 'sld', 'cSld', 'spTree');
  if (part === undefined || !tree) return { title: '', markdown: '' };
  const links = relationships(zip, part);
  const titleShape = [...descendants(tree, 'sp')].find((shape) =>
    /^(?:title|ctrTitle)$/.test(placeholder(shape)?.type ?? ''),
  );
  const title = oneLine(plainText(titleShape));
  const blocks = readShapes(tree, titleShape, links);
  const notesPart = partOfType(links, 'notesSlide');
  const notes = notesPart === undefined ? [] : readNotes(readPart(zip, notesPart));
  if (notes.length > 0) notes.unshift('Notes:');
  return { title, markdown: renderBlocks([heading(1, title), ...blocks, ...notes]) };
}

/** A notes page also holds a small picture of the slide, dates and numbers; the notes are its body. */
function readNotes(root: Element | undefined) {
  const shapes = elements(find(root, 'notes', 'cSld', 'spTree'), 'sp');
  return shapes
    .filter((shape) => placeholder(shape)?.type === 'body')
    .flatMap((shape) => readParagraphs(shape, false, new Map()));
}
