import { plainInline } from './inline.ts';

const FENCE = /^ {0,12}(`{3,}(?=[^`]*$)|~{3,})/;
const ATX = /^ {0,3}#{1,6}(?:[ \t]+|$)/;
const CLOSING_HASHES = /[ \t]+#+[ \t]*$/;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^(?: {0,3}>[ \t]?)+/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const DELIMITER_ROW = /^[ \t]*\|?[ \t]*:?-[-: \t|]*$/;

/**
 * A piece of Markdown as plain text. Its words and lines stay as they are; marks of headings, quotations and emphasis go, links
 * become their text, rows of tables cells with tabs between, and code stays to the letter.
 */
export function plainText(markdown: string): string {
  const out: string[] = [];
  let open: string[] = [];
  let fence: string | undefined;
  let inTable = false;
  // A paragraph is read as a whole, since emphasis and links may go over the ends of lines.
  const endParagraph = () => {
    if (open.length > 0) out.push(plainInline(open.join('\n')));
    open = [];
  };
  const lines = markdown.split('\n');
  for (const [index, raw] of lines.entries()) {
    if (fence !== undefined) {
      if (closes(raw, fence)) fence = undefined;
      else out.push(raw);
      continue;
    }
    const line = raw.replace(QUOTE, '');
    inTable = line.includes('|') && (inTable || isDelimiterRow(lines[index + 1]));
    const begun = FENCE.exec(line)?.[1];
    if (begun !== undefined) {
      endParagraph();
      fence = begun;
    } else if (inTable) {
      endParagraph();
      if (!isDelimiterRow(line)) out.push(cells(line).join('\t'));
    } else if (line.trim() === '') {
      endParagraph();
      out.push('');
    } else if (ATX.test(line)) {
      endParagraph();
      out.push(plainInline(line.replace(ATX, '').replace(CLOSING_HASHES, '')));
    } else if (open.length > 0 && UNDERLINE.test(line)) {
      endParagraph();
    } else if (RULE.test(line)) {
      endParagraph();
    } else {
      if (ITEM.test(line)) endParagraph();
      open.push(withoutHardBreak(line));
    }
  }
  endParagraph();
  return out.join('\n');
}

const isDelimiterRow = (line = ''): boolean => {
  const row = line.replace(QUOTE, '');
  return row.includes('|') && DELIMITER_ROW.test(row);
};

const closes = (line: string, fence: string): boolean => {
  const text = line.replace(QUOTE, '').trim();
  return text.length >= fence.length && text === fence.charAt(0).repeat(text.length);
};

const withoutHardBreak = (line: string): string => line.replace(/(?: {2,}|\\)$/, '');

/** A row's cells; an escaped `\|` stays within its own. */
function cells(row: string): string[] {
  const inner = row.trim().replace(/^\|/, '');
  const found: string[] = [];
  let cell = '';
  for (const [piece] of inner.matchAll(/\\[\s\S]|[^\\|]+|\\|\|/g)) {
    if (piece === '|') {
      found.push(cell);
      cell = '';
    } else cell += piece === '\\|' ? '|' : piece;
  }
  if (cell.trim() !== '') found.push(cell);
  return found.map((text) => plainInline(text.trim()).replace(/\s+/g, ' '));
}
