import { type Principal, requireScope } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import type { HeadersFor } from '../../platform/safe-fetch/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { isBoundTo } from './hosts.ts';
import { openSecret } from './secret.ts';
import * as store from './store.ts';
import { factsOf } from './types.ts';

/** Uses within so short a time are written once. */
const USE_NOTED_EVERY_MS = 60_000;

export interface Credentials {
  /** What the credential adds to a request, for safe-fetch to ask at every hop; null when it is gone. */
  headersFor(tenantId: string, id: string): Promise<HeadersFor | null>;
}

/** @param deps.db for work in the background */
export function createCredentials(deps: { db: Db; secrets: Secrets; clock: Clock }): Credentials {
  const { db, secrets, clock } = deps;
  return {
    async headersFor(tenantId, id) {
      const row = await store.findCredential(db, tenantId, id);
      if (!row) return null;
      const now = clock.now();
      if (now.getTime() - (row.last_used_at?.getTime() ?? 0) >= USE_NOTED_EVERY_MS) {
        await store.touchCredential(db, tenantId, id, now);
      }
      const headers = headersOf(row, openSecret(secrets, tenantId, id, row.sealed_secret));
      return (url) => (isBoundTo(row.hosts, url) ? headers : {});
    },
  };
}

/**
 * For whatever a caller wants fetched with a credential. It takes `credentials:read` besides the scope of the route: who fetches
 * with it reads what it opens, which a key that may only bring documents in was not given.
 *
 * @throws ApiError `insufficient_scope`; `not_found` for one that the tenant does not have
 */
export async function requireCredential(db: Db, principal: Principal, id: string): Promise<void> {
  requireScope(principal, ['credentials:read']);
  if (!(await store.findCredential(db, principal.tenantId, id))) throw notFound('credential');
}

function headersOf(row: store.CredentialRow, secret: string): Record<string, string> {
  const { username = '', header = '' } = factsOf(row);
  switch (row.kind) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic': // RFC 7617, in UTF-8
      return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` };
    default:
      return { [header]: secret };
  }
}
