import { descendants, type Element, elements, find, textOf } from './markup.ts';
import { oneLine } from './normalise.ts';
import { type Relationship, readPart } from './ooxml.ts';
import { markdownTable } from './table.ts';
import type { Zip } from './zip.ts';

/** More points than this in a chart are a curve, not figures anyone reads. */
const MAX_POINTS = 1_000;

/** The charts and diagrams that a drawing refers to, in Markdown. */
export function readGraphics(zip: Zip, links: ReadonlyMap<string, Relationship>, drawing: Element): string[] {
  const target = (id: string | undefined) => links.get(id ?? '')?.target;
  return [
    ...[...descendants(drawing, 'chart')].flatMap(({ attributes }) => readChart(zip, target(attributes['r:id']))),
    ...[...descendants(drawing, 'relIds')].flatMap(({ attributes }) => readDiagram(zip, target(attributes['r:dm']))),
  ];
}

/**
 * What a chart of an Office file shows: its title, its kind, and its figures as a table with one column for each series (ECMA-376
 * part 1, section 21.2). The figures are those the file remembers, not the cells they come from.
 */
function readChart(zip: Zip, part: string | undefined): string[] {
  const chart = part === undefined ? undefined : find(readPart(zip, part), 'chartSpace', 'chart');
  if (!chart) return [];
  const title = find(chart, 'title');
  const heading = oneLine(textOf(find(title, 'tx', 'rich')) || points(find(title, 'tx')).join(' '));
  const plot = elements(find(chart, 'plotArea')).find(({ name }) => name.endsWith('Chart'));
  const kind = chartKind(plot?.name.slice(0, -'Chart'.length));
  const series = [...descendants(find(chart, 'plotArea'), 'ser')];
  const columns = series.map((one) => points(find(one, 'val') ?? find(one, 'yVal')));
  const labels =
    series.map((one) => points(find(one, 'cat') ?? find(one, 'xVal'))).find((list) => list.length > 0) ?? [];
  const length = Math.min(MAX_POINTS, Math.max(0, ...columns.map((column) => column.length)));
  const rows = Array.from({ length }, (_, row) => [labels[row] ?? '', ...columns.map((column) => column[row] ?? '')]);
  const names = series.map((one) => points(find(one, 'tx')).join(' ') || oneLine(textOf(find(one, 'tx', 'v'))));
  if (rows.length === 0) return heading === '' ? [] : [heading];
  return [heading, kind, markdownTable([['', ...names], ...rows])].filter((block) => block !== '');
}

/** The texts of a diagram (SmartArt), each as an item of a list (ECMA-376 part 1, section 21.4). */
function readDiagram(zip: Zip, part: string | undefined): string[] {
  const points = [...descendants(part === undefined ? undefined : readPart(zip, part), 'pt')];
  const texts = points.map((point) => oneLine([...descendants(find(point, 't'), 'p')].map(textOf).join(' ')));
  const items = texts.filter((text) => text !== '').map((text) => `- ${text}`);
  return items.length > 0 ? [items.join('\n')] : [];
}

/** `bar3D`, `ofPie` and the like as words: `Bar chart`. */
export function chartKind(name: string | undefined): string {
  const word = /bar|line|pie|scatter|area|doughnut|ring|radar|bubble|stock|surface/i
    .exec(name ?? '')?.[0]
    .toLowerCase();
  return word === undefined ? 'Chart' : `${word.charAt(0).toUpperCase()}${word.slice(1)} chart`;
}

/** Remembered values by their index; of labels in several levels the innermost. */
function points(data: Element | undefined): string[] {
  const level = descendants(data, 'lvl').next().value ?? data;
  const values: string[] = [];
  for (const point of descendants(level, 'pt')) {
    const index = Number(point.attributes.idx);
    if (Number.isInteger(index) && index >= 0 && index < MAX_POINTS) values[index] = value(textOf(find(point, 'v')));
  }
  return Array.from(values, (text) => text ?? '');
}

/** Numbers are stored with all the digits of a double. */
function value(text: string): string {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? String(Number(number.toPrecision(15))) : oneLine(text);
}
