import type { Db } from '../../platform/db/index.ts';
import { invalid } from '../../platform/errors.ts';
import { operationsOf } from './present.ts';
import * as store from './store.ts';

/** What an agent may call: operations of toolsets. */
export type AgentTools = readonly { toolset_id: string; operations: readonly string[] }[];

/**
 * That the tenant has all of it, and keeps it until the transaction ends.
 *
 * @throws ApiError `invalid_request` naming what there is not
 */
export async function requireTools(tx: Db, tenantId: string, tools: AgentTools): Promise<void> {
  const ids = tools.map((tool) => tool.toolset_id);
  const rows = new Map((await store.holdToolsets(tx, tenantId, ids)).map((row) => [row.id, row]));
  for (const [index, { toolset_id: id, operations }] of tools.entries()) {
    const row = rows.get(id);
    if (!row) throw invalid(`tools[${index}].toolset_id`, 'no such toolset');
    if (ids.indexOf(id) < index) throw invalid(`tools[${index}].toolset_id`, 'is named twice');
    const names = operationsOf(row).map((operation) => operation.name);
    const unknown = operations.findIndex((name) => !names.includes(name));
    if (unknown >= 0) {
      const message = `the toolset "${row.name}" has no operation "${operations[unknown]}"`;
      throw invalid(`tools[${index}].operations[${unknown}]`, message);
    }
  }
}
