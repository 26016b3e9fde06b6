import type { CreateSourceBody } from '@ragkeep/sdk';

/** A source as the form holds it. */
export const INITIAL_SOURCE = {
  form: 'crawl' as 'crawl' | 'sitemap' | 'urls',
  name: '',
  url: '',
  /** One a line. */
  urls: '',
  max_pages: 100,
  max_depth: 2,
  include: [] as string[],
  exclude: [] as string[],
  subdomains: false,
  /** Hours, or nothing. */
  every_hours: '24',
  credential_id: '',
};

export function bodyOf(values: typeof INITIAL_SOURCE): CreateSourceBody {
  const { form, name, url, urls, max_pages, max_depth, include, exclude, subdomains, every_hours, credential_id } =
    values;
  const pages = { url, max_pages, include, exclude, subdomains };
  return {
    ...(form === 'urls' ? { urls: linesOf(urls) } : {}),
    ...(form === 'sitemap' ? { sitemap: pages } : {}),
    ...(form === 'crawl' ? { crawl: { ...pages, max_depth } } : {}),
    ...(name.trim() ? { name } : {}),
    ...(credential_id ? { credential_id } : {}),
    every_hours: every_hours === '' ? null : Number(every_hours),
  };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
