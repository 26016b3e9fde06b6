import type { ResultOf, routes } from '@ragkeep/contract';
import { z } from 'zod';
import { type Principal, requireScope, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { type FetchedResource, type SafeFetch, SafeFetchError } from '../../platform/safe-fetch/index.ts';
import type { Credentials } from '../credentials/index.ts';
import { headersOf } from './headers.ts';
import { findProvider, type ProviderRow } from './store.ts';

/** Somebody waits for the answer. */
const TIMEOUT_MS = 20_000;
/** A list of some thousand models with their descriptions. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_MODELS = 200;

const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1).max(200) })) });

type Tried = ResultOf<typeof routes.testProvider>;

/**
 * Asks for the endpoint's models; where it lists none, has its model say one token.
 *
 * @throws ApiError `not_found`; `insufficient_scope` without `credentials:read` where a credential is sent
 */
export async function tryProvider(
  { db, fetch, credentials }: { db: Db; fetch: SafeFetch; credentials: Credentials },
  principal: Principal,
  id: string,
): Promise<Tried> {
  requireWholeTenant(principal);
  const row = await findProvider(db, principal.tenantId, id);
  if (!row) throw notFound('provider');
  if (row.credential_id !== null) requireScope(principal, ['credentials:read']);
  const options = {
    ...{ headersFor: headersOf(credentials, row), timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES },
    ...{ acceptAnyStatus: true, maxRedirects: 0 },
  };
  try {
    const listed = await fetch(`${row.base_url}/models`, options);
    const models = modelsIn(listed);
    if (models !== null || ![200, 404, 405, 501].includes(listed.status)) return told(row, listed.status, models);
    const { status } = await fetch(`${row.base_url}/chat/completions`, { ...options, ...oneToken(row) });
    return told(row, status, null);
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return { ok: false, status: null, models: null, message: error.message };
  }
}

function modelsIn({ status, body }: FetchedResource): string[] | null {
  if (status !== 200) return null;
  try {
    return modelList.parse(JSON.parse(new TextDecoder().decode(body))).data.map((model) => model.id);
  } catch {
    return null;
  }
}

const oneToken = ({ model }: ProviderRow) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Say yes.' }], max_tokens: 1 }),
});

function told({ model }: ProviderRow, status: number, models: string[] | null): Tried {
  const ok = status >= 200 && status <= 299;
  return { ok, status, models: models?.slice(0, MOST_MODELS) ?? null, message: messageOf(status, ok, model, models) };
}

function messageOf(status: number, ok: boolean, model: string, models: string[] | null): string {
  if (ok && models === null) return `It answers with the model “${model}”.`;
  if (ok && models?.includes(model)) return `It answers, and has the model “${model}”.`;
  if (ok) return `It answers, but does not list the model “${model}”; questions may fail.`;
  if (status === 401 || status === 403) return `It refuses the credential, or wants one (HTTP ${status}).`;
  if (status >= 300 && status <= 399)
    return `It redirects (HTTP ${status}), which is not followed; enter the address it leads to.`;
  if (status === 404) return `There is no such address or model (HTTP ${status}); the address mostly ends in /v1.`;
  return `It answers with an error (HTTP ${status}).`;
}
