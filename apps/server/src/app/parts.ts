import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseKeyTemplate } from '@ragkeep/access';
import { observedChanges } from '../access/changes/observed.ts';
import { createIdempotency } from '../access/idempotency.ts';
import { createKnownCredentials } from '../access/known-credentials.ts';
import type { Config } from '../config.ts';
import { createUsageCounts } from '../features/analytics/index.ts';
import { createLastUsed, touchKeys } from '../features/api-keys/index.ts';
import { touchApps } from '../features/apps/index.ts';
import { createAudit } from '../features/audit/index.ts';
import { createCredentials } from '../features/credentials/index.ts';
import { createReader } from '../features/ingest/index.ts';
import { createJobChanges, createJobEnds } from '../features/jobs/index.ts';
import { createPlans, createQuotas } from '../features/plans/index.ts';
import { detectLexicalEngine } from '../features/retrieval/index.ts';
import { createWebhooks } from '../features/webhooks/index.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { createCursors } from '../platform/cursors.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { migrate } from '../platform/db/migrate.ts';
import { checkSecret } from '../platform/db/secret-check.ts';
import { requireFinished } from '../platform/db/unfinished.ts';
import type { Encoder } from '../platform/embedding/encoder.ts';
import { createEncoders } from '../platform/embedding/index.ts';
import { createFiles } from '../platform/files.ts';
import { deploymentSecrets } from '../platform/kept-secret.ts';
import { createMemoryLimiter, createSharedLimiter } from '../platform/limiter/index.ts';
import { createLlm } from '../platform/llm/index.ts';
import { createLog, type Log } from '../platform/log.ts';
import type { Mailer } from '../platform/mail/index.ts';
import { createQueue } from '../platform/queue/index.ts';
import { createSafeFetch, createSafeStream, type Resolve } from '../platform/safe-fetch/index.ts';
import { createSessionTokens } from '../platform/session-tokens.ts';
import {
  createMetrics,
  createTracing,
  observeDatabase,
  observedEncoder,
  observedLlm,
  observedQueue,
} from '../platform/telemetry/index.ts';
import { VERSION } from '../version.ts';
import {
  createChanges,
  createEncoder,
  createMailer,
  databaseOptions,
  encoderOfBefore,
  sentenceVectors,
} from './chosen.ts';

/** What tests put in the place of the real thing: the time, a database made before, where the log goes, what names mean. */
export interface Overrides {
  clock?: Clock;
  database?: Database;
  log?: Log;
  encoder?: Encoder;
  mailer?: Mailer;
  resolve?: Resolve;
}

export type Parts = Awaited<ReturnType<typeof createParts>>;

/** Opens the database, brings it up to date, and makes what the routes and the work share. */
export async function createParts(config: Config, overrides: Overrides) {
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
  const stream = createSafeStream(reaching);
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

  return {
    ...{ config, log, clock, telemetry, secrets, tokens, cursors, idempotency },
    ...{ database, db, background, exclusive, queue, files, fetch, stream, mailer },
    ...{ encoder, encoders, encode, reader, llm, lexical },
    ...{ known, changes, limiter, plans, quotas, credentials, audit, keyFormats, keyFormat },
    ...{ lastUsed, appsLastUsed, usageCounts, jobChanges, jobEnds, webhooks, maxFileBytes, publicUrl },
  };
}
