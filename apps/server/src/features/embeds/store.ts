import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import { withinReach } from '../../access/within-reach.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

/** A widget with the questions it was asked on one day. */
export type EmbedRow = Selectable<Tables['embeds']> & { questions_today: number };

/** The widgets a principal sees: those whose agents are within its reach. */
export type View = Pick<Principal, 'tenantId' | 'projectIds' | 'agentIds'>;

const visible = (db: Db, { tenantId, ...reach }: View, day: string) =>
  db
    .selectFrom('embeds')
    .selectAll()
    .select(
      sql<number>`COALESCE((SELECT u.questions FROM embed_usage u
        WHERE u.tenant_id = ${tenantId} AND u.embed_id = embeds.id AND u.day = ${day}), 0)`.as('questions_today'),
    )
    .where('tenant_id', '=', tenantId)
    .where(withinReach(reach));

/** @param day the day (UTC) whose questions are counted, as 2026-11-22 */
export const findEmbed = (db: Db, view: View, id: string, day: string): Promise<EmbedRow | undefined> =>
  visible(db, view, day).where('id', '=', id).executeTakeFirst();

/** Keeps it from being changed or deleted until the transaction ends. */
export const lockEmbed = (tx: Db, view: View, id: string, day: string): Promise<EmbedRow | undefined> =>
  visible(tx, view, day).where('id', '=', id).forUpdate().executeTakeFirst();

export const listEmbeds = (
  db: Db,
  view: View,
  filter: { projectId?: string | undefined; agentId?: string | undefined },
  day: string,
  after: string | undefined,
  limit: number,
): Promise<EmbedRow[]> =>
  visible(db, view, day)
    .$if(filter.projectId !== undefined, (query) => query.where('project_id', '=', filter.projectId ?? ''))
    .$if(filter.agentId !== undefined, (query) => query.where('agent_id', '=', filter.agentId ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export async function countEmbeds(db: Db, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom('embeds')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

export async function insertEmbed(tx: Db, embed: Insertable<Tables['embeds']>): Promise<EmbedRow> {
  const row = await tx.insertInto('embeds').values(embed).returningAll().executeTakeFirstOrThrow();
  await tx.insertInto('embed_directory').values({ embed_id: embed.id, tenant_id: embed.tenant_id }).execute();
  return { ...row, questions_today: 0 };
}

export async function updateEmbed(
  tx: Db,
  tenantId: string,
  id: string,
  change: Updateable<Tables['embeds']>,
): Promise<void> {
  await tx.updateTable('embeds').set(change).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

export async function deleteEmbed(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('embeds').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
  await tx.deleteFrom('embed_directory').where('tenant_id', '=', tenantId).where('embed_id', '=', id).execute();
}

/** What is kept of a tenant's widgets outside its own tables. */
export async function deleteEmbedDirectory(tx: Db, tenantId: string): Promise<void> {
  await tx.deleteFrom('embed_directory').where('tenant_id', '=', tenantId).execute();
}

/** The widget that a visitor names by its id alone, if it is switched on. */
export async function findActive(db: Db, id: string): Promise<Selectable<Tables['embeds']> | undefined> {
  const entry = await db
    .selectFrom('embed_directory')
    .select('tenant_id')
    .where('embed_id', '=', id)
    .executeTakeFirst();
  if (!entry) return undefined;
  return db
    .selectFrom('embeds')
    .selectAll()
    .where('tenant_id', '=', entry.tenant_id)
    .where('id', '=', id)
    .where('is_active', '=', true)
    .executeTakeFirst();
}
