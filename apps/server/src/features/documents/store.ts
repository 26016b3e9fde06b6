import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type DocumentRow = Selectable<Tables['documents']>;

/** What makes two sources the same document: the caller's id, else the URL, else the content. */
export interface Identity {
  externalId: string | null;
  url: string | null;
  contentHash: Buffer;
}

export interface PageSpan {
  number: number;
  start: number;
  end: number;
}

/** Newest first. */
export const listDocuments = (
  db: Db,
  tenantId: string,
  projectId: string,
  filter: { externalId?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<DocumentRow[]> =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .$if(filter.externalId !== undefined, (query) => query.where('external_id', '=', filter.externalId ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

const one = (db: Db, tenantId: string, projectId: string, id: string) =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .where('id', '=', id);

export const findDocument = (
  db: Db,
  tenantId: string,
  projectId: string,
  id: string,
): Promise<DocumentRow | undefined> => one(db, tenantId, projectId, id).executeTakeFirst();

export const lockDocument = (
  tx: Db,
  tenantId: string,
  projectId: string,
  id: string,
): Promise<DocumentRow | undefined> => one(tx, tenantId, projectId, id).forUpdate().executeTakeFirst();

export const findSameDocument = (
  db: Db,
  tenantId: string,
  projectId: string,
  { externalId, url, contentHash }: Identity,
): Promise<DocumentRow | undefined> => {
  const query = db
    .selectFrom('documents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId);
  if (externalId !== null) return query.where('external_id', '=', externalId).executeTakeFirst();
  const unnamed = query.where('external_id', 'is', null);
  if (url !== null) return unnamed.where('source_url', '=', url).executeTakeFirst();
  return unnamed.where('source_url', 'is', null).where('content_hash', '=', contentHash).executeTakeFirst();
};

/** Writes a document's record and text, new or in the place of its earlier version. */
export async function saveDocument(
  tx: Db,
  document: Insertable<Tables['documents']>,
  text: { markdown: string; pages: PageSpan[] | null },
): Promise<void> {
  const { tenant_id, id, created_at: _, ...rest } = document;
  await tx
    .insertInto('documents')
    .values(document)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(rest))
    .execute();
  const content = { markdown: text.markdown, page_spans: text.pages === null ? null : JSON.stringify(text.pages) };
  await tx
    .insertInto('document_texts')
    .values({ tenant_id, document_id: id, ...content })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'document_id']).doUpdateSet(content))
    .execute();
}

export async function updateFacts(
  db: Db,
  tenantId: string,
  id: string,
  facts: { title: string | null; metadata: object },
): Promise<void> {
  await db
    .updateTable('documents')
    .set({ title: facts.title, metadata: JSON.stringify(facts.metadata) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

export const findText = (db: Db, tenantId: string, documentId: string) =>
  db
    .selectFrom('document_texts')
    .select(['markdown', sql<PageSpan[] | null>`page_spans`.as('pages')])
    .where('tenant_id', '=', tenantId)
    .where('document_id', '=', documentId)
    .executeTakeFirst();

/** The pages of each document, without its text. */
export async function findPages(db: Db, tenantId: string, documentIds: string[]): Promise<Map<string, PageSpan[]>> {
  if (documentIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('document_texts')
    .select(['document_id', sql<PageSpan[]>`page_spans`.as('pages')])
    .where('tenant_id', '=', tenantId)
    .where('document_id', 'in', documentIds)
    .where('page_spans', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.document_id, row.pages]));
}

/** In the order of the text. */
export const listChunks = (db: Db, tenantId: string, documentId: string, after: number, limit: number) =>
  db
    .selectFrom('chunks')
    .select(['id', 'ordinal', 'text', 'heading', 'page', 'start_offset', 'end_offset'])
    .select(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('pending_embeddings as pending')
            .select('pending.chunk_id')
            .whereRef('pending.tenant_id', '=', 'chunks.tenant_id')
            .whereRef('pending.chunk_id', '=', 'chunks.id'),
        ),
      )
        .$castTo<boolean>()
        .as('embedded'),
    )
    .where('tenant_id', '=', tenantId)
    .where('document_id', '=', documentId)
    .where('ordinal', '>', after)
    .orderBy('ordinal')
    .limit(limit)
    .execute();

/** Passages and vectors go with it, by foreign keys. */
export async function deleteDocument(db: Db, tenantId: string, id: string): Promise<void> {
  await db.deleteFrom('documents').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}
