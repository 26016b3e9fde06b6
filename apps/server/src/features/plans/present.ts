import type { Plan } from './plans.ts';

/** The plan as callers and operators see it. */
export const presentPlan = (plan: Plan) => ({
  name: plan.name,
  pages_per_month: plan.pagesPerMonth,
  simultaneous_jobs: plan.simultaneousJobs,
  file_bytes: plan.fileBytes,
  active_keys: plan.activeKeys,
  features: [...plan.features],
});
