export { PlansFileError, readPlans } from './file.ts';
export { monthOf } from './month.ts';
export type { Feature, Plan } from './plans.ts';
export { presentPlan } from './present.ts';
export { createQuotas, type Quotas, remainingPages } from './quota.ts';
export { createPlans, type Plans } from './service.ts';
