import { z } from 'zod';
import { id, line, listOf, metadata, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { job } from './jobs.ts';
import { projectRef } from './projects.ts';

const params = z.strictObject({ project: projectRef, id });
const at = (path: string) => ({
  path: `/projects/:project/documents${path}`,
  aliases: [`/workspaces/:project/documents${path}`],
});

const document = z
  .strictObject({
    id,
    project_id: id,
    external_id: z.string().nullable(),
    title: z.string().nullable(),
    url: z.string().nullable(),
    filename: z.string().nullable(),
    format: z.string().describe('What it was read as: pdf, docx, html …'),
    language: z.string().nullable().describe('ISO 639-1, as `en`; null where it cannot be told'),
    pages: z.number().int().nullable(),
    chunks: z.number().int().describe('Passages it was divided into'),
    characters: z.number().int().describe('Length of its Markdown in UTF-16 code units, the unit of all offsets'),
    metadata,
    created_at: timestamp,
    updated_at: timestamp.describe('When its present version came'),
  })
  .meta({ id: 'Document', description: 'One source in a project' });

const chunk = z
  .strictObject({
    id,
    ordinal: z.number().int(),
    text: z.string(),
    heading: z.string().describe('The headings above it, outermost first'),
    page: z.number().int().nullable(),
    start: z.number().int().describe('Where it begins in the document’s Markdown'),
    end: z.number().int(),
    embedded: z.boolean().describe('Whether it is found by meaning too'),
  })
  .meta({ id: 'Chunk', description: 'A passage of a document: `markdown.slice(start, end)` is its text' });

const read = { access: ['projects:read', 'ingest'], tag: 'Documents' } as const;

export const listDocuments = defineRoute({
  id: 'listDocuments',
  method: 'GET',
  ...at(''),
  ...read,
  summary: 'List a project’s documents',
  description: 'Newest first.',
  params: params.omit({ id: true }),
  query: page.extend({
    external_id: z.string().max(500).optional(),
    contains: line(200)
      .optional()
      .describe('Only those with this in their title, file name, address or external id, in whatever case'),
  }),
  success: { status: 200, description: 'A page of documents', body: listOf(document) },
  errors: ['invalid_cursor'],
});

export const getDocument = defineRoute({
  id: 'getDocument',
  method: 'GET',
  ...at('/:id'),
  ...read,
  summary: 'Read a document’s record',
  params,
  success: { status: 200, description: 'The document', body: document },
});

export const getDocumentContent = defineRoute({
  id: 'getDocumentContent',
  method: 'GET',
  ...at('/:id/content'),
  ...read,
  summary: 'Read a document as Markdown',
  description: 'The text that offsets of passages and citations refer to.',
  params,
  success: { status: 200, description: 'Its Markdown', contentType: 'text/markdown; charset=utf-8' },
});

export const listDocumentChunks = defineRoute({
  id: 'listDocumentChunks',
  method: 'GET',
  ...at('/:id/chunks'),
  ...read,
  summary: 'List a document’s passages',
  description: 'In the order of the text.',
  params,
  query: page,
  success: { status: 200, description: 'A page of passages', body: listOf(chunk) },
  errors: ['invalid_cursor'],
});

export const deleteDocument = defineRoute({
  id: 'deleteDocument',
  method: 'DELETE',
  ...at('/:id'),
  tag: 'Documents',
  access: ['ingest'],
  summary: 'Delete a document with its passages, vectors and file',
  params,
  success: { status: 204, description: 'It is gone' },
});

export const reingestDocument = defineRoute({
  id: 'reingestDocument',
  method: 'POST',
  ...at('/:id/reingest'),
  tag: 'Documents',
  access: ['ingest'],
  idempotent: true,
  summary: 'Read a document again from its file, its URL or its stored text',
  params,
  success: { status: 202, description: 'The job that does it', body: z.strictObject({ job }) },
});
