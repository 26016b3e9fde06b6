import { z } from 'zod';
import { id, metadata } from './common.ts';

/** How pages are named that come from the web: one after the other in a list, by a sitemap, or by links from a start. */

/** Up to this many in one list. */
const URLS_PER_LIST = 1000;
/** Up to this many of a sitemap or a crawl. */
const PAGES_PER_VISIT = 10_000;

const pageUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === '' && url.password === '';
  }, 'must not hold a user name or password; use a credential');

const pattern = z
  .string()
  .max(300)
  .regex(/^[/*]/, 'must begin with / or *')
  .describe(
    'A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too',
  );

const limits = {
  max_pages: z.number().int().min(1).max(PAGES_PER_VISIT).default(100).describe('Pages at most'),
  include: z.array(pattern).max(50).default([]).describe('Only pages whose paths match one of these; empty: all'),
  exclude: z.array(pattern).max(50).default([]).describe('No pages whose paths match one of these'),
  subdomains: z.boolean().default(false).describe('Whether names below the start’s host count as well'),
};

export const webForms = {
  urls: z
    .array(pageUrl)
    .min(1)
    .max(URLS_PER_LIST)
    .describe('Pages or files, each by itself: no link is followed, and robots.txt not asked'),
  sitemap: z
    .strictObject({
      url: pageUrl.describe('Of a sitemap or an index of sitemaps, XML, gzipped XML or text'),
      ...limits,
      max_pages: limits.max_pages.default(1000),
    })
    .describe('The pages that a sitemap names, on its own host, as robots.txt allows'),
  crawl: z
    .strictObject({
      url: pageUrl.describe('Where it begins'),
      max_depth: z.number().int().min(0).max(10).default(2).describe('Links followed from the start'),
      ...limits,
    })
    .describe('The start, and the pages of its host that links lead to, nearest first, as robots.txt allows'),
};

export const webFacts = {
  credential_id: id.optional().describe('A credential that opens the pages; sent to its hosts only'),
  metadata: metadata.default({}).describe('Kept with every document'),
};
