import { type Principal, requireScope } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid, notFound } from '../../platform/errors.ts';
import type { HeadersFor, SafeFetch } from '../../platform/safe-fetch/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { headersOf } from './headers.ts';
import { isBoundTo } from './hosts.ts';
import { openSecret } from './secret.ts';
import * as store from './store.ts';
import { createTokens } from './tokens.ts';

/** Uses within so short a time are written once. */
const USE_NOTED_EVERY_MS = 60_000;

export interface Credentials {
  /** What the credential adds to a request, for safe-fetch to ask at every hop; null when it is gone. */
  headersFor(tenantId: string, id: string): Promise<HeadersFor | null>;
}

/** @param deps.db for work in the background */
export function createCredentials(deps: { db: Db; secrets: Secrets; clock: Clock; fetch: SafeFetch }): Credentials {
  const { db, secrets, clock } = deps;
  const tokens = createTokens(deps);
  return {
    async headersFor(tenantId, id) {
      const row = await store.findCredential(db, tenantId, id);
      if (!row) return null;
      const now = clock.now();
      if (now.getTime() - (row.last_used_at?.getTime() ?? 0) >= USE_NOTED_EVERY_MS) {
        await store.touchCredential(db, tenantId, id, now);
      }
      return headersOf(tokens, row, openSecret(secrets, tenantId, id, row.sealed_secret));
    },
  };
}

/**
 * For whatever a caller wants fetched with a credential. It takes `credentials:read` besides the scope of the route: who fetches
 * with it reads what it opens, which a key that may only bring documents in was not given.
 *
 * @param url the only place it is wanted for, if there is one
 * @throws ApiError `insufficient_scope`; `not_found` for one that the tenant does not have; `invalid_request` on `credential_id` for
 * one that may not be sent to the URL
 */
export async function requireCredential(db: Db, principal: Principal, id: string, url?: string): Promise<void> {
  requireScope(principal, ['credentials:read']);
  const row = await store.findCredential(db, principal.tenantId, id);
  if (!row) throw notFound('credential');
  if (url !== undefined && !isBoundTo(row.hosts, new URL(url))) {
    throw invalid('credential_id', `is not for ${new URL(url).origin}; its "hosts" say where it may be sent`);
  }
}
