import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { requireCredential } from '../credentials/index.ts';
import { deleteDocumentsOfSource, releaseDocumentsOfSource } from '../documents/index.ts';
import { walkOf } from '../ingest/index.ts';
import { cancelWithin, getJob, type JobChanges, type JobEnds, lockWalk } from '../jobs/index.ts';
import { requireProject } from '../projects/index.ts';
import { discardFiles } from '../stored-files/index.ts';
import { definitionOf, firstUrl, formOf, present, type Source } from './definition.ts';
import * as store from './store.ts';
import { putOnCalendar, startVisit, type VisitDeps } from './visit.ts';

export interface SourceDeps extends VisitDeps {
  db: Db;
  cursors: Cursors;
  jobEnds: JobEnds;
  jobChanges: JobChanges;
}

const HOUR_MS = 3_600_000;

export async function createSource(
  deps: SourceDeps,
  principal: Principal,
  project: string,
  input: BodyOf<typeof routes.createSource>,
): Promise<Source> {
  const { tenantId } = principal;
  const projectId = await requireProject(deps.db, principal, project);
  if (input.credential_id) await requireCredential(deps.db, principal, input.credential_id);
  walkOf(input);
  const now = deps.clock.now();
  const row: store.SourceRow = {
    tenant_id: tenantId,
    id: uuidv7(),
    project_id: projectId,
    name: input.name ?? firstUrl(input).slice(0, 200),
    ...definitionOf(input),
    credential_id: input.credential_id ?? null,
    every_hours: input.every_hours,
    next_visit_at: null,
    last_job_id: null,
    created_at: now,
    updated_at: now,
  };
  await deps.db.transaction().execute(async (tx) => {
    await store.insertSource(tx, row);
    await startVisit(deps, tx, row);
  });
  deps.queue.wake();
  return read(deps, tenantId, projectId, row.id);
}

export async function listSources(
  deps: SourceDeps,
  principal: Principal,
  project: string,
  query: QueryOf<typeof routes.listSources>,
) {
  const { tenantId } = principal;
  const projectId = await requireProject(deps.db, principal, project);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `sources:${projectId}`,
    tenantId,
    query,
    (after, limit) => store.listSources(deps.db, tenantId, projectId, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getSource(deps: SourceDeps, principal: Principal, project: string, id: string): Promise<Source> {
  return read(deps, principal.tenantId, await requireProject(deps.db, principal, project), id);
}

async function read({ db }: SourceDeps, tenantId: string, projectId: string, id: string): Promise<Source> {
  const row = await store.findSource(db, tenantId, projectId, id);
  if (!row) throw notFound('source');
  return present(row);
}

export async function updateSource(
  deps: SourceDeps,
  principal: Principal,
  project: string,
  id: string,
  input: BodyOf<typeof routes.updateSource>,
): Promise<Source> {
  const projectId = await requireProject(deps.db, principal, project);
  await deps.db.transaction().execute(async (tx) => {
    const row = await lock(tx, principal, projectId, id);
    const { urls, sitemap, crawl, name = row.name, credential_id: credentialId = row.credential_id } = input;
    const isElsewhere = urls !== undefined || sitemap !== undefined || crawl !== undefined;
    // Whoever says where a credential's source leads reads what the credential opens.
    const isOpened = isElsewhere || credentialId !== row.credential_id;
    if (credentialId !== null && isOpened) await requireCredential(tx, principal, credentialId);
    const before = formOf(row);
    const metadata = input.metadata ?? before.metadata;
    const form = isElsewhere ? { urls, sitemap, crawl, metadata } : { ...before, metadata };
    walkOf(form);
    const changed = { ...row, ...definitionOf(form), ...calendar(deps, row, input.every_hours) };
    const { kind, definition, every_hours, next_visit_at } = changed;
    const updated_at = deps.clock.now();
    const change = { name, kind, definition, credential_id: credentialId, every_hours, next_visit_at, updated_at };
    await store.updateSource(tx, row, change);
    if (next_visit_at !== row.next_visit_at) await putOnCalendar(deps, tx, changed);
  });
  return read(deps, principal.tenantId, projectId, id);
}

/** Another interval begins now. */
function calendar(
  { clock }: SourceDeps,
  row: store.SourceRow,
  hours: number | null | undefined,
): Pick<store.SourceRow, 'every_hours' | 'next_visit_at'> {
  const { every_hours, next_visit_at } = row;
  if (hours === undefined || hours === every_hours) return { every_hours, next_visit_at };
  const next = hours === null ? null : new Date(clock.now().getTime() + hours * HOUR_MS);
  return { every_hours: hours, next_visit_at: next };
}

/** With the documents it brought, or without; a visit under way is cancelled. */
export async function deleteSource(
  deps: SourceDeps,
  principal: Principal,
  project: string,
  id: string,
  documents: 'delete' | 'keep',
): Promise<void> {
  const { tenantId } = principal;
  const projectId = await requireProject(deps.db, principal, project);
  const jobId = await deps.db.transaction().execute(async (tx) => {
    const { last_job_id: lastJobId } = await lock(tx, principal, projectId, id);
    if (lastJobId !== null) {
      const last = await lockWalk(tx, { tenant_id: tenantId, job_id: lastJobId });
      const isActive = last?.status === 'queued' || last?.status === 'running';
      if (isActive) await cancelWithin({ ...deps, ends: deps.jobEnds }, tx, tenantId, lastJobId);
    }
    if (documents === 'keep') await releaseDocumentsOfSource(tx, tenantId, id);
    else {
      const deleted = await deleteDocumentsOfSource(tx, tenantId, id);
      const fileIds = deleted.map(({ file_id }) => file_id);
      await discardFiles(tx, deps.queue, tenantId, fileIds);
    }
    await store.deleteSource(tx, tenantId, id);
    return lastJobId;
  });
  deps.queue.wake();
  if (jobId !== null) deps.jobChanges.changed(jobId);
}

export async function visitSource(
  deps: SourceDeps,
  principal: Principal,
  project: string,
  id: string,
): Promise<ResultOf<typeof routes.visitSource>> {
  const projectId = await requireProject(deps.db, principal, project);
  const jobId = await deps.db
    .transaction()
    .execute(async (tx) => startVisit(deps, tx, await lock(tx, principal, projectId, id)));
  deps.queue.wake();
  return { job: await getJob(deps, principal, jobId) };
}

async function lock(tx: Db, { tenantId }: Principal, projectId: string, id: string): Promise<store.SourceRow> {
  const row = await store.lockSource(tx, tenantId, id);
  if (row?.project_id !== projectId) throw notFound('source');
  return row;
}
