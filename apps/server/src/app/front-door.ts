import { allowOrigins } from '../access/cors.ts';
import { installGuard } from '../access/guard.ts';
import { Router } from '../access/route.ts';
import { countRequests } from '../features/analytics/index.ts';
import { derivedKeyResolver, keyResolver, rememberedCredentials } from '../features/api-keys/index.ts';
import { appResolver } from '../features/apps/index.ts';
import { credentialPattern } from '../features/audit/index.ts';
import { ownTokens, tokenResolver } from '../features/auth/index.ts';
import { identityTokens } from '../features/identity-providers/index.ts';
import { answerOnly } from '../platform/http/answer-only.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { countLookups, observeHttp } from '../platform/telemetry/index.ts';
import type { Parts } from './parts.ts';

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;

/** The server, and who may enter: requests are told apart, counted, limited and refused before any route sees them. */
export async function openFrontDoor(parts: Parts) {
  const { config, log, clock, telemetry, secrets, tokens, db, known, changes, limiter, plans, audit, idempotency } =
    parts;
  const { keyFormats, lastUsed, appsLastUsed, usageCounts } = parts;
  const http = createHttpServer({
    log,
    trustedProxies: config.trustedProxies,
    secret: new RegExp(credentialPattern(keyFormats)),
  });
  if (config.workers === 'only') answerOnly(http, WORKER_PATHS, WORKER_REFUSAL);
  observeHttp(http, telemetry);
  const provider = config.identityProvider;
  const outside = provider
    ? [identityTokens({ settings: provider, db, clock, log, known, changes, audit, limiter })]
    : [];
  const resolving = { db, clock, secrets, known, lastUsed, plans };
  const keyResolvers = { key: keyResolver({ ...resolving, keyFormats }), derived: derivedKeyResolver(resolving) };
  const { readmit } = installGuard(http, {
    clock,
    limiter,
    remembered: countLookups(rememberedCredentials({ known, lastUsed }), telemetry.metrics),
    resolvers: {
      ...keyResolvers,
      token: tokenResolver({ clock, known }, ownTokens({ db, clock, known, tokens }), outside),
    },
    app: appResolver({ db, clock, known, plans, audit, lastUsed: appsLastUsed }),
    onRefusal: audit.refused,
  });
  countRequests(http, usageCounts);
  await allowOrigins(http, config.corsOrigins);
  const router = new Router(http, idempotency);
  return { http, router, readmit, keyResolvers };
}

/** What a process that only works answers: whether it is well. */
const WORKER_PATHS = new Set(['/api/v1/system/health', '/api/v1/system/ready', '/metrics']);
const WORKER_REFUSAL = 'This process only works off the queue (WORKERS=only); another one answers requests';
