import { z } from 'zod';
import { id } from '../common.ts';
import { defineRoute } from '../route.ts';
import { projectRef } from './projects.ts';

/** Conditions on documents; what they may hold is checked and explained by the server (docs: guides/search). */
export const filter = z
  .record(z.string().min(1).max(100), z.unknown())
  .describe(
    'Conditions on the documents’ metadata, all of which must hold: `{"lang": ["en","de"], "year": {"gte": 2020}}`. `document_id`, `external_id`, `title` and `url` mean the document’s own fields',
  );

/** A document as search results and citations name it. */
export const documentRef = z.strictObject({
  id,
  external_id: z.string().nullable(),
  title: z.string().nullable(),
  url: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
});

const result = z
  .strictObject({
    chunk_id: id,
    text: z.string(),
    heading: z.string(),
    score: z.number().describe('By which results are ordered; comparable within one answer only'),
    scores: z.strictObject({
      lexical: z.number().nullable().describe('BM25; null if not among the best by words'),
      semantic: z.number().nullable().describe('Cosine; null if not among the best by meaning'),
    }),
    document: documentRef,
    page: z.number().int().nullable(),
    start: z.number().int().describe('Where it begins in the document’s Markdown (UTF-16 code units)'),
    end: z.number().int(),
  })
  .meta({ id: 'SearchResult' });

export const search = defineRoute({
  id: 'search',
  method: 'POST',
  path: '/projects/:project/search',
  aliases: ['/workspaces/:project/search'],
  tag: 'Search',
  summary: 'Find passages',
  description: '`hybrid` weighs words and meaning together and is the best default.',
  access: ['query'],
  params: z.strictObject({ project: projectRef }),
  body: z.strictObject({
    query: z.string().trim().min(1).max(10_000),
    top_k: z.number().int().min(1).max(100).default(10),
    mode: z.enum(['hybrid', 'lexical', 'semantic']).default('hybrid'),
    filter: filter.optional(),
  }),
  success: {
    status: 200,
    description: 'The best passages, best first',
    body: z.strictObject({
      results: z.array(result),
      took_ms: z.number(),
      degraded: z
        .enum(['semantic_unavailable'])
        .nullable()
        .describe('Set when vectors could not be used and the results rest on words alone'),
    }),
  },
});
