// What the settings choose between.
import { join } from 'node:path';
import { type AccessChanges, createLocalChanges } from '../access/changes/index.ts';
import { createOutgoingChanges, createSharedChanges } from '../access/changes/shared.ts';
import type { KnownCredentials } from '../access/known-credentials.ts';
import type { Config } from '../config.ts';
import type { Encode } from '../features/answers/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Encoder } from '../platform/embedding/encoder.ts';
import { createEndpointEncoder, createPackagedEncoder } from '../platform/embedding/index.ts';
import type { Log } from '../platform/log.ts';
import { createConsoleMailer, createSmtpMailer, type Mailer } from '../platform/mail/index.ts';

/** How other processes hear that access changed. */
export function createChanges(deps: {
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

export const databaseOptions = (config: Config) =>
  config.databaseUrl
    ? { url: config.databaseUrl, poolSize: config.databasePoolSize, forRequests: true }
    : { dataDir: config.dataDir, sharedBuffersMb: config.databaseCacheMb };

/** Sentences of an answer are weighed beside the questions, not behind the passages of an ingest. */
export const sentenceVectors =
  (encoder: Encoder): Encode =>
  (texts) =>
    Promise.all(texts.map(async (text) => [await encoder.encodeQuery(text)]));

export function createEncoder(config: Config): Promise<Encoder> | Encoder {
  return config.embedding
    ? createEndpointEncoder(config.embedding)
    : createPackagedEncoder({ modelDir: join(config.dataDir, 'models') });
}

/** An encoder that was configured earlier: the packaged one, or another model of the same endpoint. */
export async function encoderOfBefore(config: Config, id: string): Promise<Encoder | null> {
  const model = /^openai:(.+)$/.exec(id)?.[1];
  if (model === undefined) return createPackagedEncoder({ modelDir: join(config.dataDir, 'models') });
  return config.embedding ? createEndpointEncoder({ ...config.embedding, model }) : null;
}

/** Not by way of the log: what the operator is shown holds a link with a secret. */
export const createMailer = ({ smtp }: Config): Mailer =>
  smtp ? createSmtpMailer(smtp) : createConsoleMailer((text) => void process.stdout.write(text));
