import { count, plain, uuid } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { verifyChain } from '../../features/audit/index.ts';
import { defineCommand } from '../command.ts';
import { listTenants, requireTenant } from '../store.ts';

export const verifyAudit = defineCommand({
  name: 'audit verify',
  summary: 'Check that no audit event was changed or removed',
  input: z.strictObject({ tenant: uuid.optional().describe('only this tenant’s; without: every tenant’s') }),
  async run({ db, secrets }, { tenant }) {
    const tenants = tenant
      ? [{ tenant_id: tenant, name: (await requireTenant(db, tenant)).name }]
      : await listTenants(db);
    const found = [];
    for (const { tenant_id, name } of tenants) {
      found.push({ tenant: { id: tenant_id, name }, ...(await verifyChain(db, secrets, tenant_id)) });
    }
    return found;
  },
  print: (found) =>
    found
      .map(({ tenant, intact, events, broken_at }) => {
        const state = intact ? `intact, ${count(events, 'event')}` : `BROKEN at event ${broken_at}`;
        return `${tenant.id}  ${plain(tenant.name)}: ${state}`;
      })
      .join('\n') || 'There are no tenants yet.',
  failed: (found) => found.some(({ intact }) => !intact),
});
