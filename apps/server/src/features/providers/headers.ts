import { type HeadersFor, SafeFetchError } from '../../platform/safe-fetch/index.ts';
import type { Credentials } from '../credentials/index.ts';
import type { ProviderRow } from './store.ts';

/** What lets requests to a provider in. The credential is read with each of them: a new secret holds from the next one on. */
export function headersOf(credentials: Credentials, { tenant_id, credential_id: id }: ProviderRow): HeadersFor {
  if (id === null) return () => ({});
  return async (url, refused) => {
    const headersFor = await credentials.headersFor(tenant_id, id);
    if (!headersFor) throw new SafeFetchError('credential_failed', 'The credential is gone.');
    return headersFor(url, refused);
  };
}
