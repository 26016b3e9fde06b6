import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { findSameDocuments, type NewDocument, saveDocuments, updateFacts, updateVersion } from '../documents/index.ts';
import type { SourceOutcome } from '../jobs/index.ts';
import { deleteChunksOfDocument, insertChunks } from '../retrieval/index.ts';
import { countedPages } from './pages.ts';
import type { Prepared } from './prepared.ts';
import type { ReadDocument } from './reader/index.ts';

export interface Written {
  outcomes: SourceOutcome[];
  /** Files that no record refers to any more. */
  discarded: (string | null)[];
}

/** Puts what was read in the place of the documents' earlier versions: records, texts and passages. */
export async function replaceDocuments(tx: Db, now: Date, projectId: string, prepared: Prepared[]): Promise<Written> {
  const readable = prepared.filter((one) => one.kind === 'read');
  const [first] = readable;
  if (!first) return { outcomes: [], discarded: [] };
  const { tenant_id: tenantId, job_id: jobId } = first.source;
  const same = await findSameDocuments(
    tx,
    tenantId,
    projectId,
    readable.map((one) => one.opened),
  );
  const documents = readable.map(({ source, opened, read }, index): NewDocument => {
    const earlier = same[index];
    return {
      tenant_id: tenantId,
      id: opened.documentId ?? earlier?.id ?? uuidv7(),
      project_id: projectId,
      external_id: opened.externalId,
      source_url: opened.url,
      filename: opened.filename,
      file_id: opened.fileId,
      title: opened.title ?? read.title ?? opened.filename,
      format: read.format,
      language: read.language,
      credential_id: source.credential_id,
      etag: opened.etag,
      last_modified: opened.lastModified,
      source_id: source.visited_source_id,
      seen_by: null,
      content_hash: opened.contentHash,
      metadata: JSON.stringify(opened.metadata),
      pages: read.pages?.length ?? null,
      characters: read.markdown.length,
      chunk_count: read.chunks.length,
      created_at: now,
      updated_at: now,
      markdown: read.markdown,
      page_spans: read.pages,
    };
  });
  await saveDocuments(tx, documents);

  const outcomes: SourceOutcome[] = [];
  const discarded: (string | null)[] = [];
  const chunked: { documentId: string; chunks: ReadDocument['chunks'] }[] = [];
  for (const [index, { source, opened, read }] of readable.entries()) {
    const documentId = documents[index]?.id ?? '';
    const earlier = same[index];
    if (earlier || opened.documentId !== null) await deleteChunksOfDocument(tx, tenantId, documentId);
    if (earlier && earlier.file_id !== opened.fileId) discarded.push(earlier.file_id);
    chunked.push({ documentId, chunks: read.chunks });
    const { ordinal } = source;
    const pages = countedPages(source, read);
    outcomes.push({ ordinal, status: 'succeeded', documentId, passages: read.chunks.length, pages });
  }
  await insertChunks(tx, { tenantId, projectId, jobId }, chunked);
  return { outcomes, discarded };
}

/** The same content again is a no-op, except that a new title or new metadata is taken over. */
export async function keepDocuments(tx: Db, prepared: Prepared[]): Promise<Written> {
  const outcomes: SourceOutcome[] = [];
  const discarded: (string | null)[] = [];
  for (const one of prepared) {
    if (one.kind !== 'unchanged') continue;
    const { source, opened, documentId } = one;
    const metadata = Object.keys(opened.metadata).length > 0 ? opened.metadata : null;
    if (opened.title !== null || metadata !== null) {
      await updateFacts(tx, source.tenant_id, documentId, { title: opened.title, metadata });
    }
    if (opened.url !== null) await updateVersion(tx, source.tenant_id, documentId, opened);
    discarded.push(opened.fileId);
    outcomes.push({ ordinal: source.ordinal, status: 'unchanged', documentId });
  }
  return { outcomes, discarded };
}
