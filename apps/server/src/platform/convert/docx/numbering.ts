import { formatCount } from '../counts.ts';
import { descendants, type Element, elements, find } from '../markup.ts';

/** How a list item begins. */
export interface Label {
  /** What the document shows: `1.`, `2.1`, `b)`; empty for a bullet. */
  text: string;
  level: number;
}

/** Gives the next label of a list's level; `undefined` when there is no such list. Keeps the counters. */
export type NextLabel = (listId: string, level: number) => Label | undefined;

interface Level {
  format: string;
  /** `%1.%2` and the like. */
  pattern: string;
  start: number;
}

interface List {
  /** Lists of one kind count on from each other. */
  kind: string;
  levels: Map<number, Level>;
  restarts: Map<number, number>;
}

/** Reads `numbering.xml` (ECMA-376 part 1, 17.9). */
export function readNumberings(root: Element | undefined): NextLabel {
  const lists = readLists(root);
  const counters = new Map<string, number[]>();
  const started = new Set<string>();

  return (listId, level) => {
    const list = lists.get(listId);
    if (!list) return undefined;
    const counts = counters.get(list.kind) ?? [];
    counters.set(list.kind, counts);
    if (!started.has(listId)) {
      started.add(listId);
      for (const [restarted, start] of list.restarts) counts[restarted] = start - 1;
    }
    counts.length = Math.min(counts.length, level + 1);
    for (let above = 0; above <= level; above += 1)
      counts[above] ??= (list.levels.get(above)?.start ?? 1) - (above === level ? 1 : 0);
    counts[level] = (counts[level] ?? 0) + 1;
    return { text: labelText(list, counts, level), level };
  };
}

function labelText(list: List, counts: readonly number[], level: number): string {
  const shown = list.levels.get(level);
  if (!shown || shown.format === 'bullet' || shown.format === 'none') return '';
  return shown.pattern.replace(/%([1-9])/g, (_, digit: string) => {
    const index = Number(digit) - 1;
    return formatCount(counts[index] ?? 1, list.levels.get(index)?.format ?? 'decimal');
  });
}

function readLists(root: Element | undefined): Map<string, List> {
  const kinds = new Map<string, Map<number, Level>>();
  for (const kind of descendants(root, 'abstractNum')) {
    kinds.set(kind.attributes.abstractNumId ?? '', readLevels(elements(kind, 'lvl')));
  }
  const lists = new Map<string, List>();
  for (const num of descendants(root, 'num')) {
    const kind = find(num, 'abstractNumId')?.attributes.val ?? '';
    const overrides = elements(num, 'lvlOverride');
    lists.set(num.attributes.numId ?? '', {
      kind,
      levels: new Map([
        ...(kinds.get(kind) ?? []),
        ...readLevels(overrides.flatMap((override) => elements(override, 'lvl'))),
      ]),
      restarts: new Map(
        overrides.flatMap((override) => {
          const start = Number(find(override, 'startOverride')?.attributes.val ?? Number.NaN);
          return Number.isInteger(start) ? [[levelOf(override), start]] : [];
        }),
      ),
    });
  }
  return lists;
}

function readLevels(levels: readonly Element[]): Map<number, Level> {
  return new Map(
    levels.map((level) => [
      levelOf(level),
      {
        format: find(level, 'numFmt')?.attributes.val ?? 'decimal',
        pattern: find(level, 'lvlText')?.attributes.val ?? '',
        start: Number(find(level, 'start')?.attributes.val ?? 1) || 0,
      },
    ]),
  );
}

/** Word has nine levels. */
function levelOf(element: Element): number {
  return Math.min(8, Number(element.attributes.ilvl) || 0);
}
