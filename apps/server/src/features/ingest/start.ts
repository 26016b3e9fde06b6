import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { requireDocument } from '../documents/index.ts';
import { getJob, insertJob, type NewSource } from '../jobs/index.ts';

export interface StartDeps {
  db: Db;
  clock: Clock;
  queue: Queue;
}

/** The kind of work that reads some sources of a job. */
export const READ_SOURCES = 'read-sources';

export interface SourcesRef {
  jobId: string;
  ordinals: number[];
}

/**
 * Texts are read some at a time, since what is written for each takes less time than the statements around it. More at a
 * time would keep requests waiting for the database. Files and pages are large, and read one by one.
 */
const TEXTS_AT_A_TIME = 3;

type Started = ResultOf<typeof routes.ingest>;
type Body = NonNullable<BodyOf<typeof routes.ingest>>;

/** The sources of a JSON request. */
export function sourcesOf(body: Body): NewSource[] {
  if ('url' in body) {
    const { url, title = null, external_id = null, metadata } = body;
    return [{ kind: 'url', label: url, url, title, external_id, metadata: JSON.stringify(metadata) }];
  }
  const texts = 'documents' in body ? body.documents : [body];
  return texts.map(({ text, title = null, external_id = null, metadata }, index) => ({
    kind: 'text',
    label: external_id ?? title ?? `text ${index + 1}`,
    text,
    title,
    external_id,
    metadata: JSON.stringify(metadata),
  }));
}

/** Makes the job and its work in one transaction: once this returns, the sources are read whatever happens. */
export async function startIngest(
  deps: StartDeps,
  principal: Principal,
  projectId: string,
  sources: NewSource[],
): Promise<Started> {
  return start(deps, principal, projectId, 'ingest', sources);
}

/** Reads a document again: from its file, its URL, or its stored text. */
export async function startReingest(
  deps: StartDeps,
  principal: Principal,
  project: string,
  documentId: string,
): Promise<Started> {
  const document = await requireDocument(deps.db, principal, project, documentId);
  const label = document.external_id ?? document.source_url ?? document.filename ?? document.title ?? document.id;
  return start(deps, principal, document.project_id, 'reingest', [
    { kind: 'document', label, document_id: document.id, metadata: '{}' },
  ]);
}

async function start(
  deps: StartDeps,
  principal: Principal,
  projectId: string,
  kind: 'ingest' | 'reingest',
  sources: NewSource[],
): Promise<Started> {
  const { db, clock, queue } = deps;
  const { tenantId } = principal;
  const id = uuidv7();
  await db.transaction().execute(async (tx) => {
    await insertJob(tx, tenantId, { id, projectId, kind, createdAt: clock.now() }, sources);
    const work = groups(sources).map((ordinals) => ({
      kind: READ_SOURCES,
      tenantId,
      payload: { jobId: id, ordinals } satisfies SourcesRef,
    }));
    await queue.enqueue(tx, work);
  });
  queue.wake();
  return { job: await getJob(deps, principal, id) };
}

function groups(sources: NewSource[]): number[][] {
  const grouped: number[][] = [];
  for (const [ordinal, source] of sources.entries()) {
    const last = grouped.at(-1);
    const joins = source.kind === 'text' && last !== undefined && last.length < TEXTS_AT_A_TIME;
    if (joins) last.push(ordinal);
    else grouped.push([ordinal]);
  }
  return grouped;
}
