/**
 * How good the Markdown of converted files is, beside plain text in file order.
 *
 * usage: node bench/convert/main.ts <sources> <truth>
 *
 * `<truth>` holds `<name of the source>.md` for each file that is scored; others are only counted. Method: see `score.ts`,
 * what counts as a word or a table: `markdown.ts`, the baseline, in the columns `plain`: `plain.ts`. The baseline has
 * neither headings nor tables.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { convert } from '../../apps/server/src/platform/convert/convert.ts';
import { parseMarkdown } from './markdown.ts';
import { plainText } from './plain.ts';
import { type Score, score } from './score.ts';

const [sources, truths] = process.argv.slice(2);
if (!sources || !truths) throw new Error('usage: node bench/convert/main.ts <sources> <truth>');

const rows: Record<string, Record<string, string>> = {};
const scores: { ours: Score; plain: Score }[] = [];
let without = 0;
for (const name of (await readdir(sources)).sort()) {
  const truth = await readFile(join(truths, `${name}.md`), 'utf8').catch(() => null);
  if (truth === null) {
    without += 1;
    continue;
  }
  const bytes = await readFile(join(sources, name));
  const wanted = parseMarkdown(truth);
  const outcome = await convert({ bytes, filename: name }).catch((error: unknown) => error);
  if (outcome instanceof Error) {
    rows[name] = { recall: outcome.message.slice(0, 60) };
    continue;
  }
  const { markdown } = outcome as { markdown: string };
  const ours = score(parseMarkdown(markdown), wanted);
  const plain = score(parseMarkdown(await plainText(bytes, extname(name).slice(1))), wanted);
  scores.push({ ours, plain });
  rows[name] = row(ours, plain);
}
rows.mean = row(mean(scores.map(({ ours }) => ours)), mean(scores.map(({ plain }) => plain)));
console.table(rows);
console.log(`${scores.length} files scored, ${without} without a truth`);

function row(ours: Score, plain: Score): Record<string, string> {
  return {
    recall: digits(ours.recall),
    'plain ': digits(plain.recall),
    precision: digits(ours.precision),
    'plain  ': digits(plain.precision),
    similarity: digits(ours.similarity),
    'plain   ': digits(plain.similarity),
    headings: digits(ours.headings),
    levels: digits(ours.levels),
    cells: digits(ours.cells),
    tables: ours.tables === 0 ? '' : `${ours.exact}/${ours.tables}`,
  };
}

/** Means over the files that have a value; tables are summed. */
function mean(list: readonly Score[]): Score {
  const of = (value: (one: Score) => number | null) => {
    const values = list.map(value).filter((one) => one !== null);
    return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
  };
  return {
    recall: of((one) => one.recall) ?? 0,
    precision: of((one) => one.precision) ?? 0,
    similarity: of((one) => one.similarity) ?? 0,
    headings: of((one) => one.headings),
    levels: of((one) => one.levels),
    cells: of((one) => one.cells),
    exact: list.reduce((sum, one) => sum + one.exact, 0),
    tables: list.reduce((sum, one) => sum + one.tables, 0),
  };
}

function digits(value: number | null): string {
  return value === null ? '' : value.toFixed(3);
}
