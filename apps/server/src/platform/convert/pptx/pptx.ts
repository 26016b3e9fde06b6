import { renderBlocks } from '../blocks.ts';
import { readGraphics } from '../charts.ts';
import { checkPageCount, type Limits } from '../limits.ts';
import { heading } from '../markdown.ts';
import { descendants, type Element, elements, find } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { mainPart, partOfType, propertyTitle, readPart, relationships, requirePart } from '../ooxml.ts';
import type { Draft, OnPage } from '../types.ts';
import { parseXml } from '../xml.ts';
import type { Zip } from '../zip.ts';
import { placeholder, readShapes } from './shapes.ts';
import { plainText, readParagraphs } from './text.ts';

/** A presentation, one page for each slide: its title as heading, texts, lists, tables, charts, and the speaker's notes. */
export function pptxToMarkdown(zip: Zip, limits: Limits, onPage?: OnPage): Draft {
  const parts = slidesOf(zip);
  checkPageCount(parts.length, 'slides', limits);
  const slides = parts.map((part, index) => {
    const slide = readSlide(zip, part);
    onPage?.(index + 1, parts.length);
    return slide;
  });
  const title = propertyTitle(zip) ?? slides.find((slide) => slide.title !== '')?.title ?? null;
  return { parts: slides.map((slide) => slide.markdown), paged: true, title };
}

/** The parts of the slides in their order; a slide whose part is not stated keeps its place. */
export function slidesOf(zip: Zip): (string | undefined)[] {
  const main = mainPart(zip, 'ppt/presentation.xml');
  const parts = relationships(zip, main);
  const ids = [...descendants(parseXml(requirePart(zip, main)), 'sldId')];
  return ids.map((id) => parts.get(id.attributes['r:id'] ?? '')?.target);
}

function readSlide(zip: Zip, part: string | undefined): { title: string; markdown: string } {
  const tree = part === undefined ? undefined : find(readPart(zip, part), 'sld', 'cSld', 'spTree');
  if (part === undefined || !tree) return { title: '', markdown: '' };
  const links = relationships(zip, part);
  const titleShape = [...descendants(tree, 'sp')].find((shape) =>
    /^(?:title|ctrTitle)$/.test(placeholder(shape)?.type ?? ''),
  );
  const title = oneLine(plainText(titleShape));
  const layoutPart = partOfType(links, 'slideLayout');
  const layout = layoutPart === undefined ? undefined : readPart(zip, layoutPart);
  const blocks = readShapes(tree, {
    skip: titleShape,
    links,
    layout: elements(find(layout, 'sldLayout', 'cSld', 'spTree')),
    graphics: (drawing) => readGraphics(zip, links, drawing),
  });
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
