import { createHash } from 'node:crypto';
import type { Db } from '../../platform/db/index.ts';
import type { Files } from '../../platform/files.ts';
import {
  type FetchedResource,
  type HeadersFor,
  type SafeFetch,
  SafeFetchError,
} from '../../platform/safe-fetch/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Credentials } from '../credentials/index.ts';
import { findDocument, findText } from '../documents/index.ts';
import type { QueuedSource } from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';
import { fileRef } from './measure.ts';
import { openPassword } from './password.ts';
import { type ReadRequest, UnreadableError } from './reader/index.ts';

export interface SourceDeps {
  db: Db;
  files: Files;
  fetch: SafeFetch;
  quotas: Quotas;
  credentials: Credentials;
  secrets: Secrets;
}

/** A source with its content at hand, ready to be read. */
export interface Opened {
  request: ReadRequest;
  contentHash: Buffer;
  fileId: string | null;
  filename: string | null;
  url: string | null;
  /** How its server names this version of it. */
  etag: string | null;
  lastModified: string | null;
  externalId: string | null;
  /** Given by whoever sent it; wins over the document's own. */
  title: string | null;
  metadata: object;
  /** Set when it must take the place of this very document. */
  documentId: string | null;
}

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

/** Of what does not come from the web. */
const offline = { url: null, etag: null, lastModified: null };

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
        ...offline,
        request: { kind: 'markdown', text },
        contentHash: sha256(text),
        fileId: null,
        filename: null,
      };
    }
    case 'file':
      return { ...given, ...offline, ...(await openFile(deps, source.tenant_id, source, passwordOf(deps, source))) };
    case 'url':
      return { ...given, ...(await openUrl(deps, source, source.url ?? '', signal)), url: source.url };
    default:
      return openDocument(deps, source, signal);
  }
}

function passwordOf({ secrets }: SourceDeps, source: QueuedSource): string | undefined {
  const { sealed_password: sealed, tenant_id: tenantId, job_id: jobId } = source;
  return sealed ? openPassword(secrets, tenantId, jobId, sealed) : undefined;
}

async function openFile(
  { db, files, quotas }: SourceDeps,
  tenantId: string,
  source: {
    file_id: string | null;
    filename: string | null;
    content_type?: string | null;
    content_hash: Buffer | null;
  },
  password?: string,
) {
  const file = {
    ...fileRef(files, tenantId, source),
    ocr: await quotas.hasFeature(db, tenantId, 'ocr'),
    ...(password === undefined ? {} : { password }),
  };
  const request: ReadRequest = { kind: 'file', file };
  const contentHash = source.content_hash ?? sha256(await files.read(tenantId, source.file_id ?? ''));
  return { request, contentHash, fileId: source.file_id, filename: source.filename };
}

async function openUrl(deps: SourceDeps, source: QueuedSource, url: string, signal: AbortSignal) {
  const { maxBytes, headersFor } = await webAccess(deps, source);
  try {
    const answer = await deps.fetch(url, { maxBytes, signal, ...(headersFor ? { headersFor } : {}) });
    const { headers } = answer;
    const version = { etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null };
    return await fromWeb(deps, source.tenant_id, { ...answer, ...version });
  } catch (error) {
    if (error instanceof SafeFetchError) throw new UnreadableError(error.code, error.message, { cause: error });
    throw error;
  }
}

/** What a source's pages are fetched with: its credential, and the size that the tenant may have. */
export async function webAccess(
  { db, quotas, credentials }: SourceDeps,
  { tenant_id: tenantId, credential_id: credentialId }: QueuedSource,
): Promise<{ maxBytes: number; headersFor: HeadersFor | undefined }> {
  const headersFor = credentialId === null ? undefined : await credentials.headersFor(tenantId, credentialId);
  if (headersFor === null) throw new UnreadableError('credential_gone', 'Its credential was deleted.');
  return { maxBytes: (await quotas.fileLimit(db, tenantId)).bytes, headersFor };
}

/** What the web answered, and how the server named this version of it. */
type WebPage = Pick<FetchedResource, 'url' | 'body' | 'contentType'> & Pick<Opened, 'etag' | 'lastModified'>;

async function fromWeb({ db, quotas }: SourceDeps, tenantId: string, page: WebPage) {
  const { url, body, contentType, etag, lastModified } = page;
  const filename = lastSegment(url);
  const file = {
    bytes: body,
    url,
    ocr: await quotas.hasFeature(db, tenantId, 'ocr'),
    ...(filename === null ? {} : { filename }),
    ...(contentType === null ? {} : { contentType }),
  };
  const request: ReadRequest = { kind: 'file', file };
  return { request, contentHash: sha256(body), fileId: null, filename, etag, lastModified };
}

/** A page that was fetched already. @param url by which it is kept */
export async function openedPage(deps: SourceDeps, source: QueuedSource, page: WebPage, url: string): Promise<Opened> {
  const { title, metadata, tenant_id: tenantId } = source;
  const given = { externalId: null, title, metadata: metadata as object, documentId: null };
  return { ...given, ...(await fromWeb(deps, tenantId, page)), url };
}

/** A document's own source again: its file, its URL, or, where it came as text, the text it has. */
async function openDocument(deps: SourceDeps, source: QueuedSource, signal: AbortSignal): Promise<Opened> {
  const { tenant_id: tenantId, project_id: projectId } = source;
  const id = source.document_id ?? '';
  const document = await findDocument(deps.db, tenantId, projectId ?? '', id);
  const text = document && (await findText(deps.db, tenantId, id));
  if (!text) throw new UnreadableError('gone', 'The document was deleted before it could be read again.');
  const kept = {
    externalId: document.external_id,
    title: document.title,
    metadata: document.metadata as object,
    documentId: id,
    url: document.source_url,
    etag: document.etag,
    lastModified: document.last_modified,
  };
  if (document.file_id) return { ...kept, ...(await openFile(deps, tenantId, document)) };
  if (document.source_url) return { ...kept, ...(await openUrl(deps, source, document.source_url, signal)) };
  const { format, language } = document;
  return {
    ...kept,
    request: { kind: 'stored', markdown: text.markdown, pages: text.pages, format, language },
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
