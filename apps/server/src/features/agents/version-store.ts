import type { Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Settings } from './settings.ts';

export type VersionRow = Selectable<Tables['agent_versions']>;

/** @param maker null for what the server makes itself */
export async function insertVersion(
  tx: Db,
  tenantId: string,
  agentId: string,
  version: { version: number; settings: Settings; maker: { type: string; id: string | null } | null; now: Date },
): Promise<void> {
  await tx
    .insertInto('agent_versions')
    .values({
      tenant_id: tenantId,
      agent_id: agentId,
      version: version.version,
      settings: JSON.stringify(version.settings),
      created_by_type: version.maker?.type ?? null,
      created_by_id: version.maker?.id ?? null,
      created_at: version.now,
    })
    .execute();
}

export const findVersion = (
  db: Db,
  tenantId: string,
  agentId: string,
  version: number,
): Promise<VersionRow | undefined> =>
  db
    .selectFrom('agent_versions')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .where('version', '=', version)
    .executeTakeFirst();

/** The latest first. */
export const listVersions = (
  db: Db,
  tenantId: string,
  agentId: string,
  after: number | undefined,
  limit: number,
): Promise<VersionRow[]> =>
  db
    .selectFrom('agent_versions')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .$if(after !== undefined, (query) => query.where('version', '<', after ?? 0))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();

/** Keeps the published version and as many of the latest others as make up `keep`. */
export async function dropOldVersions(
  tx: Db,
  tenantId: string,
  agentId: string,
  { published, keep }: { published: number; keep: number },
): Promise<void> {
  const others = tx
    .selectFrom('agent_versions')
    .select('version')
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .where('version', '<>', published)
    .orderBy('version', 'desc')
    .offset(keep - 1);
  await tx
    .deleteFrom('agent_versions')
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .where('version', 'in', others)
    .execute();
}
