import type { Block } from '../blocks.ts';
import { emphasis, heading, link } from '../markdown.ts';
import { oneLine } from '../normalise.ts';
import { createTable } from './table.ts';

/** How a stretch of text is written. */
interface Look {
  bold: boolean;
  italic: boolean;
  link: string | undefined;
}

interface Paragraph {
  runs: (Look & { text: string })[];
  /** The label of a list's item; `undefined` for other paragraphs. */
  label: string | undefined;
}

/** Collects what an RTF document says, paragraph by paragraph. */
export interface RtfDocument {
  text(text: string, look: Look): void;
  /** A control word about paragraphs or tables; others are ignored. */
  control(word: string, value: number | undefined): void;
  /** What the next item of a list begins with, as programs without lists would show it. */
  label(text: string): void;
  beginNote(): void;
  endNote(): void;
  defineStyle(style: number, name: string): void;
  finish(): Block[];
}

/** Paragraph properties, which last until `\pard`. */
const PLAIN = { style: 0, outline: undefined as number | undefined, inTable: false, level: 0, list: '' };

export function createDocument(): RtfDocument {
  const blocks: Block[] = [];
  const notes: string[] = [];
  const styles = new Map<number, string>();
  const table = createTable();
  let properties = { ...PLAIN };
  let paragraph: Paragraph = { runs: [], label: undefined };
  let noteAround: Paragraph | undefined;

  return {
    text: add,
    control,
    label(text) {
      // Bullets come in symbol fonts, as any character at all.
      paragraph.label = /^\(?[\p{L}\p{N}]{1,5}(?:\.[\p{N}]{1,3})*[.):]?$/u.exec(oneLine(text))?.[0] ?? '';
    },
    beginNote() {
      noteAround = paragraph;
      paragraph = { runs: [], label: undefined };
    },
    endNote() {
      const text = oneLine(markdownOf(paragraph));
      paragraph = noteAround ?? paragraph;
      noteAround = undefined;
      if (text === '') return;
      notes.push(`[^${notes.length + 1}]: ${text}`);
      add(`[^${notes.length}]`, { bold: false, italic: false, link: undefined });
    },
    defineStyle: (style, name) => styles.set(style, name.trim().toLowerCase()),
    finish() {
      endParagraph();
      endTable();
      return [...blocks, ...notes];
    },
  };

  function add(text: string, { bold, italic, link: target }: Look): void {
    const last = paragraph.runs.at(-1);
    if (last && last.bold === bold && last.italic === italic && last.link === target) last.text += text;
    else paragraph.runs.push({ text, bold, italic, link: target });
  }

  function control(word: string, value: number | undefined): void {
    switch (word) {
      case 'par':
      case 'sect':
      case 'page':
        if (noteAround) add(' ', { bold: false, italic: false, link: undefined });
        else if (properties.inTable) add('\n', { bold: false, italic: false, link: undefined });
        else endParagraph();
        break;
      case 'pard':
        properties = { ...PLAIN };
        break;
      case 's':
        properties.style = value ?? 0;
        break;
      case 'outlinelevel':
        properties.outline = value;
        break;
      case 'intbl':
        properties.inTable = true;
        break;
      case 'ilvl':
        properties.level = Math.min(Math.max(value ?? 0, 0), 8);
        break;
      case 'ls':
        properties.list = String(value ?? '');
        break;
      case 'cell':
        table.cell(oneLine(markdownOf(paragraph)));
        paragraph = { runs: [], label: undefined };
        break;
      case 'nestcell':
      case 'nestrow':
        add(' ', { bold: false, italic: false, link: undefined });
        break;
      default:
        table.control(word);
    }
  }

  function endParagraph(): void {
    const markdown = markdownOf(paragraph).trim();
    const plain = oneLine(paragraph.runs.map((run) => run.text).join(''));
    const { label } = paragraph;
    paragraph = { runs: [], label: undefined };
    endTable();
    if (plain === '') return;
    const style = styles.get(properties.style) ?? '';
    const level = Number(/^heading (\d)/.exec(style)?.[1] ?? Number.NaN) || outlineLevel();
    if (style === 'title') blocks.push(heading(1, plain));
    else if (level !== undefined) blocks.push(heading(level, `${label ?? ''} ${plain}`));
    else if (label !== undefined)
      blocks.push({ label, text: markdown, level: properties.level, list: properties.list });
    else blocks.push(markdown);
  }

  function outlineLevel(): number | undefined {
    const { outline } = properties;
    return outline !== undefined && outline >= 0 && outline <= 8 ? outline + 1 : undefined;
  }

  function endTable(): void {
    const markdown = table.finish();
    if (markdown !== '') blocks.push(markdown);
  }
}

function markdownOf({ runs }: Paragraph): string {
  return runs
    .map(({ text, bold, italic, link: target }) =>
      link(emphasis(emphasis(text, italic ? '*' : ''), bold ? '**' : ''), target),
    )
    .join('');
}
