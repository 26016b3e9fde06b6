import type { QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { requireProject } from '../projects/index.ts';
import { discardFiles } from '../stored-files/index.ts';
import * as store from './store.ts';

export interface DocumentDeps {
  db: Db;
  cursors: Cursors;
  queue: Queue;
}

type Document = ResultOf<typeof routes.getDocument>;

export async function listDocuments(
  deps: DocumentDeps,
  principal: Principal,
  project: string,
  query: QueryOf<typeof routes.listDocuments>,
) {
  const { tenantId } = principal;
  const projectId = await requireProject(deps.db, principal, project);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `documents:${projectId}:${JSON.stringify([query.external_id, query.contains])}`,
    tenantId,
    query,
    (after, limit) => store.listDocuments(deps.db, tenantId, projectId, { ...query, after, limit }),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

/** The document's record; what is another project's is not found. */
export async function requireDocument(
  db: Db,
  principal: Principal,
  project: string,
  id: string,
): Promise<store.DocumentRow> {
  const projectId = await requireProject(db, principal, project);
  const row = await store.findDocument(db, principal.tenantId, projectId, id);
  if (!row) throw notFound('document');
  return row;
}

export async function getDocument(
  deps: Pick<DocumentDeps, 'db'>,
  principal: Principal,
  project: string,
  id: string,
): Promise<Document> {
  return present(await requireDocument(deps.db, principal, project, id));
}

export async function getContent(
  deps: DocumentDeps,
  principal: Principal,
  project: string,
  id: string,
): Promise<string> {
  const row = await requireDocument(deps.db, principal, project, id);
  const text = await store.findText(deps.db, principal.tenantId, row.id);
  if (!text) throw notFound('document');
  return text.markdown;
}

export async function listChunks(
  deps: DocumentDeps,
  principal: Principal,
  project: string,
  id: string,
  page: { limit: number; cursor?: string | undefined },
) {
  const { tenantId } = principal;
  await requireDocument(deps.db, principal, project, id);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `chunks:${id}`,
    tenantId,
    page,
    (after, limit) => store.listChunks(deps.db, tenantId, id, after === undefined ? -1 : Number(after), limit),
    (row) => String(row.ordinal),
  );
  return {
    data: data.map(({ start_offset, end_offset, ...row }) => ({ ...row, start: start_offset, end: end_offset })),
    next_cursor,
  };
}

/** Record, text, passages and vectors go in one transaction; the file follows by the queue. */
export async function deleteDocument(
  deps: DocumentDeps,
  principal: Principal,
  project: string,
  id: string,
): Promise<void> {
  const { tenantId } = principal;
  await deps.db.transaction().execute(async (tx) => {
    const projectId = await requireProject(tx, principal, project);
    const row = await store.lockDocument(tx, tenantId, projectId, id);
    if (!row) throw notFound('document');
    await store.deleteDocument(tx, tenantId, id);
    await discardFiles(tx, deps.queue, tenantId, [row.file_id]);
  });
  deps.queue.wake();
}

const present = (row: store.DocumentRow): Document => ({
  id: row.id,
  project_id: row.project_id,
  external_id: row.external_id,
  title: row.title,
  url: row.source_url,
  filename: row.filename,
  format: row.format,
  language: row.language,
  pages: row.pages,
  chunks: row.chunk_count,
  characters: row.characters,
  metadata: row.metadata as Document['metadata'],
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
