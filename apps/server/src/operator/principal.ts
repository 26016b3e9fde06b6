import type { Principal } from '../access/principal.ts';
import type { Audit } from '../features/audit/index.ts';

/**
 * The operator, acting within a tenant. No resolver makes it and no request can have it: whoever has a shell and may read
 * the data has this right by the operating system.
 */
export const operatorOf = (tenantId: string): Principal => ({
  type: 'operator',
  id: 'operator',
  tenantId,
  scopes: ['tenant:admin'],
  projectIds: null,
  agentIds: null,
  memberId: null,
  role: null,
  sessionId: null,
  derivedFor: null,
  filter: null,
  address: 'shell',
});

/** Whatever is recorded through it was done by the operator, in whoever's name a feature would have recorded it. */
export const operatorAudit = (audit: Audit): Audit => ({
  ...audit,
  record: (tx, { tenantId }, event) => audit.record(tx, { tenantId, type: 'operator', id: null, address: null }, event),
});
