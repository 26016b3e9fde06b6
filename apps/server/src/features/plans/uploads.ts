import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import type { Plans } from './service.ts';
import { countActiveJobs } from './usage-store.ts';

/** Files that are being sent at this moment, of each tenant with a limit of jobs. Only those that this process receives. */
export function createUploads(plans: Plans) {
  const underWay = new Map<string, number>();
  const add = (tenantId: string, change: 1 | -1) => {
    const count = (underWay.get(tenantId) ?? 0) + change;
    if (count > 0) underWay.set(tenantId, count);
    else underWay.delete(tenantId);
  };

  return {
    async begin(db: Db, tenantId: string): Promise<{ release(): void }> {
      const { name: tier, simultaneousJobs: limit } = await plans.of(db, tenantId);
      if (limit === null) return { release() {} };
      const active = await countActiveJobs(db, tenantId);
      // From here to the place's being taken nothing is waited for, so no two take the same.
      const taken = active + (underWay.get(tenantId) ?? 0);
      if (taken >= limit) throw new ApiError('too_many_jobs', { active_jobs: taken, limit, tier });
      add(tenantId, 1);
      let isHeld = true;
      return {
        release() {
          if (isHeld) add(tenantId, -1);
          isHeld = false;
        },
      };
    },
  };
}
