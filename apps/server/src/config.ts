import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import type { z } from 'zod';
import { environment, isLoopback, roleMapOf } from './config/environment.ts';
import type { IdentitySettings } from './features/identity-providers/index.ts';
import { type Plan, PlansFileError, readPlans } from './features/plans/index.ts';

/**
 * The one reader of the environment. Everything is checked here, once, so that a wrong value stops the start with its
 * name and not a request at night.
 */

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
  /** Of the embedded database, in MiB. */
  databaseCacheMb: number;
  /** Undefined: made and kept in `dataDir`. */
  secret: string | undefined;
  /** What was sealed and signed with them is still accepted. */
  previousSecrets: string[];
  registration: 'open' | 'closed';
  keyFormat: string;
  /** Every template whose keys are accepted, the present one first. */
  keyFormatsAccepted: string[];
  /** Seconds that the tokens of people's sessions live. */
  tokenLifetimes: { access: number; refresh: number };
  /** All there are, of which `defaultPlan` names one. */
  plans: readonly Plan[];
  defaultPlan: string;
  llm: Endpoint | null;
  embedding: Endpoint | null;
  /** Without a slash at its end. */
  publicUrl: string;
  /** Null: mails are shown on the standard output. */
  smtp: { url: string; from: string } | null;
  /** Null: only credentials of our own. */
  identityProvider: IdentitySettings | null;
  /** Of pages that may call from a browser; `*` among them: any. */
  corsOrigins: string[];
  trustedProxies: string[];
  fetchAllowPrivate: string[];
  /** How long the result of a conversion is kept. */
  jobResultDays: number;
  /** How long the counts of what was used are kept. */
  analyticsDays: number;
  /** `none`: only answers requests; `only`: only works off the queue. */
  workers: 'inline' | 'none' | 'only';
  /** Undefined: metrics are for programs of this machine. */
  metricsToken: string | undefined;
  /** Null: nothing is traced. */
  tracing: { endpoint: string; serviceName: string; ratio: number } | null;
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
  if (!parsed.success) throw wrong(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
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
    databaseCacheMb: value.DATABASE_CACHE_MB,
    secret: value.RAGKEEP_SECRET,
    previousSecrets: value.RAGKEEP_SECRET_PREVIOUS ?? [],
    registration: registrationOf(value),
    keyFormat: value.KEY_FORMAT,
    keyFormatsAccepted: [...new Set([value.KEY_FORMAT, ...(value.KEY_FORMATS_ACCEPTED ?? [])])],
    tokenLifetimes: { access: value.ACCESS_TOKEN_MINUTES * 60, refresh: value.REFRESH_TOKEN_DAYS * 24 * 3600 },
    ...plansOf(value),
    llm: endpoint(value.LLM_BASE_URL, value.LLM_API_KEY, value.LLM_MODEL),
    embedding: endpoint(value.EMBEDDING_BASE_URL, value.EMBEDDING_API_KEY, value.EMBEDDING_MODEL),
    publicUrl: (value.PUBLIC_URL ?? `http://${inUrl(value.HOST)}:${value.PORT}`).replace(/\/+$/, ''),
    smtp: value.SMTP_URL && value.MAIL_FROM ? { url: value.SMTP_URL, from: value.MAIL_FROM } : null,
    identityProvider: identityProvider(value),
    corsOrigins: value.CORS_ORIGINS ?? [],
    trustedProxies: value.TRUSTED_PROXIES ?? [],
    fetchAllowPrivate: value.FETCH_ALLOW_PRIVATE ?? [],
    jobResultDays: value.JOB_RESULT_DAYS,
    analyticsDays: value.ANALYTICS_DAYS,
    workers: value.WORKERS,
    metricsToken: value.METRICS_TOKEN,
    tracing: value.OTEL_EXPORTER_OTLP_ENDPOINT
      ? {
          endpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT,
          serviceName: value.OTEL_SERVICE_NAME,
          ratio: value.OTEL_TRACES_SAMPLER_ARG,
        }
      : null,
    logLevel: value.LOG_LEVEL,
    maxFileBytes: Math.floor(value.MAX_FILE_MB * 1024 * 1024),
  };
}

const wrong = (problems: readonly string[]): ConfigError =>
  new ConfigError(`These settings are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);

function plansOf({ PLANS_FILE, DEFAULT_PLAN }: z.infer<typeof environment>): Pick<Config, 'plans' | 'defaultPlan'> {
  try {
    const plans = readPlans(PLANS_FILE);
    const names = plans.map(({ name }) => name);
    if (!names.includes(DEFAULT_PLAN)) throw wrong([`DEFAULT_PLAN: must be one of ${names.join(', ')}`]);
    return { plans, defaultPlan: DEFAULT_PLAN };
  } catch (error) {
    if (error instanceof PlansFileError) throw wrong(error.problems.map((problem) => `PLANS_FILE: ${problem}`));
    throw error;
  }
}

const registrationOf = ({ REGISTRATION, HOST }: z.infer<typeof environment>): 'open' | 'closed' =>
  REGISTRATION ?? (isLoopback(HOST) ? 'open' : 'closed');

function identityProvider(value: z.infer<typeof environment>): IdentitySettings | null {
  if (!value.OIDC_ISSUER || !value.OIDC_AUDIENCE) return null;
  const isOpen = registrationOf(value) === 'open';
  return {
    issuer: value.OIDC_ISSUER,
    audience: value.OIDC_AUDIENCE,
    jwksUrl: value.OIDC_JWKS_URL,
    organisationClaims: value.OIDC_TENANT_CLAIM ? [value.OIDC_TENANT_CLAIM] : ['org_id', 'o.id'],
    roleClaim: value.OIDC_ROLE_CLAIM ?? null,
    roleMap: value.OIDC_ROLE_MAP ?? roleMapOf((role) => [role, `org:${role}`]),
    // Who may register by hand may do so by signing in.
    provision: value.OIDC_PROVISION ?? (isOpen ? 'tenants' : 'none'),
    linkByEmail: !isOpen,
  };
}

const inUrl = (host: string): string => (ipaddr.IPv6.isValid(host) ? `[${host}]` : host);
