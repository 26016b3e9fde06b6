import { canGenerate, parseKeyTemplate, ROLES, type Role } from '@ragkeep/access';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { RoleMap } from '../features/identity-providers/index.ts';

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback');

const text = z.string().min(1);
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

const commaSeparated = z.string().transform((list) =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);

const cidrs = commaSeparated.refine(
  (list) => list.every((entry) => ipaddr.isValidCIDR(entry)),
  'must be CIDRs separated by commas, as 10.0.0.0/8',
);

const isKeyFormat = (template: string): boolean => {
  try {
    parseKeyTemplate(template);
    return true;
  } catch {
    return false;
  }
};

const keyFormat = z
  .string()
  .refine(isKeyFormat, { abort: true, error: 'must be a template such as rk_{env}_{base62:32} or rg_{hex:40}' });

/** A provider's keys are fetched from where nobody can be in between. */
const trustedUrl = httpUrl.refine((url) => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}, 'must be an https URL, or one of this machine');

export const roleMapOf = (values: (role: Role) => string[]): RoleMap => ({
  owner: values('owner'),
  admin: values('admin'),
  member: values('member'),
  viewer: values('viewer'),
});

/** One entry of a role map. A value has no blanks. */
const ROLE_MAP = new RegExp(`^(${ROLES.join('|')})=([^\\s=|]+(?:\\|[^\\s=|]+)*)$`);

const roleMap = z.string().transform((list, context): RoleMap => {
  const entries = list.split(',').map((entry) => ROLE_MAP.exec(entry.trim()));
  const values = new Map(entries.map((match) => [match?.[1], match?.[2]?.split('|')]));
  if (values.has(undefined) || values.size < entries.length) {
    context.addIssue({ code: 'custom', message: 'must be as admin=org:admin,member=staff|clerk,viewer=*' });
  }
  return roleMapOf((role) => values.get(role) ?? []);
});

/** Every setting: its form, its default, and what it is for. */
export const environment = z
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
    DATABASE_CACHE_MB: z.coerce
      .number()
      .int()
      .min(16)
      .max(4096)
      .default(48)
      .describe('Page cache of the embedded database in MiB; more for searches in projects of over 50,000 passages'),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10).describe('Connections to PostgreSQL'),
    RAGKEEP_SECRET: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe(
        'Encrypts and signs; the same for all processes. Required with `DATABASE_URL`, else made and kept in `DATA_DIR`',
      ),
    RAGKEEP_SECRET_PREVIOUS: commaSeparated
      .refine((list) => list.every((entry) => entry.length >= 32), 'must have at least 32 characters each')
      .optional()
      .describe(
        'Secrets from before `RAGKEEP_SECRET` was changed, separated by commas: still accepted, until `ragkeep secrets rotate` was run',
      ),
    REGISTRATION: z
      .enum(['open', 'closed'])
      .optional()
      .describe('Whether anybody may register a tenant; unset: `open` on a loopback address, else `closed`'),
    KEY_FORMAT: keyFormat
      .refine(
        (template) => canGenerate(parseKeyTemplate(template)),
        'is only for keys from elsewhere ({opaque:…}) and belongs into KEY_FORMATS_ACCEPTED; no new keys can be made of it',
      )
      .default('rk_{env}_{base62:32}')
      .describe('Form of new keys; also `rt_{env}_{base62:32}`, `rg_{hex:40}` or your own'),
    KEY_FORMATS_ACCEPTED: commaSeparated
      .pipe(z.array(keyFormat))
      .optional()
      .describe('Further forms whose keys are valid, separated by commas; `{opaque:20-64}` for imported ones'),
    ACCESS_TOKEN_MINUTES: z.coerce
      .number()
      .int()
      .min(1)
      .max(24 * 60)
      .default(60)
      .describe('Life of a person’s access token'),
    REFRESH_TOKEN_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(7)
      .describe('Life of a person’s refresh token, and so of a session that is not prolonged'),
    PLANS_FILE: text.optional().describe('JSON file with plans of your own; unset: only those built in'),
    DEFAULT_PLAN: text.default('unlimited').describe('Plan of tenants that have none of their own'),
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
    PUBLIC_URL: httpUrl
      .optional()
      .describe('Where people reach the server, for links in mails; unset: `http://HOST:PORT`'),
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' })
      .optional()
      .describe('Mail server, as `smtp://user:password@host:587`; unset: mails are shown on the standard output'),
    MAIL_FROM: text.optional().describe('Sender of mails, as `Ragkeep <noreply@example.com>`'),
    OIDC_ISSUER: trustedUrl
      .optional()
      .describe('Identity provider whose session tokens are accepted, exactly as in their `iss`; unset: none'),
    OIDC_AUDIENCE: text.optional().describe('What its tokens name in `aud`, `azp` or `client_id` when they are for us'),
    OIDC_JWKS_URL: trustedUrl.optional().describe('Its key set; unset: found by OpenID Connect Discovery'),
    OIDC_TENANT_CLAIM: text
      .optional()
      .describe('Claim that says which organisation, as `o.id`; unset: `org_id`, else `o.id`'),
    OIDC_ROLE_CLAIM: text
      .optional()
      .describe(
        'Claim that decides the role at every request, as `realm_access.roles`; unset: the member’s role here counts',
      ),
    OIDC_ROLE_MAP: roleMap
      .optional()
      .describe(
        'Its values, as `admin=org:admin,member=org:member|staff,viewer=*`; the first that fits from owner to viewer. Unset: the role’s own name, or `org:` and that. Whom nothing fits is not accepted',
      ),
    OIDC_PROVISION: z
      .enum(['none', 'members', 'tenants'])
      .optional()
      .describe(
        'Who gets in at first sight: nobody, people of a linked organisation, or everybody, with a new tenant where there is none. Unset: `tenants` where registration is open, else `none`',
      ),
    CORS_ORIGINS: commaSeparated
      .refine(
        (list) => list.every((entry) => entry === '*' || (URL.canParse(entry) && new URL(entry).origin === entry)),
        'must be origins separated by commas, as https://app.example.com, or *',
      )
      .optional()
      .describe(
        'Origins of web pages that may call the API from a browser; `*`: any; unset: none but this server’s own',
      ),
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
    JOB_RESULT_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(30)
      .describe('How long the result of a conversion can be downloaded'),
    ANALYTICS_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(400)
      .describe('How long the counts of what was used are kept'),
    WORKERS: z
      .enum(['inline', 'none', 'only'])
      .default('inline')
      .describe(
        'Whether this process works off the queue; `none`: it only answers requests, `only`: it only works, and answers nothing but `/api/v1/system/health`, `/api/v1/system/ready` and `/metrics`',
      ),
    METRICS_TOKEN: z
      .string()
      .min(16, 'must have at least 16 characters')
      .optional()
      .describe(
        'What Prometheus sends to `/metrics` as `Authorization: Bearer …`; unset: only programs of this machine may read it',
      ),
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
      .optional()
      .describe('OpenTelemetry collector that is sent traces over HTTP, as `http://127.0.0.1:4318`; unset: no traces'),
    OTEL_SERVICE_NAME: text.default('ragkeep').describe('What traces call this service'),
    OTEL_TRACES_SAMPLER_ARG: z.coerce
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('Share of traces that are sent, 0 to 1'),
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
    if (env.WORKERS === 'only' && !env.DATABASE_URL) {
      need('WORKERS', '`only` is for one of several processes, which need DATABASE_URL');
    }
    if (env.SMTP_URL && !env.MAIL_FROM) need('MAIL_FROM', 'is required with SMTP_URL');
    if (env.LLM_BASE_URL && !env.LLM_MODEL) need('LLM_MODEL', 'is required with LLM_BASE_URL');
    if (env.LLM_MODEL && !env.LLM_BASE_URL) need('LLM_BASE_URL', 'is required with LLM_MODEL');
    if (env.EMBEDDING_BASE_URL && !env.EMBEDDING_MODEL) need('EMBEDDING_MODEL', 'is required with EMBEDDING_BASE_URL');
    if (env.EMBEDDING_MODEL && !env.EMBEDDING_BASE_URL) need('EMBEDDING_BASE_URL', 'is required with EMBEDDING_MODEL');
    if (env.OIDC_ISSUER && !env.OIDC_AUDIENCE) need('OIDC_AUDIENCE', 'is required with OIDC_ISSUER');
    if (env.OIDC_AUDIENCE && !env.OIDC_ISSUER) need('OIDC_ISSUER', 'is required with OIDC_AUDIENCE');
    if (env.OIDC_ROLE_MAP && !env.OIDC_ROLE_CLAIM) need('OIDC_ROLE_CLAIM', 'is required with OIDC_ROLE_MAP');
  });

/** Name, default and meaning of each setting, for the reference. */
export const settings = (): { name: string; default: string | null; description: string }[] =>
  Object.entries(environment.shape).map(([name, schema]) => ({
    name,
    default: schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : null,
    description: schema.description ?? '',
  }));
