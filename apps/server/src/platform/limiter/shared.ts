import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/index.ts';
import { type Limiter, useOf } from './limiter.ts';

/**
 * For several processes on one database, over the table `counters`. Each judges a window's end by its own clock, so a window is
 * as exact as their clocks agree.
 *
 * The sign of `used` says how the last use of the bucket went: below zero it was refused, and the size is the count as ever.
 * So the one statement that counts also tells whether it did: PostgreSQL has no `RETURNING old` before 18.
 */
export function createSharedLimiter({ db, clock }: { db: Db; clock: Clock }): Limiter {
  return {
    async consume(bucket, limit) {
      const now = clock.now();
      const endsAt = new Date(now.getTime() + limit.windowSeconds * 1000);
      const { rows } = await sql<{ used: number; ends_at: Date }>`
        INSERT INTO counters AS c (bucket, used, ends_at) VALUES (${bucket}, ${Math.min(1, limit.points)}, ${endsAt})
        ON CONFLICT (bucket) DO UPDATE SET
          used = CASE
            WHEN c.ends_at <= ${now} THEN excluded.used
            WHEN abs(c.used) < ${limit.points} THEN abs(c.used) + 1
            ELSE -abs(c.used) END,
          ends_at = CASE WHEN c.ends_at <= ${now} THEN excluded.ends_at ELSE c.ends_at END
        RETURNING used, ends_at`.execute(db);
      const [row] = rows;
      if (!row) throw new Error('the counter was neither made nor changed');
      return useOf(row.used > 0, Math.abs(row.used), row.ends_at.getTime(), now.getTime(), limit);
    },
    async refund(bucket) {
      await sql`
        UPDATE counters SET used = greatest(abs(used) - 1, 0)
        WHERE bucket = ${bucket} AND ends_at > ${clock.now()}`.execute(db);
    },
    async expire() {
      await db.deleteFrom('counters').where('ends_at', '<=', clock.now()).execute();
    },
  };
}
