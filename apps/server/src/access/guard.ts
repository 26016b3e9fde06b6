import type { Access } from '@ragkeep/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../platform/errors.ts';
import { readCredential } from './credential.ts';
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

/** Finds whom a credential belongs to; null when it is unknown, revoked or expired, and never says which. */
export interface Resolvers {
  looksLikeKey(text: string): boolean;
  key(value: string): Promise<Principal | null>;
}

/** A route that does not say who may call it. */
export class UndeclaredAccessError extends Error {
  override name = 'UndeclaredAccessError';
}

/**
 * Puts the guard before every route: it goes by the route that matched and never by the URL's text. The server cannot be
 * built with a route that declares no access.
 */
export function installGuard(app: FastifyInstance, resolvers: Resolvers): void {
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

  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const { access } = request.routeOptions.config;
    if (access === 'public') return;
    const principal = await authenticate(request, resolvers);
    request.principal = principal;
    request.log = request.log.child({ tenant_id: principal.tenantId, principal: `${principal.type}:${principal.id}` });
    if (access === 'authenticated') return;
    // An access that is missing here cannot be: `onRoute` refused it. If it were, nobody would pass.
    if (access === undefined) throw unauthorized();
    requireScope(principal, access);
  });
}

async function authenticate(request: FastifyRequest, resolvers: Resolvers): Promise<Principal> {
  const credential = readCredential(request.raw, resolvers.looksLikeKey);
  const principal = credential?.kind === 'key' ? await resolvers.key(credential.value) : null;
  if (!principal) throw unauthorized();
  return principal;
}

const unauthorized = () =>
  new ApiError('unauthorized', {}, { headers: { 'www-authenticate': 'Bearer realm="ragkeep"' } });
