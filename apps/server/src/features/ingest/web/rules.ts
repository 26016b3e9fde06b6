import { z } from 'zod';

const within = z.object({
  /** Pages of the job at most, the start included. */
  maxPages: z.number().int(),
  /** Patterns of paths, at least one of which a page must match; none: all do. */
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  subdomains: z.boolean(),
});

/**
 * How the pages of a job are visited: kept with the job (`jobs.crawl`), one after the other. A list leads nowhere else; a
 * sitemap leads to the pages it names; a crawl follows links from its start.
 */
export const walkRules = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('urls') }),
  within.extend({ kind: z.literal('sitemap'), start: z.string() }),
  within.extend({
    kind: z.literal('crawl'),
    start: z.string(),
    maxDepth: z.number().int(),
    /**
     * Whether all that the pages led to before is among the job's sources from its start, so that a page that has not changed
     * need not be read again for its links.
     */
    isRepeated: z.boolean(),
  }),
]);

export type Walk = z.infer<typeof walkRules>;
/** A walk that leads on from its start. */
export type Leading = Exclude<Walk, { kind: 'urls' }>;
