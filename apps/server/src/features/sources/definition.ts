import type { ResultOf, routes } from '@ragkeep/contract';
import type { WebForm } from '../ingest/index.ts';
import type { DetailedSource, SourceRow } from './store.ts';

export type Source = ResultOf<typeof routes.getSource>;

/** What `sources.definition` holds: one of the three forms, and what is kept with the documents. */
type Definition = Pick<WebForm, 'urls' | 'sitemap' | 'crawl' | 'metadata'>;

/** The form of a request in the columns of a source. */
export function definitionOf(form: Definition): { kind: string; definition: Definition } {
  const { urls, sitemap, crawl, metadata } = form;
  if (urls) return { kind: 'urls', definition: { urls, metadata } };
  return sitemap
    ? { kind: 'sitemap', definition: { sitemap, metadata } }
    : { kind: 'crawl', definition: { crawl, metadata } };
}

/** And back. */
export const formOf = ({ definition, credential_id }: Pick<SourceRow, 'definition' | 'credential_id'>): WebForm => ({
  ...(definition as Definition),
  ...(credential_id === null ? {} : { credential_id }),
});

export const firstUrl = ({ urls, sitemap, crawl }: Definition): string => urls?.[0] ?? sitemap?.url ?? crawl?.url ?? '';

export function present(row: DetailedSource): Source {
  const { urls = null, sitemap = null, crawl = null, metadata } = row.definition as Definition;
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    urls,
    sitemap,
    crawl,
    every_hours: row.every_hours,
    credential_id: row.credential_id,
    metadata,
    documents: row.documents,
    next_visit_at: row.next_visit_at?.toISOString() ?? null,
    last_job: presentJob(row.last_job),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

function presentJob(job: DetailedSource['last_job']): Source['last_job'] {
  if (!job) return null;
  const { id, status, finished_at, ...documents } = job;
  return {
    id,
    status: status as NonNullable<Source['last_job']>['status'],
    documents,
    finished_at: finished_at === null ? null : new Date(finished_at).toISOString(),
  };
}
