import type { Access } from '@ragkeep/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import { ApiError, unauthorized } from '../platform/errors.ts';
import { rateLimitHeaders } from '../platform/limiter/headers.ts';
import type { Limiter } from '../platform/limiter/index.ts';
import { type CredentialKind, readCredential, type SentApp } from './credential.ts';
import { digestSent } from './credential-digest.ts';
import type { KnownCredential } from './known-credentials.ts';
import { type Principal, requireScope } from './principal.ts';
import { isFromThisMachine } from './this-machine.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route without it stops the start. */
    access?: Access;
    /** Whether keys may come here whose tenant's plan is without access by keys. */
    onEveryPlan?: boolean;
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

/**
 * Finds a registered local app.
 *
 * @param isLocal whether the request was made on this machine, where the id is enough
 * @throws ApiError `app_not_approved`
 */
export type AppResolver = (sent: SentApp, isLocal: boolean) => Promise<KnownCredential | null>;

export interface GuardDeps {
  /** A credential that was resolved before and is good at this moment, of whatever kind, by its `digestText`. */
  remembered(digest: string, now: number): KnownCredential | undefined;
  resolvers: Resolvers;
  app: AppResolver;
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
 * Looks at an admitted request's credential again, as if it came now, without counting a use: for answers that go on for long.
 * Throws what the guard would throw.
 */
export type Readmit = (request: FastifyRequest) => Promise<Principal>;

/**
 * Puts the guard before every route: it goes by the route that matched and never by the URL's text. The server cannot be
 * built with a route that declares no access.
 */
export function installGuard(app: FastifyInstance, deps: GuardDeps): { readmit: Readmit } {
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
    // A hook of the route's own knows its access without asking the request for its route, which is dear.
    const { onEveryPlan = false } = route.config;
    if (access !== 'public') {
      route.onRequest = [guardOf({ access, onEveryPlan }, deps), ...[route.onRequest ?? []].flat()];
    }
  });

  app.addHook('onError', async (request, _reply, error) => {
    const { principal } = request;
    if (!principal || !(error instanceof ApiError) || error.status !== 403) return;
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const derived = principal.derivedFor === null ? {} : { derived_for: principal.derivedFor };
    await deps.onRefusal(principal, { route, code: error.code, details: { ...(error.facts as object), ...derived } });
  });

  return {
    async readmit(request) {
      const known = await authenticate(request, deps);
      const { access = 'authenticated', onEveryPlan = false } = request.routeOptions.config;
      const principal: Principal = { ...known.principal, address: request.ip };
      checkAddress(known, principal);
      if (access !== 'public') checkRule(known, principal, { access, onEveryPlan });
      return principal;
    },
  };
}

/** Who may call a route. */
interface Rule {
  access: Exclude<Access, 'public'>;
  onEveryPlan: boolean;
}

/** With a callback and not a promise, since most requests need not wait for anything here. */
function guardOf(rule: Rule, deps: GuardDeps): onRequestHookHandler {
  return (request, reply, done) => {
    const pass = (known: KnownCredential) => admit(request, reply, known, rule, deps.limiter);
    try {
      const known = authenticate(request, deps);
      const passed = known instanceof Promise ? known.then(pass) : pass(known);
      if (passed instanceof Promise) passed.then(() => done(), done);
      else done();
    } catch (error) {
      done(error as Error);
    }
  };
}

function authenticate(request: FastifyRequest, deps: GuardDeps): KnownCredential | Promise<KnownCredential> {
  const now = deps.clock.now().getTime();
  const sent = readCredential(request.raw, (value) => kindOf(deps.resolvers, value) !== null);
  if (sent === null || sent === '') throw unauthorized();
  const good = (known: KnownCredential | null): KnownCredential => {
    if (!known || known.until <= now) throw unauthorized();
    return known;
  };
  if (typeof sent !== 'string') return deps.app(sent, isFromThisMachine(request.raw)).then(good);
  const remembered = deps.remembered(digestSent(request.raw.socket, sent), now);
  if (remembered) return remembered;
  const kind = kindOf(deps.resolvers, sent);
  if (kind === null) throw unauthorized();
  const found = deps.resolvers[kind].resolve(sent);
  return found instanceof Promise ? found.then(good) : good(found);
}

/** Makes the request its principal's, if the principal may be here. */
function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  known: KnownCredential,
  rule: Rule,
  limiter: Limiter,
): void | Promise<void> {
  const principal: Principal = { ...known.principal, address: request.ip };
  request.principal = principal;
  request.caller = { tenant_id: principal.tenantId, principal: `${principal.type}:${principal.id}` };
  checkAddress(known, principal);
  const check = () => checkRule(known, principal, rule);
  if (known.ratePerMinute === null) return check();
  return countUse(limiter, principal, known.ratePerMinute, reply).then(check);
}

function checkAddress(known: KnownCredential, { address }: Principal): void {
  if (known.allows && !known.allows(address)) throw new ApiError('address_not_allowed', { address });
}

function checkRule(known: KnownCredential, principal: Principal, { access, onEveryPlan }: Rule): void {
  const plan = known.planWithoutAccess;
  if (plan !== null && !onEveryPlan) throw new ApiError('feature_unavailable', { feature: 'api', plan });
  if (access !== 'authenticated') requireScope(principal, access);
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
