import { plain, uuid } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { linkOrganisation } from '../../features/identity-providers/index.ts';
import { defineCommand } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { operatorOf } from '../principal.ts';
import { requireTenant } from '../store.ts';

export const linkTenant = defineCommand({
  name: 'organisations link',
  summary: 'Make a tenant the one of an organisation at the identity provider',
  input: z.strictObject({
    organisation: z.string().min(1).max(200).describe('as the provider’s tokens name it'),
    tenant: uuid.describe('the tenant’s id; see `ragkeep tenants`'),
  }),
  positionals: ['organisation'],
  async run(deps, { organisation, tenant }) {
    const { issuer } = deps;
    if (issuer === null) throw new OperatorError('No identity provider is set up: set OIDC_ISSUER and OIDC_AUDIENCE.');
    await requireTenant(deps.db, tenant);
    return deps.changes.transaction(tenant, async (tx) => {
      if (!(await linkOrganisation(tx, issuer, organisation, tenant))) {
        throw new OperatorError('The organisation belongs to another tenant already.');
      }
      await deps.audit.record(tx, operatorOf(tenant), {
        action: 'organisation.linked',
        target: { type: 'tenant', id: tenant },
        after: { issuer, organisation },
      });
      return { issuer, organisation, tenant_id: tenant };
    });
  },
  print: (linked) =>
    `People of ${plain(linked.organisation)} at ${linked.issuer} belong to the tenant ${linked.tenant_id}.`,
});
