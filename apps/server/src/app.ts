import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseKeyTemplate } from '@ragkeep/access';
import { type RouteDefinition, routes } from '@ragkeep/contract';
import { type AccessChanges, createLocalChanges } from './access/changes/index.ts';
import { observedChanges } from './access/changes/observed.ts';
import { createOutgoingChanges, createSharedChanges, pruneChanges } from './access/changes/shared.ts';
import { allowOrigins } from './access/cors.ts';
import { installGuard } from './access/guard.ts';
import { createIdempotency } from './access/idempotency.ts';
import { createKnownCredentials, type KnownCredentials } from './access/known-credentials.ts';
import { Router } from './access/route.ts';
import type { Config } from './config.ts';
import { registerAccount } from './features/account/index.ts';
import { registerAgents } from './features/agents/index.ts';
import {
  askAsWork,
  countedAsk,
  countRequests,
  createUsageCounts,
  deleteOldCounts,
  registerAnalytics,
} from './features/analytics/index.ts';
import { createAnswerer, type Encode } from './features/answers/index.ts';
import {
  createLastUsed,
  derivedKeyResolver,
  keyResolver,
  registerApiKeys,
  rememberedCredentials,
  touchKeys,
} from './features/api-keys/index.ts';
import { appResolver, registerApps, touchApps } from './features/apps/index.ts';
import { createAudit, credentialPattern, registerAudit } from './features/audit/index.ts';
import { ownTokens, registerAuth, tokenResolver } from './features/auth/index.ts';
import { deleteExpiredConversations, registerConversations } from './features/conversations/index.ts';
import { createCredentials, registerCredentials } from './features/credentials/index.ts';
import { registerDocuments } from './features/documents/index.ts';
import { createVisitorTokens, registerEmbeds } from './features/embeds/index.ts';
import { registerEvaluations, registerEvaluationWork } from './features/evaluations/index.ts';
import { identityTokens } from './features/identity-providers/index.ts';
import { createReader, reembedProjects, registerIngest, registerIngestWork } from './features/ingest/index.ts';
import {
  createJobChanges,
  createJobEnds,
  createJobEvents,
  discardExpiredResults,
  registerJobs,
} from './features/jobs/index.ts';
import { deleteExpiredLinks, registerMembers } from './features/members/index.ts';
import {
  createMemory,
  reembedMemories,
  registerMemory,
  registerMemoryExtraction,
  registerMemoryWork,
} from './features/memory/index.ts';
import { createPlans, createQuotas } from './features/plans/index.ts';
import { registerProjects } from './features/projects/index.ts';
import { createModels, providerUses, registerProviders } from './features/providers/index.ts';
import { createAsk, registerQuery } from './features/query/index.ts';
import { detectLexicalEngine, VectorCache } from './features/retrieval/index.ts';
import { deleteExpiredSessions } from './features/sessions/index.ts';
import { registerSources, registerSourceWork, sourceUses } from './features/sources/index.ts';
import { registerSystem } from './features/system/index.ts';
import { registerTenants } from './features/tenants/index.ts';
import { createToolUse, registerToolsets, toolsetUses } from './features/toolsets/index.ts';
import { registerUserData } from './features/user-data/index.ts';
import { registerUsers } from './features/users/index.ts';
import { createWebhooks, registerWebhooks, webhookUses } from './features/webhooks/index.ts';
import { copyForBackup } from './operator/backup/staging.ts';
import type { OperatorDeps } from './operator/deps.ts';
import { operatorAudit } from './operator/principal.ts';
import { listenForOperator } from './operator/socket-server.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { createCursors } from './platform/cursors.ts';
import { type Database, openDatabase } from './platform/db/index.ts';
import { createMaintenance } from './platform/db/maintenance.ts';
import { migrate } from './platform/db/migrate.ts';
import { checkSecret } from './platform/db/secret-check.ts';
import { requireFinished } from './platform/db/unfinished.ts';
import type { Encoder } from './platform/embedding/encoder.ts';
import { createEncoders, createEndpointEncoder, createPackagedEncoder } from './platform/embedding/index.ts';
import { createFiles } from './platform/files.ts';
import { answerOnly } from './platform/http/answer-only.ts';
import { BODY_LIMIT_BYTES, createHttpServer, type HttpServer } from './platform/http/server.ts';
import { deploymentSecrets } from './platform/kept-secret.ts';
import { createMemoryLimiter, createSharedLimiter } from './platform/limiter/index.ts';
import { createLlm, type Llm } from './platform/llm/index.ts';
import { createLog, type Log } from './platform/log.ts';
import { createConsoleMailer, createSmtpMailer, type Mailer } from './platform/mail/index.ts';
import { createQueue } from './platform/queue/index.ts';
import { createSafeFetch, createSafeStream, type Resolve } from './platform/safe-fetch/index.ts';
import { createSessionTokens } from './platform/session-tokens.ts';
import {
  countLookups,
  createMetrics,
  createTracing,
  observeDatabase,
  observedEncoder,
  observedLlm,
  observedQueue,
  observeHttp,
  watchSearches,
} from './platform/telemetry/index.ts';
import { repeatedly } from './platform/timer.ts';
import { registerApiDocs } from './surfaces/api-docs.ts';
import { registerDashboard } from './surfaces/dashboard.ts';
import { registerDocsSite } from './surfaces/docs-site/index.ts';
import { registerMcp } from './surfaces/mcp/index.ts';
import { registerMetrics } from './surfaces/metrics.ts';
import { registerOpenAi } from './surfaces/openai/index.ts';
import { registerWidget } from './surfaces/widget.ts';
import { VERSION } from './version.ts';

/** What tests put in the place of the real thing: the time, a database made before, where the log goes, what names mean. */
export interface Overrides {
  clock?: Clock;
  database?: Database;
  log?: Log;
  encoder?: Encoder;
  mailer?: Mailer;
  resolve?: Resolve;
}

export interface App {
  http: HttpServer;
  log: Log;
  /** The contract's routes that are served. */
  routes: readonly RouteDefinition[];
  /** What the operator's commands work with. */
  operating: OperatorDeps;
  /** Writes what is kept in memory to be written in batches. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The composition root: every part is made here, and given to those who need it. The result answers requests and does work
 * but does not listen.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const tracing = await createTracing(config.tracing && { ...config.tracing, version: VERSION });
  const metrics = createMetrics();
  const telemetry = { metrics, tracing };
  const log = overrides.log ?? createLog(config.logLevel, undefined, tracing.isOn ? tracing.logFields : undefined);
  const clock = overrides.clock ?? systemClock();
  const secrets = await deploymentSecrets(config);
  const database = overrides.database ?? (await openDatabase(databaseOptions(config)));
  const { db, background, exclusive } = database;
  await requireFinished(db);
  // By the connections for work: a step over a large table may take long.
  const steps = await migrate(background);
  if (steps.length > 0) log.info({ steps }, 'migrated');
  await checkSecret(db, secrets);
  metrics.buildInfo.set({ version: VERSION, node: process.version, database: database.description }, 1);
  observeDatabase(metrics, database, clock);

  const encoder = observedEncoder(overrides.encoder ?? (await createEncoder(config)), telemetry);
  const encoders = createEncoders(encoder, (id) => encoderOfBefore(config, id));
  const reader = createReader({ processes: Math.max(1, availableParallelism() - 1) });
  const llm = config.llm ? observedLlm(createLlm(config.llm), telemetry) : null;
  const encode = config.embedding ? null : sentenceVectors(encoder);
  const lexical = await detectLexicalEngine(db);
  const files = createFiles(join(config.dataDir, 'files'));
  const cursors = createCursors(secrets);
  const queue = observedQueue(createQueue({ db: background, clock, log }), telemetry);
  const reaching = {
    allowPrivate: config.fetchAllowPrivate,
    userAgent: `Ragkeep/${VERSION}`,
    ...(overrides.resolve ? { resolve: overrides.resolve } : {}),
  };
  const fetch = createSafeFetch(reaching);
  const known = createKnownCredentials();
  const changes = observedChanges(await createChanges({ config, database, known, log }), telemetry);
  known.trustWhile(changes.isCurrent);
  const limiter = exclusive ? createMemoryLimiter(clock) : createSharedLimiter({ db, clock });
  const [, ...formerTokenKeys] = secrets.keys('session-tokens');
  const tokens = createSessionTokens(secrets.key('session-tokens'), clock, formerTokenKeys);
  const plans = createPlans(config);
  const quotas = createQuotas({ plans, maxFileBytes: config.maxFileBytes });
  const credentials = createCredentials({ db: background, secrets, clock, fetch });
  const idempotency = createIdempotency({ db, clock, secrets });
  const jobChanges = createJobChanges();
  const lastUsed = createLastUsed({ db: background, log, touch: touchKeys });
  const appsLastUsed = createLastUsed({ db: background, log, touch: touchApps });
  const usageCounts = createUsageCounts({ db: background, clock, log });
  const keyFormats = config.keyFormatsAccepted.map(parseKeyTemplate);
  const keyFormat = parseKeyTemplate(config.keyFormat);
  const audit = createAudit({ db, clock, secrets, log, keyFormats });
  const mailer = overrides.mailer ?? createMailer(config);
  const { maxFileBytes, publicUrl } = config;
  const webhooks = createWebhooks({
    ...{ db: background, clock, queue, secrets, fetch, audit, quotas, credentials, publicUrl },
  });
  const jobEnds = createJobEnds({
    clock,
    async listener(tx, tenantId, ended) {
      for (const { status } of ended) metrics.jobsEnded.inc({ status });
      await webhooks.announce(tx, tenantId, ended);
    },
  });

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
    remembered: countLookups(rememberedCredentials({ known, lastUsed }), metrics),
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
  const models = createModels({ db, stream: createSafeStream(reaching), credentials, llm, watched });
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
  registerMetrics(http, { metrics, token: config.metricsToken });
  await registerDocsSite(http);
  await registerDashboard(http);
  await http.ready();

  registerIngestWork(queue, {
    ...{ ...ingesting, db: background, log, fetch, encoder, jobEnds, jobChanges },
    resultDays: config.jobResultDays,
    onPagesRead(tenantId, projectId, pages) {
      metrics.pagesRead.inc(pages);
      usageCounts.work(tenantId, { projectId }, { pages });
    },
  });
  registerSourceWork(queue, { db: background, clock, queue, quotas });
  registerEvaluationWork(queue, {
    ...{ ...searching, db: background, clock, queue },
    ask: askAsWork(bareAsk, usageCounts),
  });
  registerMemoryWork(queue, { db: background, log, encoder });
  registerMemoryExtraction(queue, { db: background, clock, log, llm });
  await reembedProjects({ db, queue, log }, encoder.id);
  await reembedMemories({ db, queue, log }, encoder.id);
  if (config.workers !== 'none') await queue.start({ exclusive });

  const maintenance = createMaintenance(background, clock);
  queue.onDrained(() => maintenance.noteChanges());
  const timers = [
    ...(exclusive
      ? [
          repeatedly(2_000, log, () => maintenance.analyzeGrown()),
          repeatedly(2_000, log, () => maintenance.run()),
          repeatedly(15_000, log, () => maintenance.tidyQueues()),
        ]
      : []),
    repeatedly(5_000, log, () => lastUsed.flush()),
    repeatedly(5_000, log, () => appsLastUsed.flush()),
    repeatedly(5_000, log, () => usageCounts.flush()),
    repeatedly(15_000, log, () => memory.flush()),
    repeatedly(60_000, log, () => audit.flush()),
    repeatedly(3_600_000, log, () => idempotency.expire()),
    repeatedly(3_600_000, log, () => webhooks.expire()),
    repeatedly(3_600_000, log, () => discardExpiredResults({ db: background, clock, queue })),
    repeatedly(3_600_000, log, () => deleteExpiredLinks(background, clock.now())),
    repeatedly(3_600_000, log, () => deleteExpiredSessions(background, clock.now())),
    repeatedly(3_600_000, log, () => deleteExpiredConversations(background, clock.now())),
    repeatedly(3_600_000, log, () => deleteOldCounts({ db: background, clock }, config.analyticsDays)),
    repeatedly(600_000, log, () => limiter.expire()),
    ...(exclusive ? [] : [repeatedly(600_000, log, () => pruneChanges(background))]),
  ];

  const flush = async () => {
    await Promise.all([lastUsed, appsLastUsed, usageCounts, audit, memory].map((batch) => batch.flush()));
  };

  return {
    http,
    log,
    routes: router.routes,
    operating: {
      keptSecret: null,
      copyDatabase: config.databaseUrl ? null : () => copyForBackup(db, config.dataDir),
      ...{ ...issuing, audit: operatorAudit(audit), quotas, cursors, keyFormats, queue, publicUrl, log },
      databaseDescription: database.description,
      issuer: provider?.issuer ?? null,
    },
    flush,
    /** Takes no more requests, finishes those at hand, puts work back, and closes everything in the reverse order. */
    async close() {
      jobEvents.close();
      await http.close();
      await account.settle();
      await mailer.close();
      await queue.stop();
      for (const timer of timers) timer.stop();
      await flush();
      await changes.close();
      await Promise.all([reader.close(), encoders.close()]);
      await database.close();
      await tracing.close();
    },
  };
}

/** Builds the app and listens. */
export async function startApp(config: Config): Promise<App & { url: string }> {
  const app = await createApp(config);
  try {
    const url = await app.http.listen({ host: config.host, port: config.port });
    // A server database can be reached by the command itself; the embedded one only through this process.
    const hangUp = config.databaseUrl ? async () => {} : await listenForOperator(config.dataDir, app.operating);
    return {
      ...app,
      url,
      async close() {
        await hangUp();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** What a process that only works answers: whether it is well. */
const WORKER_PATHS = new Set(['/api/v1/system/health', '/api/v1/system/ready', '/metrics']);
const WORKER_REFUSAL = 'This process only works off the queue (WORKERS=only); another one answers requests';

function createChanges(deps: {
  config: Config;
  database: Database;
  known: KnownCredentials;
  log: Log;
}): Promise<AccessChanges> | AccessChanges {
  const { config, database, known, log } = deps;
  const { db, control } = database;
  if (!control) return createLocalChanges(db, known);
  return config.workers === 'only'
    ? createOutgoingChanges({ db })
    : createSharedChanges({ db, control, memory: known, log });
}

const databaseOptions = (config: Config) =>
  config.databaseUrl
    ? { url: config.databaseUrl, poolSize: config.databasePoolSize, forRequests: true }
    : { dataDir: config.dataDir, sharedBuffersMb: config.databaseCacheMb };

/** Sentences of an answer are weighed beside the questions, not behind the passages of an ingest. */
const sentenceVectors =
  (encoder: Encoder): Encode =>
  (texts) =>
    Promise.all(texts.map(async (text) => [await encoder.encodeQuery(text)]));

function createEncoder(config: Config): Promise<Encoder> | Encoder {
  return config.embedding
    ? createEndpointEncoder(config.embedding)
    : createPackagedEncoder({ modelDir: join(config.dataDir, 'models') });
}

/** An encoder that was configured earlier: the packaged one, or another model of the same endpoint. */
async function encoderOfBefore(config: Config, id: string): Promise<Encoder | null> {
  const model = /^openai:(.+)$/.exec(id)?.[1];
  if (model === undefined) return createPackagedEncoder({ modelDir: join(config.dataDir, 'models') });
  return config.embedding ? createEndpointEncoder({ ...config.embedding, model }) : null;
}

/** Not by way of the log: what the operator is shown holds a link with a secret. */
const createMailer = ({ smtp }: Config): Mailer =>
  smtp ? createSmtpMailer(smtp) : createConsoleMailer((text) => void process.stdout.write(text));
