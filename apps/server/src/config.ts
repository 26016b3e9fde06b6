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
    HOST: text.default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    DATA_DIR: text.default('./data'),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
    RAGKEEP_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    REGISTRATION: z.enum(['open', 'closed']).optional(),
    KEY_FORMAT: keyFormat.default('rk_{env}_{base62:32}'),
    KEY_FORMATS_ACCEPTED: z
      .string()
      .transform((list) =>
        list
          .split(',')
          .map((entry) => entry.trim())
          .filter(Boolean),
      )
      .pipe(z.array(keyFormat))
      .optional(),
    LLM_BASE_URL: httpUrl.optional(),
    LLM_API_KEY: text.optional(),
    LLM_MODEL: text.optional(),
    EMBEDDING_BASE_URL: httpUrl.optional(),
    EMBEDDING_API_KEY: text.optional(),
    EMBEDDING_MODEL: text.optional(),
    TRUSTED_PROXIES: cidrs.optional(),
    FETCH_ALLOW_PRIVATE: cidrs.optional(),
    WORKERS: z.enum(['inline', 'none']).default('inline'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    MAX_FILE_MB: z.coerce.number().positive().max(10_000).default(200),
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
