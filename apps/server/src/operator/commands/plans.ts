import { table, uuid } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { monthOf, presentPlan, remainingPages } from '../../features/plans/index.ts';
import { defineCommand } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { operatorOf } from '../principal.ts';
import { requireTenant } from '../store.ts';

/** Back to what `DEFAULT_PLAN` says. */
const DEFAULT = 'default';

export const plans = [
  defineCommand({
    name: 'plans list',
    summary: 'List the plans and what they allow',
    input: z.strictObject({}),
    run: async ({ plans }) => plans.all.map(presentPlan),
    print: (rows) =>
      table(
        ['PLAN', 'PAGES A MONTH', 'JOBS AT A TIME', 'FILE MB', 'ACTIVE KEYS', 'FEATURES'],
        rows.map((plan) => [
          plan.name,
          plan.pages_per_month ?? 'any',
          plan.simultaneous_jobs ?? 'any',
          plan.file_bytes === null ? 'server’s' : Math.round((plan.file_bytes / 1024 / 1024) * 10) / 10,
          plan.active_keys ?? 'any',
          plan.features.join(' '),
        ]),
      ),
  }),

  defineCommand({
    name: 'plans set',
    summary: 'Put a tenant on a plan, or back to the server’s default',
    input: z.strictObject({
      plan: z.string().min(1).describe('one of `ragkeep plans`, or default'),
      tenant: uuid.describe('the tenant’s id; see `ragkeep tenants`'),
    }),
    positionals: ['plan'],
    async run(deps, { tenant, plan }) {
      await requireTenant(deps.db, tenant);
      const names = deps.plans.all.map(({ name }) => name);
      if (plan !== DEFAULT && !names.includes(plan)) {
        throw new OperatorError(`There is no plan ${plan}. There are: ${[...names, DEFAULT].join(', ')}.`);
      }
      const effective = await deps.plans.set(deps, operatorOf(tenant), plan === DEFAULT ? null : plan);
      return { tenant_id: tenant, plan: effective.name };
    },
    print: ({ tenant_id, plan }) => `${tenant_id} is on the plan ${plan} now.`,
  }),

  defineCommand({
    name: 'plans usage',
    summary: 'Show what a tenant has used of its plan this month',
    input: z.strictObject({ tenant: uuid.describe('the tenant’s id; see `ragkeep tenants`') }),
    async run({ db, clock, plans, quotas }, { tenant }) {
      await requireTenant(db, tenant);
      const plan = await plans.of(db, tenant);
      const now = clock.now();
      const { pagesUsed, activeJobs } = await quotas.usage(db, tenant, now);
      return {
        tenant_id: tenant,
        plan: plan.name,
        month: monthOf(now).name,
        pages_used: pagesUsed,
        pages_remaining: remainingPages(plan, pagesUsed),
        active_jobs: activeJobs,
      };
    },
    print: ({ plan, month, pages_used, pages_remaining, active_jobs }) =>
      `${pages_used} pages in ${month}, ${pages_remaining ?? 'any number'} left on the plan ${plan}; ${active_jobs} active jobs.`,
  }),
];
