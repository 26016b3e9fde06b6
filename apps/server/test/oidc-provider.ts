import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type Adapter, type AdapterPayload, type Configuration } from 'oidc-provider';

type Claims = Record<string, unknown>;

export interface TestProvider {
  /** On loopback, as `http://127.0.0.1:<port>`. */
  issuer: string;
  /** Of its access tokens. */
  audience: string;
  /** An access token (`at+jwt`, RS256, one hour) for that person, with claims of its own beside the standard ones. */
  token(subject: string, claims?: Claims): Promise<string>;
  /** The ID token of the same sign-in: signed with the same key, but meant for the client. */
  idToken(subject: string): Promise<string>;
  /** Signs with a new key from now on; the old one leaves the key set. */
  rotateKey(): Promise<void>;
  /** How often its key set was asked for. */
  jwksRequests(): number;
  close(): Promise<void>;
}

const AUDIENCE = 'https://api.example.test';
const SCOPE = 'api';
const CLIENT_ID = 'test-app';
const REDIRECT_URI = 'https://app.example.test/callback';

/**
 * A real OpenID provider (`oidc-provider`) on a free port of loopback. People sign in by the authorization code flow with PKCE
 * over HTTP; only the page that would ask for a password and for consent answers by itself, for anyone.
 *
 * @param options.extraClaims put into every access token
 */
export async function startOidcProvider(options: { extraClaims?: Claims } = {}): Promise<TestProvider> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** By the `state` of a sign-in under way, then by the grant that it led to. */
  const signIns = new Map<string, { subject: string; claims: Claims }>();
  const claimsOfGrant = new Map<string, Claims>();
  let jwksRequests = 0;
  let provider = await createProvider();

  async function createProvider(): Promise<Provider> {
    return new Provider(issuer, {
      adapter: memoryAdapter(),
      jwks: { keys: [await signingKey()] },
      cookies: { keys: [randomUUID()] },
      clients: [
        {
          client_id: CLIENT_ID,
          redirect_uris: [REDIRECT_URI],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          token_endpoint_auth_method: 'none',
        },
      ],
      findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
      extraTokenClaims: (_context, token) => ({
        ...options.extraClaims,
        ...('grantId' in token ? claimsOfGrant.get(String(token.grantId)) : {}),
      }),
      ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
      features: {
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({ scope: SCOPE, audience: AUDIENCE, accessTokenFormat: 'jwt' }),
        },
      },
    } satisfies Configuration);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path === '/jwks') jwksRequests++;
    if (!path.startsWith('/sign-in/')) return provider.callback()(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const { subject, claims } = signIns.get(String(params.state)) ?? assert.fail('a sign-in that nobody began');
    const grant = new provider.Grant({ accountId: subject, clientId: CLIENT_ID });
    grant.addOIDCScope('openid');
    grant.addResourceScope(AUDIENCE, SCOPE);
    const grantId = await grant.save();
    claimsOfGrant.set(grantId, claims);
    await provider.interactionFinished(request, response, { login: { accountId: subject }, consent: { grantId } });
  }

  async function signIn(subject: string, claims: Claims): Promise<{ access_token: string; id_token: string }> {
    const state = randomUUID();
    signIns.set(state, { subject, claims });
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: `openid ${SCOPE}`,
      resource: AUDIENCE,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const callback = await followTo(REDIRECT_URI, `${issuer}/auth?${query}`);
    const answered = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        redirect_uri: REDIRECT_URI,
        code: callback.searchParams.get('code') ?? assert.fail(`no code: ${callback.search}`),
        code_verifier: verifier,
        resource: AUDIENCE,
      }),
    });
    assert.equal(answered.status, 200, 'the provider refused the code');
    return (await answered.json()) as { access_token: string; id_token: string };
  }

  return {
    issuer,
    audience: AUDIENCE,
    token: async (subject, claims = {}) => (await signIn(subject, claims)).access_token,
    idToken: async (subject) => (await signIn(subject, {})).id_token,
    async rotateKey() {
      provider = await createProvider();
    },
    jwksRequests: () => jwksRequests,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function signingKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** Follows redirects as a browser does, with its cookies, until one leads to `goal`. */
async function followTo(goal: string, start: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start);
  for (let hop = 0; hop < 10; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    url = new URL(response.headers.get('location') ?? assert.fail(`no redirect: ${await response.text()}`), url);
    if (url.href.startsWith(goal)) return url;
  }
  assert.fail('redirected for ever');
}

/** The provider's state, for as long as the test runs; nothing expires. */
function memoryAdapter(): (model: string) => Adapter {
  const rows = new Map<string, AdapterPayload>();
  const of = (model: string) => [...rows].filter(([key]) => key.startsWith(`${model}:`));
  return (model) => ({
    async upsert(id, payload) {
      rows.set(`${model}:${id}`, payload);
    },
    find: async (id) => rows.get(`${model}:${id}`),
    findByUid: async (uid) => of(model).find(([, row]) => row.uid === uid)?.[1],
    findByUserCode: async (code) => of(model).find(([, row]) => row.userCode === code)?.[1],
    async consume(id) {
      const row = rows.get(`${model}:${id}`);
      if (row !== undefined) row.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      rows.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, row] of of(model)) if (row.grantId === grantId) rows.delete(key);
    },
  });
}
