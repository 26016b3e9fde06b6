import { z } from 'zod';
import { id, listOf, metadata, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { webFacts, webForms } from '../web-sources.ts';
import { job } from './jobs.ts';
import { projectRef } from './projects.ts';

const params = z.strictObject({ project: projectRef, id });
const at = (path: string) => ({
  path: `/projects/:project/sources${path}`,
  aliases: [`/workspaces/:project/sources${path}`],
  tag: 'Sources',
});

const everyHours = z
  .number()
  .int()
  .min(1)
  .max(8760)
  .nullable()
  .describe('How often it is visited again; null: only when asked to');

const source = z
  .strictObject({
    id,
    project_id: id,
    name: z.string(),
    urls: z.array(z.string()).nullable().describe('Of the three, the one that it is; the others are null'),
    sitemap: webForms.sitemap.nullable(),
    crawl: webForms.crawl.nullable(),
    every_hours: everyHours,
    credential_id: id.nullable(),
    metadata,
    documents: z.number().int().describe('How many documents it brought that are there now'),
    next_visit_at: timestamp.nullable(),
    last_job: z
      .strictObject({
        id,
        status: job.shape.status,
        documents: job.shape.documents.omit({ failures: true }),
        finished_at: timestamp.nullable(),
      })
      .nullable()
      .describe('Its last visit; `GET /jobs/{id}` says more'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({
    id: 'Source',
    description: 'Where documents of a project come from again and again: a list of pages, a sitemap or a crawl',
  });

const one = (body: { urls?: unknown; sitemap?: unknown; crawl?: unknown }) =>
  [body.urls, body.sitemap, body.crawl].filter((form) => form !== undefined).length;

export const createSource = defineRoute({
  id: 'createSource',
  method: 'POST',
  ...at(''),
  summary: 'Add a source and visit it',
  description:
    'The first visit starts at once. Pages are asked for only if they changed, and a document whose page is gone is removed.',
  access: ['ingest'],
  idempotent: true,
  params: params.omit({ id: true }),
  body: z
    .strictObject({
      name: name.optional().describe('Without one it is called by its first URL'),
      urls: webForms.urls.optional(),
      sitemap: webForms.sitemap.optional(),
      crawl: webForms.crawl.optional(),
      every_hours: everyHours.default(null),
      ...webFacts,
    })
    .refine((body) => one(body) === 1, 'needs exactly one of urls, sitemap and crawl'),
  success: { status: 201, description: 'The source, with its first visit', body: source },
  errors: ['too_many_jobs', 'pages_exhausted'],
});

export const listSources = defineRoute({
  id: 'listSources',
  method: 'GET',
  ...at(''),
  summary: 'List a project’s sources',
  description: 'Newest first.',
  access: ['projects:read', 'ingest'],
  params: params.omit({ id: true }),
  query: page,
  success: { status: 200, description: 'A page of sources', body: listOf(source) },
  errors: ['invalid_cursor'],
});

export const getSource = defineRoute({
  id: 'getSource',
  method: 'GET',
  ...at('/:id'),
  summary: 'Read a source',
  access: ['projects:read', 'ingest'],
  params,
  success: { status: 200, description: 'The source', body: source },
});

export const updateSource = defineRoute({
  id: 'updateSource',
  method: 'PATCH',
  ...at('/:id'),
  summary: 'Change a source',
  description:
    'Holds from the next visit on; a visit under way ends as it began. Whatever the changed source does not bring any more is removed then.',
  access: ['ingest'],
  params,
  body: z
    .strictObject({
      name: name.optional(),
      urls: webForms.urls.optional(),
      sitemap: webForms.sitemap.optional(),
      crawl: webForms.crawl.optional(),
      every_hours: everyHours.optional(),
      credential_id: id.nullable().optional(),
      metadata: metadata.optional(),
    })
    .refine((body) => one(body) <= 1, 'takes one of urls, sitemap and crawl at most'),
  success: { status: 200, description: 'The source as it is now', body: source },
});

export const deleteSource = defineRoute({
  id: 'deleteSource',
  method: 'DELETE',
  ...at('/:id'),
  summary: 'Delete a source, and the documents it brought',
  description: 'A visit under way is cancelled.',
  access: ['ingest'],
  params,
  query: z.strictObject({
    documents: z.enum(['delete', 'keep']).default('delete').describe('What becomes of the documents it brought'),
  }),
  success: { status: 204, description: 'It is gone' },
});

export const visitSource = defineRoute({
  id: 'visitSource',
  method: 'POST',
  ...at('/:id/visit'),
  summary: 'Visit a source now',
  access: ['ingest'],
  idempotent: true,
  params,
  success: { status: 202, description: 'The job that does it', body: z.strictObject({ job }) },
  errors: ['source_busy', 'too_many_jobs', 'pages_exhausted'],
});
