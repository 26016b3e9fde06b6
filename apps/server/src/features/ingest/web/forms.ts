import type { BodyOf, routes } from '@ragkeep/contract';
import { invalid } from '../../../platform/errors.ts';
import type { NewSource } from '../../jobs/index.ts';
import { normaliseUrl } from './address.ts';
import type { Walk } from './rules.ts';

/** A list of pages, a sitemap or a crawl, as requests name them and as sources keep them. */
export type WebForm = Pick<
  BodyOf<typeof routes.createSource>,
  'urls' | 'sitemap' | 'crawl' | 'metadata' | 'credential_id'
>;

/** How its pages are visited, and those that are known at the start. */
export function walkOf(form: WebForm): { walk: Walk; sources: NewSource[] } {
  const { urls, sitemap, crawl } = form;
  if (urls) {
    const all = urls.map((url, index) => normalised(url, `urls.${index}`));
    return { walk: { kind: 'urls' }, sources: [...new Set(all)].map((url) => sourceAt(form, url)) };
  }
  if (sitemap) {
    const start = normalised(sitemap.url, 'sitemap.url');
    const walk: Walk = { kind: 'sitemap', start, ...limitsOf(sitemap) };
    return { walk, sources: [{ ...sourceAt(form, start), kind: 'sitemap' }] };
  }
  if (!crawl) throw invalid('', 'needs urls, a sitemap or a crawl');
  const start = normalised(crawl.url, 'crawl.url');
  const walk: Walk = { kind: 'crawl', start, maxDepth: crawl.max_depth, isRepeated: false, ...limitsOf(crawl) };
  return { walk, sources: [sourceAt(form, start)] };
}

const limitsOf = (form: NonNullable<WebForm['sitemap'] | WebForm['crawl']>) => ({
  maxPages: form.max_pages,
  include: form.include,
  exclude: form.exclude,
  subdomains: form.subdomains,
});

export const sourceAt = (form: Pick<WebForm, 'metadata' | 'credential_id'>, url: string, depth = 0): NewSource => ({
  kind: 'url',
  label: url,
  url,
  depth,
  credential_id: form.credential_id ?? null,
  metadata: JSON.stringify(form.metadata),
});

function normalised(text: string, path: string): string {
  const url = normaliseUrl(text);
  if (url === null) throw invalid(path, 'is not an address that can be visited');
  return url;
}
