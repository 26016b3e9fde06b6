import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { type KeyView, visible } from './store.ts';

/** Which keys of those in view; undefined: whatever. All that are given must hold. */
export interface RevokeConditions {
  ids?: readonly string[] | undefined;
  projectId?: string | undefined;
  createdBy?: string | undefined;
  memberId?: string | undefined;
  environment?: 'live' | 'test' | undefined;
  namePrefix?: string | undefined;
  unusedSince?: Date | undefined;
  metadata?: object | undefined;
  /** Is left out. */
  except?: string | undefined;
}

/** Revokes at most `limit` of the keys that fit, and gives their ids. Their secrets have to be deleted, too. */
export async function revokeMatching(
  tx: Db,
  view: KeyView,
  conditions: RevokeConditions,
  now: Date,
  limit: number,
): Promise<string[]> {
  const { ids, projectId, createdBy, memberId, environment, namePrefix, unusedSince, metadata, except } = conditions;
  let query = visible(tx, view).clearSelect().select('id').where('revoked_at', 'is', null);
  if (ids !== undefined) query = query.where(sql<boolean>`id = ANY(${ids}::uuid[])`);
  if (projectId !== undefined) query = query.where(sql<boolean>`${projectId}::uuid = ANY(project_ids)`);
  if (createdBy !== undefined) query = query.where('created_by_id', '=', createdBy);
  if (memberId !== undefined) query = query.where('member_id', '=', memberId);
  if (environment !== undefined) query = query.where('environment', '=', environment);
  if (namePrefix !== undefined) query = query.where(sql<boolean>`starts_with(name, ${namePrefix})`);
  if (unusedSince !== undefined) query = query.where(sql<boolean>`COALESCE(last_used_at, created_at) < ${unusedSince}`);
  if (metadata !== undefined) query = query.where(sql<boolean>`metadata @> ${JSON.stringify(metadata)}::jsonb`);
  if (except !== undefined) query = query.where('id', '<>', except);
  // Locked in one order, so that two who do this at once do not wait for each other.
  const chosen = (await query.orderBy('id').limit(limit).forUpdate().execute()).map(({ id }) => id);
  if (chosen.length === 0) return [];
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: now, sealed_secret: null })
    .where('tenant_id', '=', view.tenantId)
    .where(sql<boolean>`id = ANY(${chosen}::uuid[])`)
    .execute();
  return chosen;
}
