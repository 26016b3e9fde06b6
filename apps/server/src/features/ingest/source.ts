import { createHash } from 'node:crypto';
import type { Db } from '../../platform/db/index.ts';
import type { Files } from '../../platform/files.ts';
import { type SafeFetch, SafeFetchError } from '../../platform/safe-fetch/index.ts';
import { findDocument, findText } from '../documents/index.ts';
import type { QueuedSource } from '../jobs/index.ts';
import { type ReadRequest, UnreadableError } from './reader/index.ts';

export interface SourceDeps {
  db: Db;
  files: Files;
  fetch: SafeFetch;
  maxFileBytes: number;
}

/** A source with its content at hand, ready to be read. */
export interface Opened {
  request: ReadRequest;
  contentHash: Buffer;
  fileId: string | null;
  filename: string | null;
  url: string | null;
  externalId: string | null;
  /** Given by whoever sent it; wins over the document's own. */
  title: string | null;
  metadata: object;
  /** Set when it must take the place of this very document. */
  documentId: string | null;
}

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

/** Gets a source's content: from the request, the file store or the web. Throws an UnreadableError if it cannot be had. */
export async function openSource(deps: SourceDeps, source: QueuedSource, signal: AbortSignal): Promise<Opened> {
  const given = {
    externalId: source.external_id,
    title: source.title,
    metadata: source.metadata as object,
    documentId: null,
  };
  switch (source.kind) {
    case 'text': {
      const text = source.text ?? '';
      return {
        ...given,
        request: { kind: 'markdown', text },
        contentHash: sha256(text),
        fileId: null,
        filename: null,
        url: null,
      };
    }
    case 'file':
      return { ...given, ...(await openFile(deps, source.tenant_id, source)), url: null };
    case 'url':
      return { ...given, ...(await openUrl(deps, source.url ?? '', signal)), url: source.url };
    default:
      return openDocument(deps, source, signal);
  }
}

async function openFile(
  deps: SourceDeps,
  tenantId: string,
  source: { file_id: string | null; filename: string | null; content_type?: string | null },
) {
  const bytes = await deps.files.read(tenantId, source.file_id ?? '');
  const file = {
    bytes,
    ...(source.filename === null ? {} : { filename: source.filename }),
    ...(source.content_type ? { contentType: source.content_type } : {}),
  };
  const request: ReadRequest = { kind: 'file', file };
  return { request, contentHash: sha256(bytes), fileId: source.file_id, filename: source.filename };
}

async function openUrl(deps: SourceDeps, url: string, signal: AbortSignal) {
  try {
    const { body, contentType, url: finalUrl } = await deps.fetch(url, { maxBytes: deps.maxFileBytes, signal });
    const filename = lastSegment(finalUrl);
    const file = {
      bytes: body,
      url: finalUrl,
      ...(filename === null ? {} : { filename }),
      ...(contentType === null ? {} : { contentType }),
    };
    const request: ReadRequest = { kind: 'file', file };
    return { request, contentHash: sha256(body), fileId: null, filename };
  } catch (error) {
    if (error instanceof SafeFetchError) throw new UnreadableError(error.code, error.message, { cause: error });
    throw error;
  }
}

/** A document's own source again: its file, its URL, or, where it came as text, the text it has. */
async function openDocument(deps: SourceDeps, source: QueuedSource, signal: AbortSignal): Promise<Opened> {
  const { tenant_id: tenantId, project_id: projectId } = source;
  const id = source.document_id ?? '';
  const document = await findDocument(deps.db, tenantId, projectId, id);
  const text = document && (await findText(deps.db, tenantId, id));
  if (!text) throw new UnreadableError('gone', 'The document was deleted before it could be read again.');
  const kept = {
    externalId: document.external_id,
    title: document.title,
    metadata: document.metadata as object,
    documentId: id,
    url: document.source_url,
  };
  if (document.file_id) return { ...kept, ...(await openFile(deps, tenantId, document)) };
  if (document.source_url) return { ...kept, ...(await openUrl(deps, document.source_url, signal)) };
  return {
    ...kept,
    request: { kind: 'stored', markdown: text.markdown, pages: text.pages, format: document.format },
    contentHash: document.content_hash,
    fileId: null,
    filename: document.filename,
  };
}

function lastSegment(url: string): string | null {
  const segment = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment) || null;
  } catch {
    return segment; // a stray percent sign
  }
}
