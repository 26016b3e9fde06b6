import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { DAY_MS, dayOf } from './period.ts';
import { deleteBefore } from './store.ts';

/** Deletes the counts of days that are further back than so many. */
export const deleteOldCounts = ({ db, clock }: { db: Db; clock: Clock }, days: number): Promise<void> =>
  deleteBefore(db, dayOf(clock.now().getTime() - days * DAY_MS));
