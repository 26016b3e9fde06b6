import type { Parsed } from './markdown.ts';

/** How near one text comes to its truth; 1 is best, `null` where the truth has nothing of the kind. */
export interface Score {
  recall: number;
  precision: number;
  similarity: number;
  /** Texts of headings in their order, and the same with their levels. */
  headings: number | null;
  levels: number | null;
  /** Share of cells that are right. */
  cells: number | null;
  /** Tables of the truth that are right in every cell, and how many it has. */
  exact: number;
  tables: number;
}

/**
 * - **recall**, **precision**: words in common, counted as multisets, of the truth's words and of the text's.
 * - **similarity**: 2·LCS ÷ (n + m) over the words in their order, LCS the longest common subsequence.
 * - **headings**, **levels**: the same over headings; levels are counted from the highest one there is, as formats differ
 * in whether a document's title is one; 0 where there are none though the truth has some.
 * - **cells**: each table of the truth with one of the text's, best pairs first; equal cells, white space aside, of the same row and column,
 * ÷ the larger of the two tables' counts of cells; the mean over the truth's tables.
 */
export function score(text: Parsed, truth: Parsed): Score {
  const common = inCommon(text.words, truth.words);
  const best = matchTables(text.tables, truth.tables);
  return {
    recall: truth.words.length === 0 ? 1 : common / truth.words.length,
    precision: text.words.length === 0 ? 1 : common / text.words.length,
    similarity: similarity(text.words, truth.words),
    headings: ifAny(truth.headings, () => similarity(texts(text), texts(truth))),
    levels: ifAny(truth.headings, () => similarity(levels(text), levels(truth))),
    cells: ifAny(truth.tables, () => best.reduce((sum, value) => sum + value, 0) / best.length),
    exact: best.filter((value) => value === 1).length,
    tables: truth.tables.length,
  };
}

const texts = ({ headings }: Parsed) => headings.map(({ text }) => text);
const levels = ({ headings }: Parsed) => {
  const top = Math.min(...headings.map(({ level }) => level));
  return headings.map(({ level, text }) => `${level - top} ${text}`);
};

function ifAny(things: readonly unknown[], value: () => number): number | null {
  return things.length > 0 ? value() : null;
}

function inCommon(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of b) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of a) {
    const left = counts.get(word) ?? 0;
    if (left > 0) common += 1;
    counts.set(word, left - 1);
  }
  return common;
}

function similarity(a: readonly string[], b: readonly string[]): number {
  return a.length + b.length === 0 ? 1 : (2 * longestCommon(a, b)) / (a.length + b.length);
}

/** Length of the longest common subsequence; time n·m, so for documents of some ten thousand words. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const ids = new Map<string, number>();
  for (const word of [...a, ...b]) if (!ids.has(word)) ids.set(word, ids.size);
  const numbered = (words: readonly string[]) => Int32Array.from(words, (word) => ids.get(word) ?? -1);
  const [left, right] = [numbered(a), numbered(b)];
  const row = new Int32Array(right.length + 1);
  for (const word of left) {
    let diagonal = 0;
    for (let at = 1; at <= right.length; at += 1) {
      const above = row[at] ?? 0;
      row[at] = right[at - 1] === word ? diagonal + 1 : Math.max(above, row[at - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[right.length] ?? 0;
}

/** For each table of the truth how much of its match is right; the best pairs are matched first. */
function matchTables(tables: readonly string[][][], truths: readonly string[][][]): number[] {
  const pairs = truths.flatMap((truth, of) => tables.map((table, by) => ({ of, by, value: cellsRight(table, truth) })));
  const best = truths.map(() => 0);
  const matched = new Set<number>();
  const taken = new Set<number>();
  for (const { of, by, value } of pairs.sort((a, b) => b.value - a.value || a.of - b.of || a.by - b.by)) {
    if (matched.has(of) || taken.has(by)) continue;
    matched.add(of);
    taken.add(by);
    best[of] = value;
  }
  return best;
}

function bare(cell: string | undefined): string | undefined {
  return cell?.normalize('NFKC').replace(/\s+/g, '');
}

function cellsRight(table: readonly string[][], truth: readonly string[][]): number {
  const count = (rows: readonly string[][]) => rows.reduce((sum, row) => sum + row.length, 0);
  let right = 0;
  for (const [y, row] of truth.entries())
    for (const [x, cell] of row.entries()) if (bare(table[y]?.[x]) === bare(cell)) right += 1;
  return right / Math.max(count(table), count(truth), 1);
}
