import { z } from 'zod';
import { id, line, metadata, webUrl } from '../common.ts';
import { defineRoute } from '../route.ts';
import { webFacts, webForms } from '../web-sources.ts';
import { job } from './jobs.ts';
import { projectRef } from './projects.ts';

/** Up to this many in one request; more go in several. */
export const DOCUMENTS_PER_REQUEST = 1000;

const title = line(500);
const externalId = line(500).describe('Your own id: sending it again replaces the document');
const text = z
  .string()
  .min(1)
  .max(20_000_000)
  .refine((value) => value.trim() !== '', 'must not be blank');

const byUrl = z
  .strictObject({
    url: webUrl,
    title: title.optional(),
    external_id: externalId.optional(),
    credential_id: id.optional().describe('A credential that opens the page; sent to its hosts only'),
    metadata: metadata.default({}),
  })
  .meta({ title: 'A page or file on the web' });

const byText = z
  .strictObject({ text, title: title.optional(), external_id: externalId.optional(), metadata: metadata.default({}) })
  .meta({ title: 'One text, plain or Markdown' });

const byDocuments = z
  .strictObject({
    documents: z
      .array(
        z.strictObject({
          external_id: externalId.optional(),
          title: title.optional(),
          text,
          metadata: metadata.default({}),
        }),
      )
      .min(1)
      .max(DOCUMENTS_PER_REQUEST),
  })
  .meta({ title: 'Many texts' });

const byUrls = z.strictObject({ urls: webForms.urls, ...webFacts }).meta({ title: 'Pages or files on the web' });
const bySitemap = z.strictObject({ sitemap: webForms.sitemap, ...webFacts }).meta({ title: 'What a sitemap names' });
const byCrawl = z.strictObject({ crawl: webForms.crawl, ...webFacts }).meta({ title: 'What links lead to' });

export const ingest = defineRoute({
  id: 'ingest',
  method: 'POST',
  path: '/projects/:project/ingest',
  aliases: ['/workspaces/:project/ingest'],
  tag: 'Ingest',
  summary: 'Bring documents in',
  description:
    'A URL, a list of URLs, a sitemap, a crawl, a text, many texts, or files (PDF, DOCX, PPTX, XLSX, ODT, EPUB, RTF, e-mail, CSV, HTML, Markdown, JSON, source code, plain text, pictures, or a ZIP of such). Work goes on in the background; follow it at `GET /jobs/{id}`. The same content again changes nothing; a known `external_id` or URL replaces the document in one step.',
  access: ['ingest'],
  idempotent: true,
  params: z.strictObject({ project: projectRef }),
  body: z.union([byUrl, byText, byDocuments, byUrls, bySitemap, byCrawl]),
  multipart: z.strictObject({
    file: z
      .array(z.any().meta({ type: 'string', format: 'binary' }))
      .min(1)
      .describe('One or more files; any field name will do'),
    title: title.optional().describe('For a single file'),
    external_id: externalId.optional().describe('For a single file'),
    metadata: z.string().optional().describe('JSON object, kept with every file'),
  }),
  success: { status: 202, description: 'The job that does it', body: z.strictObject({ job }) },
  errors: ['pages_exhausted', 'file_too_large', 'too_many_jobs'],
});
