import { routes } from '@ragkeep/contract';
import { z } from 'zod';
import { findText, getDocument, type PageSpan } from '../../../features/documents/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { projectArgument, projectOf } from '../target.ts';
import { AS_DATA, type McpFeature, toolResult } from '../tool.ts';
import { type Window, windowOf } from '../window.ts';

const description = [
  'Reads a document as Markdown, a window of it at a time: send next_offset as offset to read on, or a page number to read one page.',
  'Use it when a passage that search found, or a citation, needs what stands around it; its start is an offset into the same text.',
  AS_DATA,
].join(' ');

const inputSchema = z.strictObject({
  project: projectArgument,
  id: z.uuid().describe('The document’s id, as search, ask and resources give it'),
  offset: z.int().min(0).default(0).describe('Where to begin, in characters (UTF-16 code units)'),
  page: z
    .int()
    .min(1)
    .optional()
    .describe('This page alone, in documents that have pages; offset then counts within the page'),
  max_characters: z.int().min(100).max(100_000).default(20_000).describe('How much text at most'),
});

const outputSchema = routes.getDocument.success.body.extend({
  text: z.string(),
  start: z.int().describe('Where the text begins in the whole document'),
  end: z.int(),
  next_offset: z
    .int()
    .nullable()
    .describe('Send it as offset, with the same page if one was named, to read on; null at the end'),
});

export const getDocumentTool = (deps: { db: Db }): McpFeature => ({
  scope: 'projects:read',
  addTo(server, caller) {
    server.registerTool(
      'get_document',
      {
        title: 'Read a document',
        description,
        inputSchema,
        outputSchema,
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      },
      ({ project, id, offset, page, max_characters }, context) =>
        toolResult(caller, context, async () => {
          const { db } = deps;
          const { principal } = caller;
          const document = await getDocument(deps, principal, await projectOf(db, principal, project), id);
          const kept = await findText(db, principal.tenantId, id);
          if (!kept) throw notFound('document');
          const span = page === undefined ? { start: 0, end: kept.markdown.length } : spanOf(kept.pages, page);
          const window = windowOf(kept.markdown, span, offset, max_characters);
          return { structured: { ...document, ...window }, text: toText(window) };
        }),
    );
  },
});

function spanOf(pages: PageSpan[] | null, number: number): PageSpan {
  const span = pages?.find((page) => page.number === number);
  if (!span) throw invalid('page', 'is not one of this document');
  return span;
}

const toText = ({ text, next_offset }: Window): string =>
  next_offset === null ? text : `${text}\n\n(There is more: offset ${next_offset})`;
