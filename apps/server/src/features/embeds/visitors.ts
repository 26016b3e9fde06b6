import { randomUUID } from 'node:crypto';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { type Limiter, requireUse } from '../../platform/limiter/index.ts';
import { requirePage, requireSamePage } from './page.ts';
import { type EmbedConfig, presentConfig } from './present.ts';
import { findActive } from './store.ts';
import type { Visitor, VisitorTokens } from './visitor-tokens.ts';

export interface VisitorDeps {
  db: Db;
  clock: Clock;
  limiter: Limiter;
  tokens: VisitorTokens;
}

/** A request without a credential for the widget of that id. */
export interface Caller {
  embedId: string;
  /** The origin of the page that sent it, where that is another server's. */
  origin: string | undefined;
  /** The header `X-Visitor-Token`. */
  token: string | undefined;
  address: string;
}

type ActiveEmbed = NonNullable<Awaited<ReturnType<typeof findActive>>>;

/** What is not a question is cheap to answer: as many a minute as no person needs, from one address. */
const OTHER_REQUESTS = { points: 120, windowSeconds: 60 };

/** @throws ApiError `not_found` for one that is switched off, too */
export async function requireActive(db: Db, id: string): Promise<ActiveEmbed> {
  const embed = await findActive(db, id);
  if (!embed) throw notFound('embed');
  return embed;
}

/**
 * How the widget looks, for a page that may show it.
 *
 * @param ownPage origin of the page where it is this server's, since browsers do not say so themselves when they only read
 */
export async function getConfig(deps: VisitorDeps, caller: Caller, ownPage: string | undefined): Promise<EmbedConfig> {
  const embed = await requireActive(deps.db, caller.embedId);
  await countRequest(deps, caller);
  requirePage(caller.origin, ownPage, embed.origins);
  return presentConfig(embed);
}

/** A token for a new visitor, or a new one for whom an earlier token names. */
export async function admitVisitor(deps: VisitorDeps, caller: Caller, named: string | undefined) {
  const embed = await requireActive(deps.db, caller.embedId);
  await countRequest(deps, caller);
  const page = requirePage(caller.origin, named, embed.origins);
  const known = caller.token === undefined ? null : deps.tokens.readForRenewal(caller.token, embed.id);
  // Random and not by time: it is nobody's business when a visitor first came.
  const id = known?.id ?? randomUUID();
  const { token, expiresAt } = deps.tokens.issue({ id, embedId: embed.id, page });
  return { token, expires_at: expiresAt.toISOString() };
}

/** A visitor of a widget, and what they may do. */
export interface Visit {
  embed: ActiveEmbed;
  visitor: Visitor;
  principal: Principal;
}

/** Who asks a widget, after all has been looked at that makes them a visitor of it. */
export async function requireVisitor(deps: VisitorDeps, caller: Caller): Promise<Visit> {
  await countRequest(deps, caller);
  const embed = await requireActive(deps.db, caller.embedId);
  const visitor = caller.token === undefined ? null : deps.tokens.read(caller.token, embed.id);
  if (!visitor) throw new ApiError('invalid_visitor_token', {});
  requireSamePage(caller.origin, visitor.page, embed.origins);
  return { embed, visitor, principal: principalOf(embed, visitor, caller.address) };
}

const countRequest = ({ limiter }: VisitorDeps, { embedId, address }: Caller): Promise<void> =>
  requireUse(limiter, 'widget', `embed:${embedId}:request:${address}`, OTHER_REQUESTS);

/** What a visitor may do: ask this one agent, and read what they asked. */
const principalOf = (embed: ActiveEmbed, visitor: Visitor, address: string): Principal => ({
  type: 'embed',
  id: embed.id,
  tenantId: embed.tenant_id,
  scopes: ['query'],
  projectIds: [embed.project_id],
  agentIds: [embed.agent_id],
  memberId: null,
  role: null,
  sessionId: null,
  derivedFor: null,
  filter: null,
  visitorId: visitor.id,
  address,
});
