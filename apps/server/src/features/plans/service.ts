import type { AccessChanges } from '../../access/changes/index.ts';
import type { Actor } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Plan } from './plans.ts';
import * as store from './store.ts';

export interface Plans {
  /** All that tenants can be on. */
  readonly all: readonly Plan[];
  /** The plan of that name, or the deployment's default. */
  named(name: string | null): Plan;
  /** The tenant's. */
  of(db: Db, tenantId: string): Promise<Plan>;
  /** The same, while others who count what it limits wait until the transaction ends. */
  lock(tx: Db, tenantId: string): Promise<Plan>;
  /** Null: back to the default. Throws for a tenant that does not exist. */
  set(deps: { changes: AccessChanges; audit: Audit }, actor: Actor, plan: string | null): Promise<Plan>;
}

/** @param options.defaultPlan the name of one of the plans, for tenants that have none of their own */
export function createPlans({ plans, defaultPlan }: { plans: readonly Plan[]; defaultPlan: string }): Plans {
  const byName = new Map(plans.map((plan) => [plan.name, plan]));
  const fallback = byName.get(defaultPlan);
  if (!fallback) throw new Error(`there is no plan ${defaultPlan}`);
  // A plan that is not known any more, as after a change of PLANS_FILE, limits to the default rather than to nothing.
  const named = (name: string | null): Plan => byName.get(name ?? defaultPlan) ?? fallback;
  return {
    all: plans,
    named,
    of: async (db, tenantId) => named(await store.findPlan(db, tenantId)),
    lock: async (tx, tenantId) => named(await store.lockPlan(tx, tenantId)),
    set: ({ changes, audit }, actor, plan) =>
      changes.transaction(actor.tenantId, async (tx) => {
        const { tenantId } = actor;
        const before = await store.lockPlan(tx, tenantId);
        await store.setPlan(tx, tenantId, plan);
        const target = { type: 'tenant', id: tenantId };
        await audit.record(tx, actor, { action: 'plan.set', target, before: { plan: before }, after: { plan } });
        return named(plan);
      }),
  };
}
