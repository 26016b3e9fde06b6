import {
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { findText, requireDocument } from '../../features/documents/index.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { protocolError, publicError } from './errors.ts';
import { documentsInReach } from './store.ts';
import type { Caller, McpFeature } from './tool.ts';

const PAGE = 100;
const MARKDOWN = 'text/markdown';

/** Documents as resources: listed newest first, read as Markdown. */
export const documentResources = (deps: { db: Db; cursors: Cursors }): McpFeature => ({
  scope: 'projects:read',
  addTo(server, caller) {
    const { db, cursors } = deps;
    const { principal } = caller;
    const template = new ResourceTemplate('ragkeep://projects/{project}/documents/{id}', { list: undefined });
    const about = { title: 'Document', description: 'A document of a project, as Markdown', mimeType: MARKDOWN };
    server.registerResource('document', template, about, (uri, { project, id }, context) =>
      orProtocolError(caller, context, uri.href, async () => {
        if (typeof project !== 'string' || typeof id !== 'string' || !isUuid(id)) throw notFound('document');
        await requireDocument(db, principal, project, id);
        const kept = await findText(db, principal.tenantId, id);
        if (!kept) throw notFound('document');
        return { contents: [{ uri: uri.href, mimeType: MARKDOWN, text: kept.markdown }] };
      }),
    );
    listInPages(server, caller, async (cursor) => {
      const page = { limit: PAGE, cursor };
      const { data, next_cursor } = await paginate(
        cursors,
        'mcp-documents',
        principal.tenantId,
        page,
        (after, limit) => documentsInReach(db, principal, after, limit),
        (row) => row.id,
      );
      const resources = data.map(({ id, slug, title, filename, updated_at }) => ({
        uri: `ragkeep://projects/${slug}/documents/${id}`,
        name: title ?? filename ?? id,
        description: `A document of the project ${slug}`,
        mimeType: MARKDOWN,
        annotations: { lastModified: updated_at.toISOString() },
      }));
      return { resources, ...(next_cursor === null ? {} : { nextCursor: next_cursor }) };
    });
  },
});

type Listed = {
  resources: { uri: string; name: string; description: string; mimeType: string }[];
  nextCursor?: string;
};

/** In the place of the SDK's own list, which knows no pages. */
function listInPages(server: McpServer, caller: Caller, list: (cursor: string | undefined) => Promise<Listed>): void {
  server.server.setRequestHandler('resources/list', ({ params }, context) =>
    orProtocolError(caller, context, '', () => list(params?.cursor)),
  );
}

async function orProtocolError<T>(
  { log, requestId }: Caller,
  { mcpReq }: ServerContext,
  uri: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const known = publicError(error, log, requestId, mcpReq.signal);
    throw known.code === 'not_found' ? new ResourceNotFoundError(uri) : protocolError(known);
  }
}
