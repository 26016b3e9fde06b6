/** A Markdown text taken apart for scoring; read by lines, with no code of the product. */
export interface Parsed {
  /** All words in their order, markup left out. */
  words: string[];
  headings: { level: number; text: string }[];
  /** Cells by row and column. */
  tables: string[][][];
}

const RULE = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * Reads ATX headings, pipe tables and words. Left out as markup: comments, fences, marks of headings, lists and quotes,
 * emphasis, targets of links, escapes, lines of tables. Words are runs of letters, marks and digits after NFKC, in lower case.
 */
export function parseMarkdown(markdown: string): Parsed {
  const headings: Parsed['headings'] = [];
  const tables: string[][][] = [];
  const lines = markdown.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/);
  let table: string[][] | undefined;
  let inCode = false;
  const texts: string[] = [];
  for (const line of lines) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      inCode = !inCode;
      table = undefined;
      continue;
    }
    if (inCode) {
      texts.push(line);
      continue;
    }
    const row = line.trim();
    if (row.startsWith('|') && row.endsWith('|') && row.length > 1) {
      if (RULE.test(row)) continue;
      const cells = row.slice(1, -1).split(/(?<!\\)\|/);
      if (!table) {
        table = [];
        tables.push(table);
      }
      table.push(cells.map(textOf));
      texts.push(cells.map(textOf).join(' '));
      continue;
    }
    table = undefined;
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (heading) headings.push({ level: heading[1]?.length ?? 1, text: wordsOf(textOf(heading[2] ?? '')).join(' ') });
    texts.push(textOf((heading?.[2] ?? line).replace(/^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+/, '')));
  }
  return { words: wordsOf(texts.join('\n')), headings, tables };
}

/** A line's text without inline markup. */
function textOf(line: string): string {
  return line
    .replace(/!?\[((?:[^[\]]|\[[^\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)/g, '$1')
    .replace(/<(\/?[a-z][^<>]*)>/gi, ' ')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replace(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}
