import type { BodyOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { type Credentials, requireCredential } from '../credentials/index.ts';
import { requireDocument } from '../documents/index.ts';
import { insertJob, type NewJob, type NewSource } from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';
import { type MeasureDeps, measured } from './measure.ts';
import { type WebForm, walkOf } from './web/forms.ts';
import { walkWork } from './web/walk-work.ts';

export interface StartDeps extends MeasureDeps {
  db: Db;
  clock: Clock;
  queue: Queue;
  quotas: Quotas;
  credentials: Credentials;
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

type Body = Exclude<
  NonNullable<BodyOf<typeof routes.ingest>>,
  { urls: unknown } | { sitemap: unknown } | { crawl: unknown }
>;

/** The sources of a JSON request. */
export function sourcesOf(body: Body): NewSource[] {
  if ('url' in body) {
    const { url, title = null, external_id = null, credential_id = null, metadata } = body;
    return [{ kind: 'url', label: url, url, title, external_id, credential_id, metadata: JSON.stringify(metadata) }];
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

/** Makes the job and its work, and gives its id: once this returns, the sources are read whatever happens. */
export async function startIngest(
  deps: StartDeps,
  principal: Principal,
  projectId: string,
  sources: NewSource[],
): Promise<string> {
  for (const { credential_id: id } of sources) if (id) await requireCredential(deps.db, principal, id);
  return start(deps, principal, { projectId, kind: 'ingest' }, await measured(deps, principal.tenantId, sources));
}

/** Makes the job of a list of pages, a sitemap or a crawl. */
export async function startWalk(
  deps: StartDeps,
  principal: Principal,
  projectId: string,
  form: WebForm,
): Promise<string> {
  const { tenantId } = principal;
  if (!form.urls) await deps.quotas.requireFeature(deps.db, tenantId, 'crawl');
  if (form.credential_id) await requireCredential(deps.db, principal, form.credential_id);
  const { walk, sources } = walkOf(form);
  return start(deps, principal, { projectId, kind: 'ingest', crawl: walk }, sources);
}

/** Reads a document again: from its file, its URL, or its stored text. */
export async function startReingest(
  deps: StartDeps,
  principal: Principal,
  project: string,
  documentId: string,
): Promise<string> {
  const document = await requireDocument(deps.db, principal, project, documentId);
  const label = document.external_id ?? document.source_url ?? document.filename ?? document.title ?? document.id;
  return start(deps, principal, { projectId: document.project_id, kind: 'reingest' }, [
    { kind: 'document', label, document_id: document.id, credential_id: document.credential_id, metadata: '{}' },
  ]);
}

async function start(
  deps: StartDeps,
  principal: Principal,
  job: Pick<NewJob, 'projectId' | 'kind' | 'crawl'>,
  sources: NewSource[],
): Promise<string> {
  const id = uuidv7();
  await deps.db.transaction().execute((tx) => makeJob(deps, tx, principal.tenantId, { ...job, id }, sources));
  deps.queue.wake();
  return id;
}

/**
 * Within a transaction: the job, its sources, and the work that reads them. Call `queue.wake` afterwards.
 *
 * @throws ApiError `too_many_jobs`, `pages_exhausted` as the tenant's plan has it
 */
export async function makeJob(
  deps: Pick<StartDeps, 'clock' | 'queue' | 'quotas'>,
  tx: Db,
  tenantId: string,
  job: Omit<NewJob, 'createdAt' | 'name'> & { name?: string },
  sources: NewSource[],
): Promise<void> {
  const now = deps.clock.now();
  const pages = sources.reduce((sum, source) => sum + (source.pages_reserved ?? 0), 0);
  await deps.quotas.admitJob(tx, tenantId, now, { pages, ...calledInRefusals(sources) });
  await insertJob(tx, tenantId, { ...job, name: job.name ?? nameOf(sources), createdAt: now }, sources);
  await deps.queue.enqueue(tx, job.crawl ? [walkWork(tenantId, job.id)] : readingWork(tenantId, job.id, sources));
}

/** The work that reads sources whose ordinals begin at `first`. */
export const readingWork = (tenantId: string, jobId: string, sources: NewSource[], first = 0) =>
  groups(sources).map((ordinals) => ({
    kind: READ_SOURCES,
    tenantId,
    payload: { jobId, ordinals: ordinals.map((ordinal) => first + ordinal) } satisfies SourcesRef,
  }));

const nameOf = ([first, ...others]: NewSource[]): string =>
  others.length === 0 ? (first?.label ?? '') : `${first?.label} and ${others.length} more`;

/** What a refusal for want of pages calls what was sent; the documented words are those of a single PDF. */
function calledInRefusals([first, ...others]: NewSource[]): { source?: string } {
  if (others.length > 0) return { source: 'This upload' };
  return first?.filename?.toLowerCase().endsWith('.pdf') ? {} : { source: 'This file' };
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
