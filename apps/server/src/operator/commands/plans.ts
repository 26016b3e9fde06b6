import { z } from 'zod';
import { PLANS, type PlanName } from '../../features/plans/index.ts';
import { defineCommand, uuid } from '../command.ts';
import { operatorOf } from '../principal.ts';
import { table } from '../print.ts';
import { requireTenant } from '../store.ts';

const NAMES = Object.keys(PLANS) as PlanName[];
const choice = z.enum([...NAMES, 'default']);

export const plans = [
  defineCommand({
    name: 'plans list',
    summary: 'List the plans and what they allow',
    input: z.strictObject({}),
    run: async () => Object.values(PLANS),
    print: (rows) =>
      table(
        ['PLAN', 'ACTIVE KEYS'],
        rows.map((plan) => [plan.name, plan.activeKeys ?? 'any number']),
      ),
  }),

  defineCommand({
    name: 'plans set',
    summary: 'Put a tenant on a plan, or back to the server’s default',
    input: z.strictObject({
      plan: choice.describe(choice.options.join(', ')),
      tenant: uuid.describe('the tenant’s id; see `ragkeep tenants`'),
    }),
    positionals: ['plan'],
    async run(deps, { tenant, plan }) {
      await requireTenant(deps.db, tenant);
      const effective = await deps.plans.set(deps, operatorOf(tenant), plan === 'default' ? null : plan);
      return { tenant_id: tenant, plan: effective.name };
    },
    print: ({ tenant_id, plan }) => `${tenant_id} is on the plan ${plan} now.`,
  }),
];
