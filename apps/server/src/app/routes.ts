import { routes } from '@ragkeep/contract';
import { registerAccount } from '../features/account/index.ts';
import { registerAgents } from '../features/agents/index.ts';
import { countedAsk, registerAnalytics } from '../features/analytics/index.ts';
import { createAnswerer } from '../features/answers/index.ts';
import { registerApiKeys } from '../features/api-keys/index.ts';
import { registerApps } from '../features/apps/index.ts';
import { registerAudit } from '../features/audit/index.ts';
import { registerAuth } from '../features/auth/index.ts';
import { registerConversations } from '../features/conversations/index.ts';
import { registerCredentials } from '../features/credentials/index.ts';
import { registerDocuments } from '../features/documents/index.ts';
import { createVisitorTokens, registerEmbeds } from '../features/embeds/index.ts';
import { registerEvaluations } from '../features/evaluations/index.ts';
import { registerIngest } from '../features/ingest/index.ts';
import { createJobEvents, registerJobs } from '../features/jobs/index.ts';
import { registerMembers } from '../features/members/index.ts';
import { createMemory, registerMemory } from '../features/memory/index.ts';
import { registerProjects } from '../features/projects/index.ts';
import { createModels, providerUses, registerProviders } from '../features/providers/index.ts';
import { createAsk, registerQuery } from '../features/query/index.ts';
import { VectorCache } from '../features/retrieval/index.ts';
import { registerSources, sourceUses } from '../features/sources/index.ts';
import { registerSystem } from '../features/system/index.ts';
import { registerTenants } from '../features/tenants/index.ts';
import { createToolUse, registerToolsets, toolsetUses } from '../features/toolsets/index.ts';
import { registerUserData } from '../features/user-data/index.ts';
import { registerUsers } from '../features/users/index.ts';
import { registerWebhooks, webhookUses } from '../features/webhooks/index.ts';
import { BODY_LIMIT_BYTES } from '../platform/http/server.ts';
import type { Llm } from '../platform/llm/index.ts';
import { observedLlm, watchSearches } from '../platform/telemetry/index.ts';
import { registerApiDocs } from '../surfaces/api-docs.ts';
import { registerDashboard } from '../surfaces/dashboard.ts';
import { registerDocsSite } from '../surfaces/docs-site/index.ts';
import { registerMcp } from '../surfaces/mcp/index.ts';
import { registerMetrics } from '../surfaces/metrics.ts';
import { registerOpenAi } from '../surfaces/openai/index.ts';
import { registerWidget } from '../surfaces/widget.ts';
import { VERSION } from '../version.ts';
import type { FrontDoor } from './front-door.ts';
import type { Parts } from './parts.ts';

export type Routes = Awaited<ReturnType<typeof registerRoutes>>;

/**
 * Every route and surface, each given what it needs.
 *
 * @returns what the work and the end of the process need of it, too
 */
export async function registerRoutes(parts: Parts, { http, router, readmit, keyResolvers }: FrontDoor) {
  const { config, log, clock, telemetry, secrets, tokens, cursors, db, queue, files, fetch, stream, mailer } = parts;
  const { database, encoder, encoders, encode, reader, llm, lexical, changes, limiter, plans, quotas } = parts;
  const { credentials, audit, keyFormat, jobChanges, jobEnds, maxFileBytes, publicUrl } = parts;
  registerSystem(router, {
    db,
    log,
    isQueueRunning: () => config.workers === 'none' || queue.isRunning(),
    registration: config.registration,
    info: {
      version: VERSION,
      engines: {
        database: database.description,
        lexical,
        embedder: encoder.id,
        answerer: config.llm?.model ?? 'extractive',
      },
      limits: {
        file_bytes: maxFileBytes,
        body_bytes: BODY_LIMIT_BYTES,
        documents_per_request: routes.DOCUMENTS_PER_REQUEST,
      },
    },
  });
  const issuing = { db, clock, secrets, keyFormat, audit, changes, limiter, plans };
  registerTenants(router, { ...issuing, queue, registration: config.registration });
  registerApiKeys(router, { ...issuing, cursors, mailer, log, resolvers: keyResolvers });
  registerAuth(router, {
    ...issuing,
    quotas,
    cursors,
    tokens,
    lifetimes: config.tokenLifetimes,
    registration: config.registration,
  });
  const peoples = { db, clock, changes, audit, limiter, mailer, publicUrl, log };
  registerApps(router, { db, clock, cursors, changes, audit });
  registerMembers(router, { ...peoples, cursors });
  const account = registerAccount(router, { ...peoples, secrets });
  registerAudit(router, { db, cursors, secrets });
  const uses = [sourceUses, toolsetUses, webhookUses, providerUses];
  registerCredentials(router, { db, clock, cursors, secrets, audit, fetch, credentials, uses });
  registerUsers(router, { db, clock, cursors });
  registerProjects(router, { db, clock, cursors, queue, changes, audit });
  registerAgents(router, { db, clock, cursors, changes, audit });
  registerToolsets(router, { db, clock, cursors, audit });
  registerProviders(router, { db, clock, cursors, audit, fetch, credentials });
  registerConversations(router, { db, clock, cursors });
  registerDocuments(router, { db, cursors, queue });
  const ingesting = { clock, queue, files, quotas, credentials, secrets, reader };
  await registerIngest(http, router, { ...ingesting, db, maxFileBytes });
  const jobEvents = createJobEvents({ db, clock, changes: jobChanges, readmit });
  registerJobs(router, { db, clock, cursors, queue, files, ends: jobEnds, changes: jobChanges, events: jobEvents });
  registerWebhooks(router, { db, clock, cursors, secrets, queue, audit, quotas });
  registerSources(router, { db, clock, cursors, queue, quotas, jobEnds, jobChanges });
  const memory = createMemory({ db, clock, log, queue, cursors, encoder, extracts: llm !== null });
  registerMemory(router, memory);
  const tools = createToolUse({ db, log, fetch, credentials });
  const watch = watchSearches(telemetry);
  const searching = { db, encoders, lexical, vectors: new VectorCache(db), log, watch };
  registerUserData(router, { db, audit, memory });
  const watched = (made: Llm) => observedLlm(made, telemetry);
  const models = createModels({ db, stream, credentials, llm, watched });
  const answererOf = (model: Llm | null) => createAnswerer({ llm: model, encode });
  const bareAsk = createAsk({ ...searching, clock, models, answererOf, memory, tools });
  const ask = countedAsk(bareAsk);
  registerQuery(router, { ...searching, ask });
  const visitorTokens = createVisitorTokens({ secrets, clock });
  registerEmbeds(router, { db, clock, cursors, audit, publicUrl, limiter, ask, tokens: visitorTokens });
  const engines = { lexical, embedder: encoder.id };
  registerAnalytics(router, { db, clock, cursors });
  registerEvaluations(router, { db, clock, cursors, queue, models, engines });
  registerOpenAi(router, { db, clock, encoder, ask });
  await registerMcp(http, { ...searching, cursors, ask, memory, publicUrl, corsOrigins: config.corsOrigins });
  router.refuseOtherMethods();
  await registerApiDocs(http, router.routes, VERSION);
  registerWidget(http, { db });
  registerMetrics(http, { metrics: telemetry.metrics, token: config.metricsToken });
  await registerDocsSite(http);
  await registerDashboard(http);
  return { account, jobEvents, memory, searching, ingesting, bareAsk, issuing };
}
