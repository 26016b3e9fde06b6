import { expandScopes } from '@ragkeep/access';
import type { ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { unauthorized } from '../../platform/errors.ts';
import { countActive, getOwnKey } from '../api-keys/index.ts';
import { findMember, presentMember } from '../members/index.ts';
import type { Plans } from '../plans/index.ts';
import { getTenantAndPlan } from '../tenants/index.ts';

type Me = ResultOf<typeof routes.getMe>;

interface MeDeps {
  db: Db;
  clock: Clock;
  plans: Plans;
}

/** Who calls, and what they may do. */
export async function getMe(deps: MeDeps, principal: Principal): Promise<Me> {
  const { tenant, planName } = await getTenantAndPlan(deps, principal);
  const { name, activeKeys } = deps.plans.named(planName);
  const common = {
    tenant,
    scopes: expandScopes(principal.scopes),
    plan: { name, active_keys: activeKeys },
    // A tenant without a limit may have a million, which nobody wants counted at each call.
    usage: { active_keys: activeKeys === null ? null : await countActive(deps.db, tenant.id, deps.clock.now()) },
  };
  // A derived key is in the hands of strangers, to whom its parent and the owner's address are nothing.
  if (principal.derivedFor !== null) {
    const { id, name: tenantName } = tenant;
    return { type: 'key', ...common, tenant: { id, name: tenantName }, derived_for: principal.derivedFor };
  }
  if (principal.type !== 'member') return { type: 'key', ...common, key: await getOwnKey(deps, principal) };
  const member = await findMember(deps.db, principal.tenantId, principal.id);
  if (!member) throw unauthorized(); // deleted at this very moment
  return { type: 'member', ...common, member: presentMember(member) };
}
