export { PLANS, type Plan, type PlanName } from './plans.ts';
export { createPlans, type Plans } from './service.ts';
