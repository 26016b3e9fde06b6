const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}\p{M}]/u;
/** Tags that writers of Markdown use. Other words in angle brackets are words: `Map<String>`. */
const TAG =
  /<\/?(?:a|b|big|blockquote|br|center|code|del|details|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|var)(?=[\s/>])[^<>]{0,2000}>/iy;
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/iy;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/iy;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
/** Of a link: `(target "title")`, whose target is an address and no remark in brackets. Parentheses nest once. */
const TARGET =
  /\((?:<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,2000}){0,4})(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'))?\)/y;
const ADDRESS = /[:/.#?@]/;

/** A mark that is only markup if its other half comes. */
interface Mark {
  sign: string;
  /** Where it stands among the pieces of the text. */
  at: number;
  left: number;
}

/**
 * What a reader sees of a stretch of Markdown: its words without emphasis, targets of links, escapes, tags and ticks. Whatever
 * is not surely markup stays. Reads once from left to right, so its time is linear in the text whatever that holds.
 */
export function plainInline(markdown: string): string {
  const out: string[] = [];
  const brackets: Mark[] = [];
  const marks = new Map<string, Mark[]>();
  const ticks = closingTicks(markdown);
  let i = 0;
  while (i < markdown.length) {
    const character = markdown.charAt(i);
    const next = markdown.charAt(i + 1);
    const match = (pattern: RegExp) => {
      pattern.lastIndex = i;
      return pattern.exec(markdown);
    };
    if (character === '\\' && (next === '\n' || PUNCTUATION.test(next))) {
      out.push(next);
      i += 2;
    } else if (character === '`') {
      const length = runLength(markdown, i);
      const end = ticks(i, length);
      if (end === undefined) out.push(markdown.slice(i, i + length));
      else out.push(unpadded(markdown.slice(i + length, end)));
      i = end === undefined ? i + length : end + length;
    } else if (character === '[' || (character === '!' && next === '[')) {
      const sign = character === '[' ? '[' : '![';
      brackets.push({ sign, at: out.push(sign) - 1, left: 1 });
      i += sign.length;
    } else if (character === ']') {
      i += closeBracket(markdown, i, brackets.pop(), out);
    } else if (character === '*' || character === '_' || character === '~') {
      const length = runLength(markdown, i);
      emphasis(markdown, i, length, marks, out);
      i += length;
    } else if (character === '<') {
      const link = match(AUTOLINK);
      const tag = link ?? match(TAG);
      out.push(link?.[1] ?? (tag ? blankOf(tag[0]) : '<'));
      i += tag?.[0].length ?? 1;
    } else if (character === '&') {
      const entity = match(ENTITY);
      out.push(entity ? decoded(entity) : '&');
      i += entity?.[0].length ?? 1;
    } else {
      const end = endOfWords(markdown, i + 1);
      out.push(markdown.slice(i, end));
      i = end;
    }
  }
  return out.join('');
}

const SIGNS = /[\\`[\]!*_~<&]/g;

function endOfWords(text: string, from: number): number {
  SIGNS.lastIndex = from;
  return SIGNS.exec(text)?.index ?? text.length;
}

function runLength(text: string, from: number): number {
  let end = from + 1;
  while (text.charAt(end) === text.charAt(from)) end += 1;
  return end - from;
}

/** Finds the run of ticks that ends the code which a run of the same length begins. Asked from left to right. */
function closingTicks(text: string): (start: number, length: number) => number | undefined {
  const runs = new Map<number, { starts: number[]; passed: number }>();
  for (const { index, 0: run } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length) ?? { starts: [], passed: 0 };
    same.starts.push(index);
    runs.set(run.length, same);
  }
  return (start, length) => {
    const same = runs.get(length);
    if (!same) return undefined;
    while ((same.starts[same.passed] ?? Number.POSITIVE_INFINITY) <= start) same.passed += 1;
    return same.starts[same.passed];
  };
}

/** Code that itself begins or ends with ticks stands between blanks. */
const unpadded = (code: string): string =>
  code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code;

/** @returns how many characters it takes: the bracket, and the target behind it if it ends a link */
function closeBracket(text: string, at: number, open: Mark | undefined, out: string[]): number {
  TARGET.lastIndex = at + 1;
  const target = open ? TARGET.exec(text)?.[0] : undefined;
  if (!open || target === undefined || !(target === '()' || ADDRESS.test(target))) {
    out.push(']');
    return 1;
  }
  out[open.at] = '';
  return 1 + target.length;
}

/** Takes away marks in pairs: those that touch a word's outer side on one end and its inner side on the other. */
function emphasis(text: string, at: number, length: number, openMarks: Map<string, Mark[]>, out: string[]): void {
  const sign = text.charAt(at);
  const before = text.charAt(at - 1);
  const after = text.charAt(at + length);
  const mark = { sign, at: out.push(sign.repeat(length)) - 1, left: length };
  if (isOfText(sign, length, before, after)) return;
  const open = openMarks.get(sign) ?? [];
  openMarks.set(sign, open);
  if (before.trim() !== '') {
    for (let other = open.at(-1); other && mark.left > 0; other = open.at(-1)) {
      const both = Math.min(other.left, mark.left);
      for (const half of [other, mark]) {
        half.left -= both;
        out[half.at] = sign.repeat(half.left);
      }
      if (other.left === 0) open.pop();
    }
  }
  if (mark.left > 0 && after.trim() !== '') open.push(mark);
}

/** Within a word `*` and `_` are the word's own, as in snake_case and 2*3; `**` is not, since some writing has no blanks. */
function isOfText(sign: string, length: number, before: string, after: string): boolean {
  if (sign === '~') return length !== 2;
  if (length > 3) return true;
  if (!WORD.test(before) || !WORD.test(after)) return false;
  return length === 1 || sign === '_' || isDigit(before) || isDigit(after);
}

const isDigit = (character: string) => /\p{N}/u.test(character);

/** What a tag leaves: a line break is one, a cell or block keeps its words apart. */
const blankOf = (tag: string): string => {
  if (/^<br/i.test(tag)) return '\n';
  return /^<\/?(?:blockquote|center|details|div|h\d|hr|li|ol|p|pre|summary|t|ul)/i.test(tag) ? ' ' : '';
};

function decoded([entity, decimal, hex, name]: RegExpExecArray): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}
