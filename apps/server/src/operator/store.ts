import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import { notFound } from '../platform/errors.ts';

/** The tenants of the whole deployment, oldest first. Only the operator sees more than one. */
export const listTenants = (db: Db) =>
  db
    .selectFrom('tenants')
    .select(['tenant_id', 'name', 'email', 'plan', 'created_at'])
    .orderBy('created_at')
    .orderBy('tenant_id')
    .execute();

/** Throws `not_found` for a tenant that does not exist. */
export async function requireTenant(db: Db, tenantId: string): Promise<{ name: string }> {
  const row = await db.selectFrom('tenants').select('name').where('tenant_id', '=', tenantId).executeTakeFirst();
  if (!row) throw notFound('tenant');
  return row;
}

/** Versions of the extensions that we use, by name: those in use, or what would be taken. */
export async function extensionVersions(db: Db): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string; version: string }>`
    SELECT extname AS name, extversion AS version FROM pg_extension WHERE extname IN ('vector', 'pg_textsearch')
    UNION
    SELECT name, default_version FROM pg_available_extensions
    WHERE name IN ('vector', 'pg_textsearch') AND installed_version IS NULL`.execute(db);
  return Object.fromEntries(rows.map(({ name, version }) => [name, version]));
}

export async function databaseTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(db);
  return new Date(rows[0]?.now ?? Number.NaN);
}
