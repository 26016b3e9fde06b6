import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

interface Embed {
  tenant_id: string;
  id: string;
  daily_limit: number;
}

/**
 * Counts a question, if the day still has room for one. One statement, so that however many ask at once, exactly as many are
 * let through as fit.
 *
 * @param day in UTC, as 2026-11-22
 */
export async function takeQuestion(db: Db, { tenant_id, id, daily_limit }: Embed, day: string): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO embed_usage AS u (tenant_id, embed_id, day, questions) VALUES (${tenant_id}, ${id}, ${day}, 1)
    ON CONFLICT (tenant_id, embed_id, day) DO UPDATE SET questions = u.questions + 1 WHERE u.questions < ${daily_limit}
    RETURNING questions`.execute(db);
  return rows.length > 0;
}

/** For a question that got no answer. */
export async function returnQuestion(db: Db, { tenant_id, id }: Embed, day: string): Promise<void> {
  await sql`
    UPDATE embed_usage SET questions = questions - 1
    WHERE tenant_id = ${tenant_id} AND embed_id = ${id} AND day = ${day} AND questions > 0`.execute(db);
}
