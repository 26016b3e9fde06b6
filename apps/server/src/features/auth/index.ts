import { type ResultOf, routes } from '@ragkeep/contract';
import type { FastifyRequest } from 'fastify';
import type { Router } from '../../access/route.ts';
import type { Cursors } from '../../platform/cursors.ts';
import type { Plans, Quotas } from '../plans/index.ts';
import { endCurrent, endOwn, invalidRefreshToken, listOwn, type Origin, refreshSession } from '../sessions/index.ts';
import { clearedCookie, readCookie, refreshCookie } from './cookie.ts';
import { type LoggedIn, login } from './login.ts';
import { getMe } from './me.ts';
import { type RegisterDeps, register } from './register.ts';
import { requireSameOrigin } from './same-origin.ts';

export { memberCredential, ownTokens, type TokenIssuer, tokenExpired, tokenResolver } from './resolver.ts';

interface AuthDeps extends RegisterDeps {
  cursors: Cursors;
  plans: Plans;
  quotas: Quotas;
}

/** What a handler needs of its call to answer with a session. */
interface Exchange {
  request: FastifyRequest;
  setHeader(name: string, value: string): void;
}

export function registerAuth(router: Router, deps: AuthDeps): void {
  const setCookie = ({ request, setHeader }: Exchange, token: string) =>
    setHeader('set-cookie', refreshCookie(request, token, deps.lifetimes.refresh));

  async function begin(
    exchange: Exchange,
    session: 'token' | 'cookie',
    start: () => Promise<LoggedIn>,
  ): Promise<ResultOf<typeof routes.login>> {
    // Otherwise another site could log its visitor in to an account of its own.
    if (session === 'cookie') requireSameOrigin(exchange.request);
    const { tokens, member } = await start();
    const user = { id: member.id, email: member.email, firstName: member.first_name, lastName: member.last_name };
    if (session === 'token') return { ...tokens, user };
    setCookie(exchange, tokens.refresh);
    return { access: tokens.access, user };
  }

  router.handle(routes.register, (call) =>
    begin(call, call.body.session, () => register(deps, call.body, originOf(call.request))),
  );
  router.handle(routes.login, (call) =>
    begin(call, call.body.session, () => login(deps, call.body, originOf(call.request))),
  );

  router.handle(routes.refreshSession, async (call) => {
    const { request, body } = call;
    const cookie = body.refresh === undefined ? readCookie(request) : undefined;
    if (cookie !== undefined) requireSameOrigin(request);
    const token = body.refresh ?? cookie;
    if (token === undefined) throw invalidRefreshToken();
    const { access, refresh } = await refreshSession(deps, token, body.rotate, request.ip);
    if (refresh === undefined) return { access };
    if (cookie === undefined) return { access, refresh };
    setCookie(call, refresh);
    return { access };
  });

  router.handle(routes.logout, async ({ principal, request, setHeader }) => {
    const cookie = readCookie(request);
    if (cookie !== undefined) requireSameOrigin(request);
    await endCurrent(deps, principal);
    if (cookie !== undefined) setHeader('set-cookie', clearedCookie(request));
    return undefined;
  });

  router.handle(routes.listSessions, ({ principal, query }) => listOwn(deps, principal, query));
  router.handle(routes.endSession, async ({ principal, params }) => {
    await endOwn(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.getMe, ({ principal }) => getMe(deps, principal));
}

const originOf = ({ ip, headers }: FastifyRequest): Origin => ({
  address: ip,
  userAgent: headers['user-agent'] ?? null,
});
