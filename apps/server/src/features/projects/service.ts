import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { AccessChanges } from '../../access/changes/index.ts';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import { notePlace } from '../../access/usage.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid, notFound } from '../../platform/errors.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { insertDefaultAgent } from '../agents/index.ts';
import { forgetTarget } from '../api-keys/index.ts';
import { forgetProjectInApps } from '../apps/index.ts';
import type { Audit } from '../audit/index.ts';
import { discardFiles, fileIdsOfProject } from '../stored-files/index.ts';
import { freeSlug, slugify } from './slug.ts';
import * as store from './store.ts';

export interface ProjectDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  queue: Queue;
  changes: AccessChanges;
  audit: Audit;
}

type Project = ResultOf<typeof routes.getProject>;

/**
 * The id of a project that the principal may touch, from its id or slug. Every feature below a project begins with this:
 * what is another's, or beyond the principal's limits, is not found.
 */
export async function requireProject(db: Db, principal: Principal, ref: string): Promise<string> {
  const id = await store.findProjectId(db, principal, ref);
  if (id === undefined) throw notFound('project');
  notePlace(principal, id);
  return id;
}

export async function createProject(
  deps: ProjectDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createProject>,
): Promise<Project> {
  requireWholeTenant(principal);
  if (input.slug) refuseIdLike(input.slug);
  const { tenantId } = principal;
  const now = deps.clock.now();
  const id = uuidv7();
  await deps.db.transaction().execute(async (tx) => {
    const base = slugify(input.name);
    const slug = input.slug ?? freeSlug(base, await store.slugsLike(tx, tenantId, base));
    const { name, description = '', metadata } = input;
    const inserted = await store.insertProject(tx, tenantId, { id, slug, name, description, metadata, now });
    if (!inserted) throw new ApiError('slug_taken', { slug });
    await insertDefaultAgent(tx, tenantId, id, now);
  });
  return getProject(deps, principal, id);
}

export async function listProjects(
  deps: Pick<ProjectDeps, 'db' | 'cursors'>,
  principal: Principal,
  page: { limit: number; cursor?: string | undefined },
) {
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'projects',
    principal.tenantId,
    page,
    (after, limit) => store.listProjects(deps.db, principal, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getProject(deps: ProjectDeps, principal: Principal, ref: string): Promise<Project> {
  const row = await store.findProject(deps.db, principal, ref);
  if (!row) throw notFound('project');
  notePlace(principal, row.id);
  return present(row);
}

export async function updateProject(
  deps: ProjectDeps,
  principal: Principal,
  ref: string,
  input: BodyOf<typeof routes.updateProject>,
): Promise<Project> {
  const id = await requireProject(deps.db, principal, ref);
  if (input.slug) refuseIdLike(input.slug);
  const updated = await store.updateProject(deps.db, principal.tenantId, id, input, deps.clock.now());
  if (!updated && input.slug) throw new ApiError('slug_taken', { slug: input.slug });
  return getProject(deps, principal, id);
}

/** Takes with it everything inside, the limits of keys that named it, and the keys that were limited to it alone. */
export async function deleteProject(deps: ProjectDeps, principal: Principal, ref: string): Promise<void> {
  const { tenantId } = principal;
  await deps.changes.transaction(tenantId, async (tx) => {
    const id = await requireProject(tx, principal, ref);
    const fileIds = await fileIdsOfProject(tx, tenantId, id);
    await forgetTarget(tx, tenantId, 'project_ids', id, deps.clock.now());
    await forgetProjectInApps(tx, tenantId, id, deps.clock.now());
    await store.deleteProject(tx, tenantId, id);
    await discardFiles(tx, deps.queue, tenantId, fileIds);
    await deps.audit.record(tx, principal, { action: 'project.deleted', target: { type: 'project', id } });
  });
  deps.queue.wake();
}

/** A slug that reads as an id would never be found, since ids are looked for first. */
function refuseIdLike(slug: string): void {
  if (isUuid(slug)) throw invalid('slug', 'must not look like an id');
}

const present = (row: store.ProjectRow): Project => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  description: row.description,
  metadata: row.metadata as Project['metadata'],
  agent_id: row.agent_id,
  documents: row.documents,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
