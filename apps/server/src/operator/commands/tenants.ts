import { facts, plain, table, uuid } from '@ragkeep/cli/terminal';
import { routes } from '@ragkeep/contract';
import { z } from 'zod';
import { createTenant, deleteTenant, issueFirstKey } from '../../features/tenants/index.ts';
import { defineCommand } from '../command.ts';
import { operatorOf } from '../principal.ts';
import { listTenants, requireTenant } from '../store.ts';

const { name, email } = routes.createTenant.body.shape;

export const tenants = [
  defineCommand({
    name: 'tenants list',
    summary: 'List the tenants',
    input: z.strictObject({}),
    async run(deps) {
      const rows = await listTenants(deps.db);
      return rows.map(({ tenant_id, created_at, ...row }) => ({
        id: tenant_id,
        ...row,
        created_at: created_at.toISOString(),
      }));
    },
    print: (rows) =>
      rows.length === 0
        ? 'There are no tenants yet. Make one: ragkeep tenants create --name <…> --email <…>'
        : table(
            ['ID', 'NAME', 'E-MAIL', 'PLAN', 'CREATED'],
            rows.map((row) => [row.id, row.name, row.email, row.plan ?? 'default', row.created_at]),
          ),
  }),

  defineCommand({
    name: 'tenants create',
    summary: 'Create a tenant with its first key, also where registration is closed',
    input: z.strictObject({ name: name.describe('What it is called'), email }),
    run: (deps, input) =>
      deps.db.transaction().execute(async (tx) => {
        const { tenantId } = await createTenant(tx, deps, input, null);
        const key = await issueFirstKey(tx, deps, operatorOf(tenantId), 'operator');
        return { tenant_id: tenantId, name: input.name, api_key: key.raw_key, api_key_prefix: key.key_prefix };
      }),
    print: (made) =>
      `${facts({ Tenant: made.tenant_id, Name: made.name, Key: made.api_key })}\n\nThe key may do everything within the tenant. It is shown only now: we keep a hash of it.`,
  }),

  defineCommand({
    name: 'tenants delete',
    summary: 'Delete a tenant with all its keys, people, documents and files, for good',
    input: z.strictObject({
      id: uuid,
      yes: z.literal(true).describe('that you mean it: there is no way back'),
    }),
    positionals: ['id'],
    async run(deps, { id }) {
      const { name: was } = await requireTenant(deps.db, id);
      await deleteTenant(deps, operatorOf(id));
      return { id, name: was };
    },
    print: (deleted) => `Deleted the tenant “${plain(deleted.name)}” (${deleted.id}).`,
  }),
];
