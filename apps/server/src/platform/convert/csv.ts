import { parse } from 'csv-parse/sync';
import { checkMarkdownLength, type Limits } from './limits.ts';
import { markdownTable } from './table.ts';
import { textToMarkdown } from './text.ts';
import type { Draft } from './types.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** Lines looked at to find the delimiter. */
const SNIFFED_LINES = 50;

/** Delimited text as one table, its first record the header. A text that is none is passed through as it stands. */
export function csvToMarkdown(text: string, limits: Limits): Draft {
  checkMarkdownLength(text.length, limits);
  const delimiter = sniffDelimiter(text);
  try {
    const rows: string[][] = parse(text, {
      delimiter,
      bom: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return { parts: [markdownTable(rows)], paged: false, title: null };
  } catch {
    return textToMarkdown(text);
  }
}

/** The delimiter that splits the first lines into the most, and the most equal, columns. Quoted ones do not count. */
function sniffDelimiter(text: string): string {
  const lines = text
    .slice(0, 256 * 1024)
    .split(/\r\n?|\n/, SNIFFED_LINES)
    .filter((line) => line.trim() !== '');
  const counts = lines.map(countDelimiters);
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const columns = counts.map((count) => count.get(delimiter) ?? 0);
    const commonest = mode(columns);
    // The header has no decimal commas and no sentences: what divides the records must divide it as well.
    const agreeing = columns[0] === commonest ? columns.filter((count) => count === commonest).length : 1;
    const score = agreeing * Math.min(commonest, 20);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function countDelimiters(line: string): Map<string, number> {
  const counts = new Map<string, number>();
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && DELIMITERS.includes(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return counts;
}

function mode(numbers: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const number of numbers) tally.set(number, (tally.get(number) ?? 0) + 1);
  return [...tally].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
}
