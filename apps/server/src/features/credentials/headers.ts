import type { HeadersFor } from '../../platform/safe-fetch/index.ts';
import { isBoundTo } from './hosts.ts';
import type { OAuth2Client } from './oauth2.ts';
import type { CredentialRow } from './store.ts';
import type { Tokens } from './tokens.ts';
import { factsOf } from './types.ts';

const BEARER = 'Bearer ';

/** What a credential adds to a request, for safe-fetch to ask at every hop: nothing but to the hosts it is bound to. */
export function headersOf(tokens: Tokens, row: CredentialRow, secret: string): HeadersFor {
  const added = row.kind === 'oauth2' ? fetched(tokens, row, secret) : () => fixed(row, secret);
  return (url, refused) => (isBoundTo(row.hosts, url) ? added(refused?.authorization) : {});
}

function fixed(row: CredentialRow, secret: string): Record<string, string> {
  const { username = '', header = '' } = factsOf(row);
  switch (row.kind) {
    case 'bearer':
      return { authorization: BEARER + secret };
    case 'basic': // RFC 7617, in UTF-8
      return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` };
    default:
      return { [header]: secret };
  }
}

function fetched(tokens: Tokens, row: CredentialRow, secret: string) {
  // Sealed anew at every change of where, how and for what it is sent.
  const key = `${row.tenant_id}:${row.id}:${row.sealed_secret.toString('base64')}`;
  return async (refused: string | undefined): Promise<Record<string, string>> => ({
    authorization: BEARER + (await tokens.tokenFor(key, () => clientOf(row, secret), refused?.slice(BEARER.length))),
  });
}

function clientOf(row: CredentialRow, clientSecret: string): OAuth2Client {
  const { token_url = '', client_id = '', scope, audience, resource, client_authentication = 'basic' } = factsOf(row);
  return {
    ...{ tokenUrl: token_url, clientId: client_id, clientSecret, scope, audience, resource },
    authentication: client_authentication,
  };
}
