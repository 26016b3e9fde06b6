/**
 * Every error the API answers with: its machine name, its status and what it says to the caller, declared together. The
 * docs' table and OpenAPI are made from this; `facts` become `details` and, with the message, `detail`.
 */

type Facts = Record<string, unknown>;

interface ErrorDefinition<F extends Facts> {
  readonly status: number;
  /** For the reference: when this happens and what to do about it. */
  readonly description: string;
  readonly message: (facts: F) => string;
  /** Replaces the status's reason phrase in the body's `error`. */
  readonly title?: string;
}

const define = <F extends Facts = Record<string, never>>(definition: ErrorDefinition<F>) => definition;

/** What plans include or not, as people call it. */
const FEATURE_NAMES: Record<string, string> = {
  api: 'API access',
  crawl: 'crawls and sitemaps',
  ocr: 'text recognition in pictures',
  webhooks: 'webhooks',
};

export const ERRORS = {
  invalid_request: define<{ issues: { path: string; message: string }[] }>({
    status: 400,
    description: 'The path, query or body does not fit the schema. `details.issues` names each field.',
    message: ({ issues }) =>
      issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ') || 'Invalid request',
  }),
  malformed_json: define({
    status: 400,
    description: 'The body is not JSON, or holds a forbidden key such as `__proto__`.',
    message: () => 'The body is not valid JSON',
  }),
  duplicate_credentials: define({
    status: 400,
    description: 'More than one credential was sent, or one header twice. Send exactly one.',
    message: () => 'More than one credential was sent; send exactly one',
  }),
  credential_in_query: define<{ parameter: string }>({
    status: 400,
    description:
      'A key was sent in the query string, where it ends up in logs and histories. Use a header, and replace the key.',
    message: ({ parameter }) =>
      `A key in the query string (${parameter}) is never read; send it in the Authorization or X-Api-Key header, and replace it, since URLs are logged`,
  }),
  invalid_cursor: define({
    status: 400,
    description: 'The cursor was not made by this list. Start again without one.',
    message: () => 'The cursor is not one of this list; start again without it',
  }),
  unauthorized: define({
    status: 401,
    description: 'The credential is missing, unknown, revoked or expired; which of them is not told.',
    message: () => 'Missing or invalid API key',
  }),
  token_expired: define<{ expired_at: string }>({
    status: 401,
    title: 'token_expired',
    description: 'The access token was genuine but its life is over. Refresh it, or log in again.',
    message: () => 'Access token has expired',
  }),
  invalid_login: define({
    status: 401,
    description:
      'E-mail address and password do not belong together, or the second factor’s code is wrong. Which is not told.',
    message: () => 'Wrong e-mail address, password or code',
  }),
  second_factor_required: define({
    status: 401,
    description: 'The password is right and the account has a second factor: send the login again with `code`.',
    message: () => 'This account has a second factor; send the login again with the code of your authenticator app',
  }),
  invalid_refresh_token: define({
    status: 401,
    description: 'The refresh token is unknown, expired, used up, or its session has ended. Log in again.',
    message: () => 'Missing or invalid refresh token; log in again',
  }),
  invalid_visitor_token: define({
    status: 401,
    description:
      'The visitor token of a chat widget is missing, made up, of another widget, or its time is over. Get a new one.',
    message: () => 'Missing or invalid visitor token; get a new one',
  }),
  pages_exhausted: define<{
    pdf_pages: number;
    pages_remaining: number;
    pages_used: number;
    pages_limit: number;
    tier: string;
    source?: string;
  }>({
    status: 402,
    description:
      'The month’s pages are used up, or too few are left for this. `details` counts them; they come back with the next month (UTC), or with a larger plan.',
    message: ({ pdf_pages, pages_remaining, source = 'This PDF' }) =>
      `${source} has ${pdf_pages} ${pdf_pages === 1 ? 'page' : 'pages'} but you only have ${pages_remaining} ${pages_remaining === 1 ? 'page' : 'pages'} remaining this month.`,
  }),
  feature_unavailable: define<{ feature: string; plan: string }>({
    status: 403,
    description: 'The tenant’s plan does not include the feature in `details.feature`.',
    message: ({ feature, plan }) =>
      `The plan ${plan} does not include ${FEATURE_NAMES[feature] ?? feature}; a larger plan does`,
  }),
  insufficient_scope: define<{ required_scope: string; role?: string }>({
    status: 403,
    description: 'The credential is valid but lacks the scope in `details.required_scope`.',
    message: ({ required_scope, role }) =>
      role === undefined
        ? `API key lacks required scope: ${required_scope}`
        : `Your role (${role}) lacks the required scope: ${required_scope}`,
  }),
  app_not_approved: define<{ app_id: string; name: string }>({
    status: 403,
    description:
      'The app is registered, but nobody has approved it. A member finds it in the dashboard under Apps, where it waits.',
    message: ({ name }) => `The app “${name}” waits for approval: a member approves it in the dashboard under Apps`,
  }),
  app_revoked: define({
    status: 409,
    description: 'The app was revoked, which is for good; register it anew.',
    message: () => 'This app was revoked, which is for good; register it anew',
  }),
  address_not_allowed: define<{ address: string }>({
    status: 403,
    description:
      'The key may be used only from the addresses in its `allowed_cidrs`, and `details.address` is not one of them.',
    message: ({ address }) => `This key may not be used from ${address}`,
  }),
  foreign_origin: define({
    status: 403,
    description: 'A request that carries the session’s cookie came from another site’s page.',
    message: () => 'This request comes from another site',
  }),
  origin_not_allowed: define<{ origin: string | null }>({
    status: 403,
    description:
      'The page is not of an origin that the chat widget allows. Whoever manages the widget adds it to its `origins`; with none, no page may show it.',
    message: ({ origin }) =>
      origin === null
        ? 'This chat answers on the pages it is made for, and the request does not say which it comes from'
        : `This chat is not made for pages of ${origin}`,
  }),
  members_only: define({
    status: 403,
    description: 'The route concerns the person who is logged in; an API key has none.',
    message: () => 'This is for people who are logged in; an API key cannot do it',
  }),
  role_exceeded: define<{ role: string }>({
    status: 403,
    description: 'Nobody appoints, changes or removes a member who may do more than they may themselves.',
    message: ({ role }) => `You cannot do this to or for the role ${role}, which may do more than you`,
  }),
  plan_limit: define<{ plan: string; limit: string; allowed: number; used: number }>({
    status: 403,
    description: 'The tenant’s plan allows no more of these; `details` says of what and how many.',
    message: ({ plan, limit, allowed, used }) =>
      `The plan ${plan} allows ${allowed} ${limit} and ${used} are in use; give one up or change the plan`,
  }),
  scope_not_held: define<{ scopes: string[] }>({
    status: 403,
    description: 'A credential cannot give away a scope that it does not hold itself.',
    message: ({ scopes }) => `You cannot grant what you do not hold: ${scopes.join(', ')}`,
  }),
  reach_exceeded: define<{ limited_to: 'projects' | 'agents' | 'addresses' | 'requests' | 'time' }>({
    status: 403,
    description:
      'A credential limited to some projects, agents or addresses, in its requests or in time, cannot do this for others or for the whole tenant.',
    message: ({ limited_to }) =>
      limited_to === 'time'
        ? 'This credential may end sooner than what it would give access to'
        : `This credential is limited to certain ${limited_to} and cannot act beyond them`,
  }),
  registration_closed: define({
    status: 403,
    description: 'New tenants are not accepted on this server. Its operator sets `REGISTRATION=open` to change that.',
    message: () => 'Registration is closed on this server',
  }),
  not_found: define<{ resource?: string }>({
    status: 404,
    description: 'It does not exist, or it is not yours; which of them is not told.',
    message: ({ resource }) => (resource ? `No such ${resource}` : 'Not found'),
  }),
  method_not_allowed: define<{ allowed: string[] }>({
    status: 405,
    description: 'The path exists, but not with this method. The `Allow` header lists those it has.',
    message: ({ allowed }) => `This path takes ${allowed.join(', ')}`,
  }),
  slug_taken: define<{ slug: string }>({
    status: 409,
    description: 'Another project of this tenant has the slug.',
    message: ({ slug }) => `The slug "${slug}" is taken by another project`,
  }),
  email_taken: define<{ email: string }>({
    status: 409,
    description: 'The address already belongs to a member of this tenant.',
    message: ({ email }) => `${email} is a member already`,
  }),
  last_owner: define({
    status: 409,
    description: 'A tenant keeps at least one active owner. Make another member owner first.',
    message: () => 'This is the only active owner; make another member owner first',
  }),
  external_id_taken: define<{ external_id: string }>({
    status: 409,
    description: 'Another user of this tenant has the `external_id`.',
    message: ({ external_id }) => `The external_id "${external_id}" belongs to another user`,
  }),
  key_exists: define<{ index: number }>({
    status: 409,
    description: 'A key with this hash exists already; nothing was imported. `details.index` says which entry it was.',
    message: ({ index }) => `The key at index ${index} exists already; nothing was imported`,
  }),
  not_recoverable: define({
    status: 409,
    description:
      'The key was made without `recoverable`, or the tenant has not turned `recoverable_keys` on. Keys are kept as hashes then.',
    message: () => 'This key is kept as a hash only and cannot be shown again',
  }),
  second_factor_state: define<{ enabled: boolean }>({
    status: 409,
    description: 'The second factor is on already, or not on, or was not begun.',
    message: ({ enabled }) =>
      enabled ? 'The second factor is on already' : 'The second factor is not on; begin with POST /auth/totp',
  }),
  invalid_link: define({
    status: 410,
    description:
      'The link of an invitation, password reset or change of address is unknown, used or expired. Ask for a new one.',
    message: () => 'This link is unknown, used or expired; ask for a new one',
  }),
  key_inactive: define({
    status: 409,
    description: 'A key that is revoked or expired cannot be rotated or changed. Create a new one.',
    message: () => 'The key is revoked or expired; create a new one',
  }),
  last_agent: define({
    status: 409,
    description: 'Each project keeps at least one agent.',
    message: () => 'This is the project’s only agent; create another before deleting it',
  }),
  toolset_in_use: define<{ agent_ids: string[] }>({
    status: 409,
    description: 'Agents may call the toolset. Take it from the `tools` of those in `details.agent_ids` first.',
    message: () => 'Agents use this toolset; take it from them first',
  }),
  provider_in_use: define<{ agent_ids: string[] }>({
    status: 409,
    description: 'Agents answer with the provider. Change the `provider_id` of those in `details.agent_ids` first.',
    message: () => 'Agents answer with this provider; give them another first',
  }),
  credential_in_use: define<{ used_by: { type: string; id: string }[] }>({
    status: 409,
    description:
      'Sources, toolsets, webhooks or providers use the credential. Take it from those in `details.used_by` first, or delete it with `force=true`.',
    message: () => 'Something uses this credential; take it from there first, or delete it with force=true',
  }),
  conversation_full: define<{ limit: number }>({
    status: 409,
    description: 'The conversation has as many messages as one may have. Begin a new one.',
    message: ({ limit }) => `The conversation has reached ${limit} messages; begin a new one`,
  }),
  evaluation_running: define({
    status: 409,
    description: 'The evaluation is at work. Wait for it, or cancel it by deleting it.',
    message: () => 'The evaluation is still at work',
  }),
  job_finished: define<{ status: string }>({
    status: 409,
    description: 'The job has ended and cannot be cancelled any more.',
    message: ({ status }) => `The job has already ${status}`,
  }),
  idempotency_conflict: define({
    status: 409,
    description:
      'The `Idempotency-Key` was used with another request, or its first request is still at work. Use a new key, or retry shortly.',
    message: () => 'This Idempotency-Key belongs to another request, or its first request is still at work',
  }),
  result_not_ready: define<{ status: string }>({
    status: 409,
    description: 'A job has a result once it has succeeded. `details.status` says where it stands.',
    message: ({ status }) => `The job is ${status}; it has a result only when it has succeeded`,
  }),
  source_busy: define<{ job_id: string }>({
    status: 409,
    description: 'The source is being visited already, by the job in `details.job_id`.',
    message: () => 'The source is being visited already; wait for that job, or cancel it',
  }),
  result_gone: define({
    status: 410,
    description:
      'Results are kept for a time that the server’s operator sets (`JOB_RESULT_DAYS`). Convert the file again.',
    message: () => 'The result is not kept any more; convert the file again',
  }),
  file_too_large: define<{ limit_bytes: number; tier: string }>({
    status: 413,
    description: 'The file is larger than the tenant’s plan allows. Nothing of it was kept.',
    message: ({ limit_bytes, tier }) =>
      `The file exceeds the ${Math.floor((limit_bytes / 1024 / 1024) * 10) / 10} MB that the plan ${tier} allows`,
  }),
  payload_too_large: define<{ limit_bytes: number }>({
    status: 413,
    description: 'The body or a file is over the limit in `details.limit_bytes`.',
    message: ({ limit_bytes }) => `The request is larger than the ${limit_bytes} bytes allowed`,
  }),
  unsupported_media_type: define({
    status: 415,
    description: 'The content type is not one the route takes.',
    message: () => 'Unsupported Content-Type; see the reference for what this route takes',
  }),
  unreadable_file: define<{ reason: string; reason_code: string }>({
    status: 422,
    description: 'The file arrived but nothing can be read from it; `details.reason_code` and the message say why.',
    message: ({ reason }) => reason,
  }),
  too_many_jobs: define<{ active_jobs: number; limit: number; tier: string }>({
    status: 429,
    description:
      'As many jobs as the plan allows are active. Wait for one to finish; `details.active_jobs` counts them.',
    message: ({ active_jobs, limit, tier }) =>
      `You have ${active_jobs} active ${active_jobs === 1 ? 'job' : 'jobs'} and the plan ${tier} allows ${limit} at a time; wait for one to finish`,
  }),
  rate_limited: define<{ retry_after_seconds: number }>({
    status: 429,
    description: 'Too many requests. `Retry-After` says when to come back.',
    message: ({ retry_after_seconds }) => `Too many requests; try again in ${retry_after_seconds} s`,
  }),
  daily_limit_reached: define<{ limit: number; retry_after_seconds: number }>({
    status: 429,
    description:
      'The chat widget has answered as many questions as it may on one day (UTC). `Retry-After` says when the next begins.',
    message: ({ limit }) =>
      `This chat answers ${limit} ${limit === 1 ? 'question' : 'questions'} a day, and today’s are used up; come back tomorrow`,
  }),
  internal_error: define({
    status: 500,
    description: 'A fault of the server. The log holds the details under the `request_id`.',
    message: () => 'Something went wrong on our side; the request id leads to the log entry',
  }),
  answerer_failed: define<{ reason: string }>({
    status: 502,
    description: 'The language model answered with something unusable, or refused the request.',
    message: ({ reason }) => reason,
  }),
  unavailable: define<{ reason?: string }>({
    status: 503,
    description:
      'The server is starting or stopping, or something it depends on is away. `Retry-After` says when to come back.',
    message: ({ reason }) => reason ?? 'The service is temporarily unavailable; try again shortly',
  }),
  answerer_timeout: define<{ reason: string }>({
    status: 504,
    description: 'The language model did not answer in time.',
    message: ({ reason }) => reason,
  }),
} as const;

export type ErrorCode = keyof typeof ERRORS;
export type FactsOf<C extends ErrorCode> = Parameters<(typeof ERRORS)[C]['message']>[0];

/** The reason phrases of the statuses in use (RFC 9110). */
const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export interface ErrorBody {
  error: string;
  message: string;
  detail: Record<string, unknown>;
  details: Record<string, unknown>;
  code: ErrorCode;
  request_id: string;
}

/** The body of an error response, in the one envelope that all documents of the API can read. */
export function errorBody<C extends ErrorCode>(code: C, facts: FactsOf<C>, requestId: string): ErrorBody {
  const definition: ErrorDefinition<never> = ERRORS[code];
  const message = definition.message(facts as never);
  return {
    error: definition.title ?? REASONS[definition.status] ?? 'Error',
    message,
    detail: { message, ...(facts as Facts) },
    details: { ...(facts as Facts) },
    code,
    request_id: requestId,
  };
}
