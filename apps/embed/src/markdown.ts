/**
 * The little of Markdown that answers are written in, as a tree that is shown element by element: no text of it ever becomes
 * markup. What is not known, HTML above all, stays text.
 */
export type Inline =
  | string
  | { type: 'strong' | 'em'; content: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; href: string; content: Inline[] }
  | { type: 'cite'; n: number };

export type Block =
  | { type: 'p' | 'heading' | 'quote'; content: Inline[] }
  | { type: 'ul' | 'ol'; start: number; items: Inline[][] }
  | { type: 'table'; rows: Inline[][][] }
  | { type: 'pre'; text: string };

const FENCE = /^ {0,3}(```|~~~)/;
const BULLET = /^\s*[-*+]\s+(?=\S)/;
const NUMBER = /^\s*(\d{1,9})[.)]\s+(?=\S)/;
const HEADING = /^ {0,3}#{1,6}\s+/;
const QUOTE = /^ {0,3}>\s?/;
const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^[\s|:-]+$/;

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  let i = 0;
  /** Takes lines as long as they fit. */
  const take = (fits: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[i]; line !== undefined && fits(line); line = lines[++i]) taken.push(line);
    return taken;
  };
  while (i < lines.length) {
    const line = lines[i] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (!line.trim()) i += 1;
    else if (fence) {
      i += 1;
      blocks.push({ type: 'pre', text: take((each) => !each.trim().startsWith(fence)).join('\n') });
      i += 1;
    } else if (HEADING.test(line)) {
      i += 1;
      blocks.push({ type: 'heading', content: parseInline(line.replace(HEADING, '')) });
    } else if (QUOTE.test(line)) {
      const quoted = take((each) => QUOTE.test(each)).map((each) => each.replace(QUOTE, ''));
      blocks.push({ type: 'quote', content: parseInline(quoted.join('\n')) });
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const mark = BULLET.test(line) ? BULLET : NUMBER;
      const items: string[] = [];
      // A line that is indented goes on with the item above it.
      for (const each of take((next) => mark.test(next) || /^\s+\S/.test(next))) {
        if (mark.test(each) || items.length === 0) items.push(each.replace(mark, ''));
        else items.push(`${items.pop()}\n${each.trim().replace(BULLET, '– ')}`);
      }
      const start = Number(NUMBER.exec(line)?.[1] ?? 1);
      blocks.push({ type: mark === BULLET ? 'ul' : 'ol', start, items: items.map(parseInline) });
    } else if (ROW.test(line)) {
      const rows = take((each) => ROW.test(each)).filter((each) => !(RULE.test(each) && each.includes('-')));
      const cells = rows.map((row) => row.trim().slice(1, -1).split('|'));
      blocks.push({ type: 'table', rows: cells.map((row) => row.map((cell) => parseInline(cell.trim()))) });
    } else {
      const first = i;
      const starts = (each: string) => [FENCE, HEADING, QUOTE, BULLET, NUMBER, ROW].some((mark) => mark.test(each));
      const paragraph = take((each) => each.trim() !== '' && (i === first || !starts(each)));
      blocks.push({ type: 'p', content: parseInline(paragraph.join('\n')) });
    }
  }
  return blocks;
}

/** Bounded in length, so that marks which are never closed cost no more than a look ahead. */
const INLINE =
  /`([^`\n]{1,500})`|\*\*(?=\S)([^*]{1,500}?)\*\*|(?<![\w*])([*_])(?=\S)([^*_\n]{1,500}?)\3(?!\w)|!?\[([^\][\n]{1,300})\]\(([^()\s]{1,2000})\)|\[(\d{1,3})\]|(https?:\/\/[^\s<>"']{1,2000}[^\s<>"'.,;:!?)\]*_])/g;

function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, , em, label, target, n, url] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) parts.push({ type: 'code', text: code });
    else if (strong !== undefined) parts.push({ type: 'strong', content: parseInline(strong) });
    else if (em !== undefined) parts.push({ type: 'em', content: parseInline(em) });
    else if (n !== undefined) parts.push({ type: 'cite', n: Number(n) });
    else {
      const href = webAddress(url ?? target);
      if (href === null) parts.push(label ?? whole);
      else parts.push({ type: 'link', href, content: [label ?? whole] });
    }
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The address if it leads to a page; null for `javascript:` and all else that a link must not do. */
export function webAddress(text: string | null | undefined): string | null {
  try {
    const { protocol, href } = new URL(text ?? '');
    return /^https?:$/.test(protocol) ? href : null;
  } catch {
    return null;
  }
}
