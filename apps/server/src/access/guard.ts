import type { Access } from '@ragkeep/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import { ApiError } from '../platform/errors.ts';
import { rateLimitHeaders } from '../platform/limiter/headers.ts';
import type { Limiter } from '../platform/limiter/index.ts';
import { type CredentialKind, readCredential } from './credential.ts';
import type { KnownCredential } from './known-credentials.ts';
import { type Principal, requireScope } from './principal.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route without it stops the start. */
    access?: Access;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** The access of all routes of a scope that declare none themselves, as those that a plugin brings. */
    scopeAccess: Access | null;
  }
}

/** Finds whom a credential of one kind belongs to; null when it is unknown, revoked or expired, and never says which. */
export interface Resolver {
  /** By shape alone, without any look-up. */
  recognises(text: string): boolean;
  resolve(text: string): KnownCredential | null | Promise<KnownCredential | null>;
}

export type Resolvers = Readonly<Record<CredentialKind, Resolver>>;

export interface GuardDeps {
  resolvers: Resolvers;
  clock: Clock;
  limiter: Limiter;
  /** Told of each request that was refused for what its principal may not do. */
  onRefusal(principal: Principal, facts: { route: string; code: string; details: object }): Promise<void>;
}

/** A route that does not say who may call it. */
export class UndeclaredAccessError extends Error {
  override name = 'UndeclaredAccessError';
}

/**
 * Puts the guard before every route: it goes by the route that matched and never by the URL's text. The server cannot be
 * built with a route that declares no access.
 */
export function installGuard(app: FastifyInstance, deps: GuardDeps): void {
  app.decorateRequest('principal', null);
  app.decorate('scopeAccess', null);

  app.addHook('onRoute', function (route) {
    const access = route.config?.access ?? this.scopeAccess;
    if (access === null) {
      throw new UndeclaredAccessError(
        `${String(route.method)} ${route.url} does not declare its access (config.access)`,
      );
    }
    route.config ??= {};
    route.config.access = access;
  });

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    const { access } = request.routeOptions.config;
    if (access === 'public') return;
    const known = await authenticate(request, deps);
    const principal: Principal = { ...known.principal, address: request.ip };
    request.principal = principal;
    request.caller = { tenant_id: principal.tenantId, principal: `${principal.type}:${principal.id}` };
    if (known.allows && !known.allows(principal.address)) {
      throw new ApiError('address_not_allowed', { address: principal.address });
    }
    if (known.ratePerMinute !== null) await countUse(deps.limiter, principal, known.ratePerMinute, reply);
    if (access === 'authenticated') return;
    // An access that is missing here cannot be: `onRoute` refused it. If it were, nobody would pass.
    if (access === undefined) throw unauthorized();
    requireScope(principal, access);
  });

  app.addHook('onError', async (request, _reply, error) => {
    const { principal } = request;
    if (!principal || !(error instanceof ApiError) || error.status !== 403) return;
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    await deps.onRefusal(principal, { route, code: error.code, details: error.facts as object });
  });
}

async function authenticate(request: FastifyRequest, { resolvers, clock }: GuardDeps): Promise<KnownCredential> {
  const credential = readCredential(request.raw, (text) => kindOf(resolvers, text));
  if (credential === null || credential.kind === 'unrecognised') throw unauthorized();
  const known = await resolvers[credential.kind].resolve(credential.value);
  if (!known || known.until <= clock.now().getTime()) throw unauthorized();
  return known;
}

function kindOf(resolvers: Resolvers, text: string): CredentialKind | null {
  if (resolvers.key.recognises(text)) return 'key';
  if (resolvers.derived.recognises(text)) return 'derived';
  return resolvers.token.recognises(text) ? 'token' : null;
}

/** Counts a request against its key's own limit, and says in the answer's headers what is left of it. */
async function countUse(limiter: Limiter, principal: Principal, perMinute: number, reply: FastifyReply): Promise<void> {
  const use = await limiter.consume(keyBucket(principal.id), { points: perMinute, windowSeconds: 60 });
  const headers = rateLimitHeaders({ policy: 'key', limit: perMinute, windowSeconds: 60, ...use });
  reply.headers(headers);
  if (!use.allowed) throw new ApiError('rate_limited', { retry_after_seconds: use.resetSeconds }, { headers });
}

/** Where uses of a key are counted. */
export const keyBucket = (keyId: string): string => `key:${keyId}`;

const unauthorized = () =>
  new ApiError('unauthorized', {}, { headers: { 'www-authenticate': 'Bearer realm="ragkeep"' } });
