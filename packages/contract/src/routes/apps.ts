import { APP_SCOPES } from '@ragkeep/access';
import { z } from 'zod';
import { id, line, listOf, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const params = z.strictObject({ id });
const permissions = z.array(z.enum(APP_SCOPES)).min(1);
const projects = z.array(id).min(1, 'leave it out for no limit').max(1000);
const description = line(500);

export const app = z
  .strictObject({
    id: id.describe('What the app sends as `x-app-id`'),
    name,
    description: z.string(),
    status: z
      .enum(['pending', 'approved', 'revoked'])
      .describe('`pending`: it may do nothing until somebody approves it'),
    scopes: z.array(z.enum(APP_SCOPES)).describe('What it may do, or while it is pending, asks to do'),
    project_ids: z.array(id).nullable().describe('The only projects it may touch; null for all'),
    created_by: z.strictObject({ type: z.enum(['key', 'member', 'operator']), id: id.nullable() }),
    approved_by: z.strictObject({ type: z.enum(['key', 'member', 'operator']), id: id.nullable() }).nullable(),
    created_at: timestamp,
    requested_at: timestamp.nullable().describe('When the app itself first asked for something while it was pending'),
    approved_at: timestamp.nullable(),
    revoked_at: timestamp.nullable(),
    last_used_at: timestamp.nullable().describe('Exact to a few seconds'),
  })
  .meta({ id: 'App', description: 'A registered local app' });

const withSecret = app
  .extend({
    secret: z.string().describe('Sent as `x-app-secret` from other machines. It is shown here and never again'),
  })
  .meta({ id: 'AppWithSecret', description: 'An app with the only sight of its secret' });

export const createApp = defineRoute({
  id: 'createApp',
  method: 'POST',
  path: '/apps',
  tag: 'Apps',
  summary: 'Register a local app',
  description:
    'The app asks for `scopes`, and may do nothing until they are granted: with `POST /apps/{id}/approve`, or in the dashboard, which shows the apps that have asked.',
  access: ['apps:write'],
  idempotent: true,
  body: z.strictObject({
    name,
    description: description.optional(),
    scopes: permissions.describe('What it asks to be allowed'),
    project_ids: projects.optional().describe('The only projects it asks for'),
  }),
  success: { status: 201, description: 'The app, with its secret shown this once', body: withSecret },
  errors: ['reach_exceeded', 'not_found'],
});

export const listApps = defineRoute({
  id: 'listApps',
  method: 'GET',
  path: '/apps',
  tag: 'Apps',
  summary: 'List apps',
  description: 'Newest first, revoked ones included.',
  access: ['apps:read'],
  query: page.extend({ status: z.enum(['pending', 'approved', 'revoked']).optional() }),
  success: { status: 200, description: 'A page of apps', body: listOf(app) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const getApp = defineRoute({
  id: 'getApp',
  method: 'GET',
  path: '/apps/:id',
  tag: 'Apps',
  summary: 'Read an app',
  access: ['apps:read'],
  params,
  success: { status: 200, description: 'The app', body: app },
  errors: ['reach_exceeded'],
});

export const updateApp = defineRoute({
  id: 'updateApp',
  method: 'PATCH',
  path: '/apps/:id',
  tag: 'Apps',
  summary: 'Rename an app',
  description: 'What it may do is changed by approving it anew.',
  access: ['apps:write'],
  params,
  body: z.strictObject({ name: name.optional(), description: description.optional() }),
  success: { status: 200, description: 'The app as it is now', body: app },
  errors: ['reach_exceeded'],
});

export const approveApp = defineRoute({
  id: 'approveApp',
  method: 'POST',
  path: '/apps/:id/approve',
  tag: 'Apps',
  summary: 'Approve an app',
  description:
    'Grants what the app asked for, or what is named here instead. Nobody grants what they do not hold, and the app keeps it only as long as the member who granted it does. Approving an approved app changes what it may do.',
  access: ['apps:write'],
  params,
  body: z
    .strictObject({
      scopes: permissions.optional(),
      project_ids: projects.nullable().optional().describe('Null: all'),
    })
    .default({}),
  success: { status: 200, description: 'The app, which may now do that', body: app },
  errors: ['scope_not_held', 'reach_exceeded', 'not_found', 'app_revoked'],
});

export const revokeApp = defineRoute({
  id: 'revokeApp',
  method: 'POST',
  path: '/apps/:id/revoke',
  tag: 'Apps',
  summary: 'Revoke an app, or refuse one that asks',
  description: 'For good: from this answer on nothing of it is accepted.',
  access: ['apps:write'],
  params,
  success: { status: 200, description: 'The app', body: app },
  errors: ['reach_exceeded'],
});

export const rotateAppSecret = defineRoute({
  id: 'rotateAppSecret',
  method: 'POST',
  path: '/apps/:id/rotate',
  tag: 'Apps',
  summary: 'Give an app a new secret',
  description: 'The one before ends at once.',
  access: ['apps:write'],
  params,
  success: { status: 200, description: 'The app, with its new secret shown this once', body: withSecret },
  errors: ['scope_not_held', 'reach_exceeded', 'app_revoked'],
});

export const deleteApp = defineRoute({
  id: 'deleteApp',
  method: 'DELETE',
  path: '/apps/:id',
  tag: 'Apps',
  summary: 'Delete an app',
  access: ['apps:write'],
  params,
  success: { status: 204, description: 'It is gone, and nothing of it is accepted' },
  errors: ['reach_exceeded'],
});
