import { expandScopes } from '@ragkeep/access';
import type { ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { unauthorized } from '../../platform/errors.ts';
import { countActive, getOwnKey } from '../api-keys/index.ts';
import { getOwnApp } from '../apps/index.ts';
import { findMember, presentMember } from '../members/index.ts';
import { monthOf, type Plan, type Plans, presentPlan, type Quotas, remainingPages } from '../plans/index.ts';
import { getTenantAndPlan } from '../tenants/index.ts';

type Me = ResultOf<typeof routes.getMe>;

interface MeDeps {
  db: Db;
  clock: Clock;
  plans: Plans;
  quotas: Quotas;
}

/** Who calls, and what they may do. */
export async function getMe(deps: MeDeps, principal: Principal): Promise<Me> {
  const { tenant, planName } = await getTenantAndPlan(deps, principal);
  const plan = deps.plans.named(planName);
  const common = { tenant, scopes: expandScopes(principal.scopes), plan: presentPlan(plan) };
  // A derived key is in the hands of strangers, to whom its parent, the owner's address and how much is used are nothing.
  if (principal.derivedFor !== null) {
    const { id, name } = tenant;
    return { type: 'key', ...common, tenant: { id, name }, derived_for: principal.derivedFor };
  }
  const usage = await usageOf(deps, tenant.id, plan);
  if (principal.type === 'app') return { type: 'app', ...common, usage, app: await getOwnApp(deps, principal) };
  if (principal.type !== 'member') return { type: 'key', ...common, usage, key: await getOwnKey(deps, principal) };
  const member = await findMember(deps.db, principal.tenantId, principal.id);
  if (!member) throw unauthorized(); // deleted at this very moment
  return { type: 'member', ...common, usage, member: presentMember(member) };
}

async function usageOf({ db, clock, quotas }: MeDeps, tenantId: string, plan: Plan): Promise<Me['usage']> {
  const now = clock.now();
  const { pagesUsed, activeJobs } = await quotas.usage(db, tenantId, now);
  return {
    month: monthOf(now).name,
    pages_used: pagesUsed,
    pages_remaining: remainingPages(plan, pagesUsed),
    active_jobs: activeJobs,
    // A tenant without a limit may have a million, which nobody wants counted at each call.
    active_keys: plan.activeKeys === null ? null : await countActive(db, tenantId, now),
  };
}
