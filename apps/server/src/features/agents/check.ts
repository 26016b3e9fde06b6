import { isDeepStrictEqual } from 'node:util';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid } from '../../platform/errors.ts';
import { FilterError, filterCondition } from '../retrieval/index.ts';
import { requireTools } from '../toolsets/index.ts';
import type { Settings } from './settings.ts';

/**
 * That what a principal changes of an agent's settings can be used. Only that: what an earlier version names and is gone, is
 * passed over where it would be used.
 *
 * @throws ApiError `invalid_request`; `reach_exceeded` for tools given by a principal limited to projects or agents
 */
export async function checkSettings(tx: Db, principal: Principal, before: Settings, after: Settings): Promise<void> {
  if (after.filter !== null && !isDeepStrictEqual(before.filter, after.filter)) checkFilter(after.filter);
  if (isDeepStrictEqual(before.tools, after.tools)) return;
  requireMayGive(principal, before, after);
  await requireTools(tx, principal.tenantId, after.tools);
}

/**
 * Tools are the tenant's, and act with its credentials: a principal limited to projects or agents lets an agent call nothing
 * that it could not call before.
 *
 * @throws ApiError `reach_exceeded`
 */
export function requireMayGive(principal: Principal, before: Settings, after: Settings): void {
  const isMore = after.tools.some(({ toolset_id: id, operations }) => {
    const had = before.tools.find((tool) => tool.toolset_id === id)?.operations ?? [];
    return operations.some((operation) => !had.includes(operation));
  });
  if (isMore) requireWholeTenant(principal);
}

function checkFilter(filter: NonNullable<Settings['filter']>): void {
  try {
    filterCondition(filter);
  } catch (error) {
    if (error instanceof FilterError) throw invalid('filter', error.message);
    throw error;
  }
}
