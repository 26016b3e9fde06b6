import { routes } from '@ragkeep/contract';
import type { FastifyRequest } from 'fastify';
import type { Router } from '../../access/route.ts';
import { ApiError } from '../../platform/errors.ts';
import { answerStream, wholeAnswer } from '../query/index.ts';
import { answerOf, eventsOf } from './answer.ts';
import { type AskDeps, askEmbed, getConversation } from './ask.ts';
import { foreignOrigin } from './page.ts';
import * as service from './service.ts';
import { admitVisitor, type Caller, getConfig, requireVisitor, type Visit } from './visitors.ts';

export { frameAncestors, isAllowed } from './origins.ts';
export { type EmbedConfig, presentConfig } from './present.ts';
export { deleteEmbedDirectory } from './store.ts';
export { createVisitorTokens } from './visitor-tokens.ts';
export { requireActive } from './visitors.ts';

export function registerEmbeds(router: Router, deps: service.EmbedDeps & AskDeps): void {
  const callerOf = (request: FastifyRequest, id: string) => toCaller(request, id, deps.publicUrl);
  router.handle(routes.createEmbed, ({ principal, body }) => service.createEmbed(deps, principal, body));
  router.handle(routes.listEmbeds, ({ principal, query }) => service.listEmbeds(deps, principal, query));
  router.handle(routes.getEmbed, ({ principal, params }) => service.getEmbed(deps, principal, params.id));
  router.handle(routes.updateEmbed, ({ principal, params, body }) =>
    service.updateEmbed(deps, principal, params.id, body),
  );
  router.handle(routes.deleteEmbed, async ({ principal, params }) => {
    await service.deleteEmbed(deps, principal, params.id);
    return undefined;
  });

  router.handle(routes.getEmbedConfig, async ({ params, request, setHeader }) => {
    const caller = callerOf(request, params.id);
    const readable = readableBy(caller.origin);
    for (const [name, value] of Object.entries(readable)) setHeader(name, value);
    const isOwn = request.headers['sec-fetch-site'] === 'same-origin';
    const ownPage = isOwn ? `${request.protocol}://${request.host}` : undefined;
    return getConfig(deps, caller, ownPage).catch((error: unknown) => {
      // The page's own script is to be able to say why there is no widget.
      if (error instanceof ApiError) Object.assign(error.headers, readable);
      throw error;
    });
  });
  router.handle(routes.createVisitor, ({ params, body, request }) =>
    admitVisitor(deps, callerOf(request, params.id), body.page),
  );
  router.handle(routes.queryEmbed, async ({ params, body, request, signal }) => {
    const { events, showsSources } = await askEmbed(deps, await visitOf(request, params.id), body, signal);
    if (body.stream) return answerStream(eventsOf(events, showsSources), request);
    return answerOf(await wholeAnswer(events), showsSources);
  });
  router.handle(routes.getVisitorConversation, async ({ params, request }) =>
    getConversation(deps, await visitOf(request, params.id), params.conversation),
  );

  /** From here on the request is its visitor's, for the log and whoever counts. */
  async function visitOf(request: FastifyRequest, embedId: string): Promise<Visit> {
    const visit = await requireVisitor(deps, callerOf(request, embedId));
    request.principal = visit.principal;
    request.caller = { tenant_id: visit.principal.tenantId, principal: `embed:${embedId}` };
    return visit;
  }
}

function toCaller({ headers, host, ip }: FastifyRequest, embedId: string, publicUrl: string): Caller {
  const token = headers[routes.VISITOR_TOKEN_HEADER];
  return {
    embedId,
    origin: foreignOrigin(headers.origin, host, publicUrl),
    // Sent twice, it is none.
    token: typeof token === 'string' ? token : undefined,
    address: ip,
  };
}

/** Lets the page that asks read the answer (Fetch Standard, section 3.2): there is nothing secret in it. */
const readableBy = (origin: string | undefined): Record<string, string> =>
  origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' };
