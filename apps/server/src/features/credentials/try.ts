import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid, notFound } from '../../platform/errors.ts';
import { type SafeFetch, SafeFetchError } from '../../platform/safe-fetch/index.ts';
import { isBoundTo } from './hosts.ts';
import * as store from './store.ts';
import type { Credentials } from './use.ts';

/** With the time that a token takes; somebody waits for the answer. */
const TIMEOUT_MS = 20_000;

/**
 * Fetches a URL with the credential, for the status and nothing else.
 *
 * @throws ApiError `not_found`, `invalid_request` for a URL of no host of its
 */
export async function tryCredential(
  { db, fetch, credentials }: { db: Db; fetch: SafeFetch; credentials: Credentials },
  principal: Principal,
  id: string,
  { url }: BodyOf<typeof routes.testCredential>,
): Promise<ResultOf<typeof routes.testCredential>> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const row = await store.findCredential(db, tenantId, id);
  if (row && !isBoundTo(row.hosts, new URL(url))) throw invalid('url', 'must be of one of the credential’s hosts');
  const headersFor = row ? await credentials.headersFor(tenantId, id) : null;
  if (!headersFor) throw notFound('credential');
  try {
    const { status } = await fetch(url, {
      ...{ headersFor, timeoutMs: TIMEOUT_MS },
      ...{ maxBytes: 0, statusOnly: true, acceptAnyStatus: true, maxRedirects: 0 },
    });
    return { ok: status >= 200 && status <= 299, status, error: null };
  } catch (error) {
    if (error instanceof SafeFetchError) return { ok: false, status: null, error: error.message };
    throw error;
  }
}
