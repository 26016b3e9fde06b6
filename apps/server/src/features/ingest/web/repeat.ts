import type { NewSource } from '../../jobs/index.ts';
import { sourceAt, type WebForm } from './forms.ts';
import type { Walk } from './rules.ts';
import { isWanted } from './scope.ts';

interface Before {
  /** Null: how it was walked is not known any more. */
  walk: Walk | null;
  /** What it read or was to read, nearest to its start first. */
  pages: readonly { url: string; depth: number }[];
}

/**
 * A walk that was made before: a crawl begins with all the pages it knew, so that one that has not changed need not be read
 * again for its links, and one that nothing leads to any more is still asked for. Under other rules than before, or where
 * there was no room for all, pages are read again.
 */
export function repeat(
  form: WebForm,
  first: { walk: Walk; sources: NewSource[] },
  before: Before,
): { walk: Walk; sources: NewSource[] } {
  const { walk, sources } = first;
  if (walk.kind !== 'crawl') return first;
  const start = new Set(sources.map(({ url }) => url));
  const known = before.pages.filter(
    ({ url, depth }) => depth <= walk.maxDepth && isWanted(walk, url) && !start.has(url),
  );
  const isSame = before.walk !== null && withoutRepeated(before.walk) === withoutRepeated(walk);
  const isRepeated = isSame && before.pages.length > 0 && before.pages.length < walk.maxPages;
  return {
    walk: { ...walk, isRepeated },
    sources: [...sources, ...known.slice(0, walk.maxPages - 1).map(({ url, depth }) => sourceAt(form, url, depth))],
  };
}

/** In the order of the schema, by which both were made. */
const withoutRepeated = (walk: Walk): string =>
  JSON.stringify({ ...walk, isRepeated: false }, Object.keys(walk).sort());
