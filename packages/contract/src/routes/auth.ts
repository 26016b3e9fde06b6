import { SCOPES } from '@ragkeep/access';
import { z } from 'zod';
import { id, line, listOf, name, page, password, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { apiKey } from './api-keys.ts';
import { app } from './apps.ts';
import { member } from './members.ts';
import { tenant } from './tenants.ts';

const email = z.email().max(320);
const personName = line(100);

const session = z
  .enum(['token', 'cookie'])
  .default('token')
  .describe(
    '`cookie`, for browsers: the refresh token comes as the cookie `ragkeep_refresh`, which no script can read, and not in the body',
  );

const tokens = {
  access: z.string().describe('JWT for `Authorization: Bearer`; lives 1 hour by default'),
  refresh: z
    .string()
    .optional()
    .describe('JWT for `POST /auth/token/refresh`; lives 7 days by default. Absent with `session: cookie`'),
};

const loggedIn = z
  .strictObject({
    ...tokens,
    user: z.strictObject({
      id,
      email: z.email(),
      firstName: z.string().describe('Empty where it is not known'),
      lastName: z.string().describe('Empty where it is not known'),
    }),
  })
  .meta({ id: 'Login', description: 'A new session and whose it is' });

export const register = defineRoute({
  id: 'register',
  method: 'POST',
  path: '/auth/register',
  tag: 'Authentication',
  summary: 'Register a tenant with yourself as its owner',
  description:
    'Open on a server that listens on loopback, closed elsewhere unless `REGISTRATION=open`; limited by address.',
  access: 'public',
  body: z.strictObject({
    email,
    password,
    name: name.optional().describe('The tenant’s; your e-mail address by default'),
    firstName: personName.optional(),
    lastName: personName.optional(),
    session,
  }),
  success: { status: 201, description: 'You are registered and logged in', body: loggedIn },
  errors: ['registration_closed', 'rate_limited', 'foreign_origin'],
});

export const login = defineRoute({
  id: 'login',
  method: 'POST',
  path: '/auth/login',
  tag: 'Authentication',
  summary: 'Log in',
  description:
    'Who is a member of several tenants with the same address logs in to the one they used last and whose password it is, or names one by `tenant_id`. Failed attempts are limited by account and by address.',
  access: 'public',
  body: z.strictObject({
    email,
    password: z.string().min(1).max(256),
    tenant_id: id.optional().describe('The tenant to log in to'),
    code: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .describe('Where a second factor is on: six digits of the authenticator app, or a recovery code'),
    session,
  }),
  success: { status: 200, description: 'You are logged in', body: loggedIn },
  errors: ['invalid_login', 'second_factor_required', 'rate_limited', 'foreign_origin'],
});

export const refreshSession = defineRoute({
  id: 'refreshSession',
  method: 'POST',
  path: '/auth/token/refresh',
  tag: 'Authentication',
  summary: 'Get a new access token',
  description:
    'With `rotate` the refresh token is replaced, too, and the session prolonged. The old one is then used up: if anybody shows it again, the session ends. Only in the 10 seconds after the rotation does it still get an access token, since requests may cross.',
  access: 'public',
  body: z
    .strictObject({
      refresh: z.string().min(1).max(4096).optional().describe('Without it the cookie `ragkeep_refresh` is taken'),
      rotate: z.boolean().default(false),
    })
    .default({ rotate: false }),
  success: { status: 200, description: 'The new access token', body: z.strictObject(tokens) },
  errors: ['invalid_refresh_token', 'foreign_origin', 'duplicate_credentials'],
});

export const logout = defineRoute({
  id: 'logout',
  method: 'POST',
  path: '/auth/logout',
  tag: 'Authentication',
  summary: 'Log out',
  description:
    'Ends the session of the access token: from this answer on neither that token nor any other of the session works.',
  access: 'authenticated',
  success: { status: 204, description: 'You are logged out' },
  errors: ['members_only', 'foreign_origin'],
});

export const listSessions = defineRoute({
  id: 'listSessions',
  method: 'GET',
  path: '/auth/sessions',
  tag: 'Authentication',
  summary: 'List your sessions',
  description: 'Newest first; those that ended are left out.',
  access: 'authenticated',
  query: page,
  success: {
    status: 200,
    description: 'A page of sessions',
    body: listOf(
      z
        .strictObject({
          id,
          current: z.boolean().describe('Whether it is the one you ask with'),
          user_agent: z.string().nullable().describe('What the login was made with'),
          address: z.string().nullable().describe('Where the login came from'),
          created_at: timestamp,
          last_used_at: timestamp.describe('When it last got an access token'),
          expires_at: timestamp,
        })
        .meta({ id: 'Session', description: 'A login that still runs' }),
    ),
  },
  errors: ['members_only', 'invalid_cursor'],
});

export const endSession = defineRoute({
  id: 'endSession',
  method: 'DELETE',
  path: '/auth/sessions/:id',
  tag: 'Authentication',
  summary: 'End one of your sessions',
  description: 'From this answer on none of its tokens works.',
  access: 'authenticated',
  params: z.strictObject({ id }),
  success: { status: 204, description: 'It has ended' },
  errors: ['members_only'],
});

const count = z.number().int().nonnegative();
const limit = count.nullable();

export const getMe = defineRoute({
  id: 'getMe',
  method: 'GET',
  path: '/auth/me',
  tag: 'Authentication',
  summary: 'Who is calling?',
  access: 'authenticated',
  onEveryPlan: true,
  success: {
    status: 200,
    description: 'The caller, its tenant and what it may do',
    body: z.strictObject({
      type: z.enum(['key', 'member', 'app']),
      tenant: tenant.partial({ email: true, recoverable_keys: true, conversation_days: true, created_at: true }),
      scopes: z.array(z.enum(SCOPES)).describe('All that it may do, implied ones included'),
      key: apiKey.optional().describe('Where a key calls that is not derived'),
      derived_for: z.string().optional().describe('Where a derived key calls: whom it was made for, by its `sub`'),
      member: member.optional().describe('Where a person calls'),
      app: app.optional().describe('Where a registered local app calls'),
      plan: z
        .strictObject({
          name: z.string(),
          pages_per_month: limit.describe('Pages it may have converted in a month (UTC)'),
          simultaneous_jobs: limit.describe('Jobs that may wait or run at a time'),
          file_bytes: limit.describe('Its largest file; null: as large as the server takes'),
          active_keys: limit.describe('How many it allows'),
          features: z.array(z.string()).describe('What it includes of `api`, `ocr`, `crawl` and `webhooks`'),
        })
        .describe('What the tenant may have; null: without limit'),
      usage: z
        .strictObject({
          month: z.string().describe('The present one in UTC, as `2026-11`'),
          pages_used: count.describe('In it, with those reserved for jobs that wait or run'),
          pages_remaining: count.nullable().describe('Null: without limit'),
          active_jobs: count.describe('That wait or run'),
          active_keys: count.nullable().describe('Counted only where the plan limits them; else null'),
        })
        .optional()
        .describe('What it has of it; not told to a derived key'),
    }),
  },
});
