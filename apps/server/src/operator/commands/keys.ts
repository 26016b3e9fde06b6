import { SCOPES } from '@ragkeep/access';
import { facts, listed, listOf, table, uuid } from '@ragkeep/cli/terminal';
import { routes } from '@ragkeep/contract';
import { z } from 'zod';
import { createKey, listKeys, revokeKey } from '../../features/api-keys/index.ts';
import { defineCommand } from '../command.ts';
import { everyPage } from '../pages.ts';
import { operatorOf } from '../principal.ts';
import { requireTenant } from '../store.ts';

const body = routes.createApiKey.body.shape;
const tenant = uuid.describe('the tenant’s id; see `ragkeep tenants`');

export const keys = [
  defineCommand({
    name: 'keys create',
    summary: 'Create a key',
    input: z.strictObject({
      tenant,
      name: body.name.describe('what it is for'),
      scopes: listOf(z.enum(SCOPES))
        .optional()
        .describe('a,b,… of what it may do; without: all but tenant:*, keys:* and members:*'),
      projects: listOf(uuid).optional().describe('ids,… of the only projects it may touch'),
      environment: body.environment.describe('live (the default) or test'),
      expires: body.expires_at.describe('when it ends, as 2030-01-01T00:00:00Z'),
    }),
    async run(deps, { tenant: tenantId, projects, expires, ...input }) {
      await requireTenant(deps.db, tenantId);
      return createKey(deps, operatorOf(tenantId), {
        ...input,
        project_ids: projects,
        expires_at: expires,
        recoverable: false,
        metadata: {},
      });
    },
    print: (key) =>
      `${facts({
        Key: key.raw_key,
        Id: key.id,
        Scopes: key.scopes.join(', '),
        Projects: listed(key.project_ids, 'all'),
        Expires: key.expires_at ?? 'never',
      })}\n\nThe key is shown only now: we keep a hash of it.`,
  }),

  defineCommand({
    name: 'keys list',
    summary: 'List a tenant’s keys, newest first',
    input: z.strictObject({ tenant }),
    async run(deps, { tenant: tenantId }) {
      await requireTenant(deps.db, tenantId);
      return everyPage((page) => listKeys(deps, operatorOf(tenantId), page));
    },
    print: (rows) =>
      rows.length === 0
        ? 'The tenant has no keys.'
        : table(
            ['ID', 'KEY', 'NAME', 'STATE', 'SCOPES', 'PROJECTS', 'LAST USED'],
            rows.map((key) => [
              key.id,
              `${key.key_prefix}…`,
              key.name,
              key.is_active ? 'active' : key.revoked_at ? 'revoked' : 'expired',
              key.scopes.join(','),
              listed(key.project_ids, 'all'),
              key.last_used_at,
            ]),
          ),
  }),

  defineCommand({
    name: 'keys revoke',
    summary: 'Revoke a key: every use of it from now on is refused',
    input: z.strictObject({ keyId: uuid, tenant }),
    positionals: ['keyId'],
    async run(deps, { tenant: tenantId, keyId }) {
      await revokeKey(deps, operatorOf(tenantId), keyId);
      return { id: keyId, revoked: true };
    },
    print: ({ id }) => `Revoked ${id}. No process accepts the key any more.`,
  }),
];
