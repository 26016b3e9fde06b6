import type { Db } from '../../platform/db/index.ts';
import { type QueuedSource, reservePages } from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';
import { type FileRef, type ReadDocument, type Reader, UnreadableError } from './reader/index.ts';

/** What a source counts for: nothing where nothing had to be converted, one page where the format has none. */
export function countedPages(source: Pick<QueuedSource, 'kind' | 'pages_reserved'>, read: ReadDocument): number {
  if (source.kind === 'text') return 0;
  const pages = Math.max(1, read.pages?.length ?? 1);
  // What was reserved is what was promised; a file may turn out to hold less, as slides that are hidden.
  return source.pages_reserved > 0 ? Math.min(pages, source.pages_reserved) : pages;
}

/**
 * Before a file is read whose pages were not reserved with its job, as it came from the web or out of an archive.
 *
 * @returns how many are reserved now; 0 where nobody counts
 * @throws UnreadableError when the plan has not so many left, or when the file cannot be measured
 */
export async function reserve(
  deps: { db: Db; quotas: Quotas; reader: Reader },
  source: QueuedSource,
  file: FileRef,
  signal: AbortSignal,
): Promise<number> {
  const { db, quotas, reader } = deps;
  if (source.pages_reserved > 0 || !(await quotas.limitsPages(db, source.tenant_id))) return source.pages_reserved;
  const { pages } = await reader.measure(file, signal);
  const short = await db.transaction().execute(async (tx) => {
    const want = { pages, source: 'This document' };
    const shortage = await quotas.shortage(tx, source.tenant_id, source.job_created_at, want);
    if (!shortage) await reservePages(tx, source, pages);
    return shortage;
  });
  if (short) {
    throw new UnreadableError(
      'pages_exhausted',
      `It has ${short.pdf_pages} pages but only ${short.pages_remaining} remain this month. They come back with the next month (UTC), or with a larger plan.`,
    );
  }
  return pages;
}
