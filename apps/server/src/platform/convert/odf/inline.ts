import { emphasis, link } from '../markdown.ts';
import { type Element, elements, textOf } from '../markup.ts';
import type { Styles } from './styles.ts';

/** A paragraph's text, and what is anchored in it. */
export interface ParagraphText {
  /** Without any marks. */
  plain: string;
  /** With emphasis and links. */
  markdown: string;
  /** Text boxes and frames. */
  boxes: Element[];
  /** Foot- and endnotes, with the marks that stand for them in the text. */
  notes: { mark: string; body: Element }[];
}

/** Anchored in the text, but no part of it. */
const IGNORED =
  /^(?:annotation|annotation-end|change|change-start|change-end|bookmark|bookmark-start|bookmark-end|ruby-text|soft-page-break|tracked-changes|script|image|event-listeners)$/;

/** Reads a paragraph or heading (OpenDocument 1.3, part 3, section 6). */
export function readParagraph(paragraph: Element, styles: Styles): ParagraphText {
  const boxes: Element[] = [];
  const notes: ParagraphText['notes'] = [];
  const read = (parent: Element, isMarked: boolean): string =>
    parent.children
      .map((node) => (typeof node === 'string' ? node.replace(/\s+/g, ' ') : one(node, isMarked)))
      .join('');
  const one = (node: Element, isMarked: boolean): string => {
    if (IGNORED.test(node.name)) return '';
    switch (node.name) {
      case 's':
        return ' '.repeat(Math.min(Number(node.attributes.c) || 1, 100));
      case 'tab':
        return ' ';
      case 'line-break':
        return '\n';
      case 'a': {
        const target = node.attributes['xlink:href'] ?? '';
        return isMarked ? link(read(node, true), /^[a-z]+:/i.test(target) ? target : undefined) : read(node, false);
      }
      case 'span': {
        const style = styles.of(node.attributes['style-name']);
        if (style.hidden) return '';
        const text = read(node, isMarked);
        if (!isMarked) return text;
        return emphasis(emphasis(text, style.italic ? '*' : ''), style.bold ? '**' : '');
      }
      case 'note':
        return isMarked ? note(node) : '';
      case 'frame':
      case 'custom-shape':
      case 'text-box':
      case 'rect':
      case 'g':
        if (isMarked) boxes.push(node);
        return '';
      default:
        return read(node, isMarked);
    }
  };
  const note = (node: Element): string => {
    const body = elements(node, 'note-body')[0];
    const citation = textOf(elements(node, 'note-citation')[0]).trim();
    const mark = `${node.attributes['note-class'] === 'endnote' ? 'e' : ''}${citation}`;
    if (!body || citation === '') return '';
    notes.push({ mark, body });
    return `[^${mark}]`;
  };
  return { markdown: read(paragraph, true), plain: read(paragraph, false), boxes, notes };
}
