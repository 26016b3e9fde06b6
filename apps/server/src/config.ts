import { resolve } from 'node:path';
import { parseKeyTemplate } from '@ragkeep/access';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/**
 * The one reader of the environment. Everything is checked here, once, so that a wrong value stops the start with its
 * name and not a request at night.
 */

const text = z.string().min(1);
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

const cidrs = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every((entry) => ipaddr.isValidCIDR(entry)),
    'must be CIDRs separated by commas, as 10.0.0.0/8',
  );

const keyFormat = z.string().refine((template) => {
  try {
    parseKeyTemplate(template);
    return true;
  } catch {
    return false;
  }
}, 'must be a template such as rk_{env}_{base62:32} or rg_{hex:40}');

const environment = z
  .object({
    HOST: text.default('127.0.0.1').describe('Address to listen on'),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on; 0 takes a free one'),
    DATA_DIR: text
      .default('./data')
      .describe('Folder for the embedded database, uploaded files, the encoder and the generated secret'),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
      .optional()
      .describe('PostgreSQL 15 or newer with pgvector; unset: the embedded database in `DATA_DIR`'),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10).describe('Connections to PostgreSQL'),
    RAGKEEP_SECRET: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe(
        'Encrypts and signs; the same for all processes. Required with `DATABASE_URL`, else made and kept in `DATA_DIR`',
      ),
    REGISTRATION: z
      .enum(['open', 'closed'])
      .optional()
      .describe('Whether anybody may register a tenant; unset: `open` on a loopback address, else `closed`'),
    KEY_FORMAT: keyFormat
      .default('rk_{env}_{base62:32}')
      .describe('Form of new keys; also `rt_{env}_{base62:32}`, `rg_{hex:40}` or your own'),
    KEY_FORMATS_ACCEPTED: z
      .string()
      .transform((list) =>
        list
          .split(',')
          .map((entry) => entry.trim())
          .filter(Boolean),
      )
      .pipe(z.array(keyFormat))
      .optional()
      .describe('Further forms whose keys stay valid, separated by commas'),
    LLM_BASE_URL: httpUrl
      .optional()
      .describe('OpenAI-compatible chat endpoint, up to `/v1`; unset: answers are extractive'),
    LLM_API_KEY: text.optional().describe('Its key'),
    LLM_MODEL: text.optional().describe('Its model'),
    EMBEDDING_BASE_URL: httpUrl
      .optional()
      .describe('OpenAI-compatible embeddings endpoint, up to `/v1`; unset: the packaged encoder'),
    EMBEDDING_API_KEY: text.optional().describe('Its key'),
    EMBEDDING_MODEL: text.optional().describe('Its model'),
    TRUSTED_PROXIES: cidrs
      .optional()
      .describe('CIDRs of proxies whose `X-Forwarded-For` is believed; unset: none, the peer’s address counts'),
    FETCH_ALLOW_PRIVATE: cidrs
      .optional()
      .describe('CIDRs that URL ingest may reach although they are private; unset: none'),
    MAX_FILE_MB: z.coerce
      .number()
      .positive()
      .max(10_000)
      .default(200)
      .describe('Largest file, uploaded or fetched, in MiB'),
    WORKERS: z
      .enum(['inline', 'none'])
      .default('inline')
      .describe('Whether this process works off the queue; `none` for processes that only answer requests'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('Least severe level that is logged'),
  })
  .superRefine((env, context) => {
    const need = (name: string, because: string) =>
      context.addIssue({ code: 'custom', path: [name], message: because });
    if (env.DATABASE_URL && !env.RAGKEEP_SECRET) {
      need('RAGKEEP_SECRET', 'is required with DATABASE_URL, since every process must share it');
    }
    if (env.LLM_BASE_URL && !env.LLM_MODEL) need('LLM_MODEL', 'is required with LLM_BASE_URL');
    if (env.LLM_MODEL && !env.LLM_BASE_URL) need('LLM_BASE_URL', 'is required with LLM_MODEL');
    if (env.EMBEDDING_BASE_URL && !env.EMBEDDING_MODEL) need('EMBEDDING_MODEL', 'is required with EMBEDDING_BASE_URL');
    if (env.EMBEDDING_MODEL && !env.EMBEDDING_BASE_URL) need('EMBEDDING_BASE_URL', 'is required with EMBEDDING_MODEL');
  });

/** Name, default and meaning of each setting, for the reference. */
export const settings = (): { name: string; default: string | null; description: string }[] =>
  Object.entries(environment.shape).map(([name, schema]) => ({
    name,
    default: schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : null,
    description: schema.description ?? '',
  }));

export interface Endpoint {
  baseUrl: string;
  apiKey: string;
  model: string;
}

export interface Config {
  host: string;
  port: number;
  /** Absolute. Holds the embedded database, uploaded files, the encoder's graph and the generated secret. */
  dataDir: string;
  /** Undefined: the embedded database. */
  databaseUrl: string | undefined;
  databasePoolSize: number;
  /** Undefined: made and kept in `dataDir`. */
  secret: string | undefined;
  registration: 'open' | 'closed';
  keyFormat: string;
  /** Every template whose keys are accepted, the present one first. */
  keyFormatsAccepted: string[];
  llm: Endpoint | null;
  embedding: Endpoint | null;
  trustedProxies: string[];
  fetchAllowPrivate: string[];
  workers: 'inline' | 'none';
  logLevel: string;
  maxFileBytes: number;
}

/** Names every variable that is wrong and why. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads and checks the settings; throws a ConfigError that names each wrong variable. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These settings are wrong:\n${lines.join('\n')}`);
  }
  const value = parsed.data;
  const endpoint = (baseUrl: string | undefined, apiKey: string | undefined, model: string | undefined) =>
    // Local model servers want no key, but the client library insists on one.
    baseUrl && model ? { baseUrl, apiKey: apiKey ?? 'none', model } : null;
  return {
    host: value.HOST,
    port: value.PORT,
    dataDir: resolve(value.DATA_DIR),
    databaseUrl: value.DATABASE_URL,
    databasePoolSize: value.DATABASE_POOL_SIZE,
    secret: value.RAGKEEP_SECRET,
    registration: value.REGISTRATION ?? (isLoopback(value.HOST) ? 'open' : 'closed'),
    keyFormat: value.KEY_FORMAT,
    keyFormatsAccepted: [...new Set([value.KEY_FORMAT, ...(value.KEY_FORMATS_ACCEPTED ?? [])])],
    llm: endpoint(value.LLM_BASE_URL, value.LLM_API_KEY, value.LLM_MODEL),
    embedding: endpoint(value.EMBEDDING_BASE_URL, value.EMBEDDING_API_KEY, value.EMBEDDING_MODEL),
    trustedProxies: value.TRUSTED_PROXIES ?? [],
    fetchAllowPrivate: value.FETCH_ALLOW_PRIVATE ?? [],
    workers: value.WORKERS,
    logLevel: value.LOG_LEVEL,
    maxFileBytes: Math.floor(value.MAX_FILE_MB * 1024 * 1024),
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback');
