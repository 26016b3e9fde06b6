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

interface DocumentFilter {
  external_id?: string | undefined;
  contains?: string | undefined;
  after: string | undefined;
  limit: number;
}

/** Newest first. */
export const listDocuments = (
  db: Db,
  tenantId: string,
  projectId: string,
  { external_id, contains, after, limit }: DocumentFilter,
): Promise<DocumentRow[]> =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .$if(external_id !== undefined, (query) => query.where('external_id', '=', external_id ?? ''))
    .$if(contains !== undefined, (query) =>
      query.where(
        // Not LIKE: what somebody types holds no patterns.
        sql<boolean>`strpos(lower(concat_ws(E'\\n', title, filename, source_url, external_id)), lower(${contains ?? ''}::text)) > 0`,
      ),
    )
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

/** For each of the identities, in their order, the project's document that has it. */
export async function findSameDocuments(
  db: Db,
  tenantId: string,
  projectId: string,
  identities: readonly Identity[],
): Promise<(DocumentRow | undefined)[]> {
  const named = identities.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]));
  const unnamed = identities.filter(({ externalId }) => externalId === null);
  const urls = unnamed.flatMap(({ url }) => (url === null ? [] : [url]));
  const hashes = unnamed.filter(({ url }) => url === null).map(({ contentHash }) => contentHash);
  const rows = await db
    .selectFrom('documents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .where(
      sql<boolean>`(external_id = ANY(${named}::text[])
        OR (external_id IS NULL AND source_url = ANY(${urls}::text[]))
        OR (external_id IS NULL AND source_url IS NULL AND content_hash = ANY(${hashes}::bytea[])))`,
    )
    .execute();
  const byIdentity = new Map(
    rows.map((row) => [
      identityKey({ externalId: row.external_id, url: row.source_url, contentHash: row.content_hash }),
      row,
    ]),
  );
  return identities.map((identity) => byIdentity.get(identityKey(identity)));
}

/** The same text exactly for identities of the same document. */
export function identityKey({ externalId, url, contentHash }: Identity): string {
  if (externalId !== null) return `id:${externalId}`;
  return url !== null ? `url:${url}` : `hash:${contentHash.toString('hex')}`;
}

export type NewDocument = Insertable<Tables['documents']> & { markdown: string; page_spans: PageSpan[] | null };

/** Writes documents' records and texts, new or in the place of their earlier versions. */
export async function saveDocuments(tx: Db, documents: readonly NewDocument[]): Promise<void> {
  if (documents.length === 0) return;
  await tx
    .insertInto('documents')
    .values(documents.map(({ markdown: _, page_spans: __, ...record }) => record))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'id']).doUpdateSet((eb) => ({
        external_id: eb.ref('excluded.external_id'),
        source_url: eb.ref('excluded.source_url'),
        filename: eb.ref('excluded.filename'),
        file_id: eb.ref('excluded.file_id'),
        title: eb.ref('excluded.title'),
        format: eb.ref('excluded.format'),
        language: eb.ref('excluded.language'),
        credential_id: eb.ref('excluded.credential_id'),
        etag: eb.ref('excluded.etag'),
        last_modified: eb.ref('excluded.last_modified'),
        content_hash: eb.ref('excluded.content_hash'),
        metadata: eb.ref('excluded.metadata'),
        pages: eb.ref('excluded.pages'),
        characters: eb.ref('excluded.characters'),
        chunk_count: eb.ref('excluded.chunk_count'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute();
  await tx
    .insertInto('document_texts')
    .values(
      documents.map(({ tenant_id, id, markdown, page_spans }) => ({
        tenant_id,
        document_id: id,
        markdown,
        page_spans: page_spans === null ? null : JSON.stringify(page_spans),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'document_id']).doUpdateSet((eb) => ({
        markdown: eb.ref('excluded.markdown'),
        page_spans: eb.ref('excluded.page_spans'),
      })),
    )
    .execute();
}

/** Null leaves a fact as it is. */
export async function updateFacts(
  db: Db,
  tenantId: string,
  id: string,
  facts: { title: string | null; metadata: object | null },
): Promise<void> {
  await db
    .updateTable('documents')
    .set({
      id,
      ...(facts.title === null ? {} : { title: facts.title }),
      ...(facts.metadata === null ? {} : { metadata: JSON.stringify(facts.metadata) }),
    })
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
            .where('pending.tenant_id', '=', tenantId)
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
