import { isDeepStrictEqual } from 'node:util';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid } from '../../platform/errors.ts';
import { requireProvider } from '../providers/index.ts';
import { FilterError, filterCondition } from '../retrieval/index.ts';
import { requireTools } from '../toolsets/index.ts';
import type { Settings } from './settings.ts';

/**
 * That what a principal changes of an agent's settings can be used. Only that: tools that an earlier version names and are gone
 * are passed over where they would be used.
 *
 * @throws ApiError `invalid_request`; `reach_exceeded` for what a principal limited to projects or agents may not give
 */
export async function checkSettings(tx: Db, principal: Principal, before: Settings, after: Settings): Promise<void> {
  if (after.filter !== null && !isDeepStrictEqual(before.filter, after.filter)) checkFilter(after.filter);
  requireMayGive(principal, before, after);
  if (after.provider_id !== before.provider_id) await checkProvider(tx, principal, after);
  if (!isDeepStrictEqual(before.tools, after.tools)) await requireTools(tx, principal.tenantId, after.tools);
}

/**
 * That an agent may answer with these settings from now on, in place of those it answers with.
 *
 * @throws ApiError `invalid_request` for a provider that is gone: nothing is answered without it; `reach_exceeded`
 */
export async function checkPublished(tx: Db, principal: Principal, before: Settings, after: Settings): Promise<void> {
  requireMayGive(principal, before, after);
  await checkProvider(tx, principal, after);
}

/**
 * Tools and providers are the tenant's, and act with its credentials: a principal limited to projects or agents lets an agent
 * call nothing that it could not call before.
 */
function requireMayGive(principal: Principal, before: Settings, after: Settings): void {
  const isOther = after.provider_id !== null && after.provider_id !== before.provider_id;
  const isMore = after.tools.some(({ toolset_id: id, operations }) => {
    const had = before.tools.find((tool) => tool.toolset_id === id)?.operations ?? [];
    return operations.some((operation) => !had.includes(operation));
  });
  if (isOther || isMore) requireWholeTenant(principal);
}

async function checkProvider(tx: Db, { tenantId }: Principal, { provider_id: id }: Settings): Promise<void> {
  if (id !== null) await requireProvider(tx, tenantId, id);
}

function checkFilter(filter: NonNullable<Settings['filter']>): void {
  try {
    filterCondition(filter);
  } catch (error) {
    if (error instanceof FilterError) throw invalid('filter', error.message);
    throw error;
  }
}
