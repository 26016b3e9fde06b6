import { z } from 'zod';
import { type SafeFetch, SafeFetchError } from '../../platform/safe-fetch/index.ts';

/** What a token is asked for with. */
export interface OAuth2Client {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string | undefined;
  audience: string | undefined;
  resource: string | undefined;
  authentication: 'basic' | 'body';
}

export interface AccessToken {
  value: string;
  /** Seconds from when it was given. */
  lifetime: number;
}

/** Several uses wait for it, and the longest wait of a use is a minute. */
const TIMEOUT_MS = 15_000;
const MOST_BYTES = 64 * 1024;
/** RFC 6749, section 5.1, leaves it open where the service does not say; a token that ends sooner is renewed by its 401. */
const USUAL_LIFETIME = 300;

/** RFC 6749, section 5.2, RFC 8707, section 2, and what large services answer besides. Others are not repeated. */
const ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
] as const;

const refusal = z.object({ error: z.enum(ERRORS) });
const grant = z.object({
  access_token: z
    .string()
    .max(16_384)
    .regex(/^[\x21-\x7e]+$/),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .optional(),
  expires_in: z.coerce.number().positive().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
});

/**
 * Asks the token endpoint for an access token: the client credentials grant, RFC 6749, section 4.4. The secret goes to the URL's
 * host only, since nothing but GET is ever redirected.
 *
 * @throws SafeFetchError that names the host and the error's code, never the secret: `unreachable` when the service may give a
 * token later, else `credential_failed`
 */
export async function requestToken(fetch: SafeFetch, client: OAuth2Client): Promise<AccessToken> {
  const answer = await fetch(client.tokenUrl, {
    method: 'POST',
    ...messageOf(client),
    maxBytes: MOST_BYTES,
    acceptAnyStatus: true,
    timeoutMs: TIMEOUT_MS,
  }).catch((error: unknown) => {
    if (!(error instanceof SafeFetchError)) throw error;
    // In codes that do not say of the resource what is so of the token endpoint.
    const mayPass = error.code === 'timeout' || error.code === 'unreachable';
    throw failed(error.message.replace(/\.$/, ''), mayPass ? 'unreachable' : 'credential_failed');
  });
  const { status } = answer;
  const place = `the token endpoint at ${new URL(client.tokenUrl).host}`;
  const said = json(answer.body);
  if (status >= 300 && status <= 399) throw failed(`${place} redirects, which is not followed`);
  if (status >= 200 && status <= 299) {
    const { success, data } = grant.safeParse(said);
    if (success) return { value: data.access_token, lifetime: data.expires_in ?? USUAL_LIFETIME };
    throw failed(`${place} answered with no bearer token`);
  }
  const { data } = refusal.safeParse(said);
  const text = `${place} answered ${data ? `${data.error} (${status})` : status}`;
  throw status === 429 || status >= 500 ? failed(text, 'unreachable') : failed(text);
}

function messageOf(client: OAuth2Client): { headers: Record<string, string>; body: string } {
  const { clientId, clientSecret, scope, audience, resource, authentication } = client;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  for (const [field, value] of Object.entries({ scope, audience, resource })) if (value) form.set(field, value);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  if (authentication === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
    return { headers, body: form.toString() };
  }
  // Section 2.3.1: each in the form's encoding, before they are put together.
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  return { headers: { ...headers, authorization: `Basic ${basic}` }, body: form.toString() };
}

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

const failed = (text: string, code: 'credential_failed' | 'unreachable' = 'credential_failed'): SafeFetchError =>
  new SafeFetchError(code, `No access token could be had: ${text}.`);
