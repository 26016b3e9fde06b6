import { expandScopes, ROLES, SCOPE_DESCRIPTIONS, SCOPES, scopesOfRole } from '@ragkeep/access';
import { ALL_ROUTES, ERRORS, type RouteDefinition } from '@ragkeep/contract';
import { settings } from '../src/config/environment.ts';
import { createMetrics } from '../src/platform/telemetry/index.ts';

const MADE = '<!-- Made by `npm run generate`. Do not edit. -->';

/** The pages of docs/reference by file name, made from the code that they describe. */
export function referencePages(): Record<string, string> {
  return {
    'errors.md': errorsPage(),
    'metrics.md': metricsPage(),
    'scopes.md': scopesPage(),
    'settings.md': settingsPage(),
  };
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(([code, { status, description }]) => `| ${status} | \`${code}\` | ${description} |`);
  return `${MADE}
# Errors

Every error has one form. \`code\` is the stable name for programs, \`message\` is for people, \`details\` holds the facts, \`detail\` the
message and the facts together. \`request_id\` leads to the log entry.

\`\`\`json
{
  "error": "Forbidden",
  "message": "API key lacks required scope: projects:read",
  "detail": { "message": "API key lacks required scope: projects:read", "required_scope": "projects:read" },
  "details": { "required_scope": "projects:read" },
  "code": "insufficient_scope",
  "request_id": "0192f0c1-…"
}
\`\`\`

| status | code | when, and what to do |
|---|---|---|
${rows.join('\n')}
`;
}

function scopesPage(): string {
  const heldBy = ROLES.map((role) => expandScopes(scopesOfRole(role)));
  const scopes = SCOPES.map((scope) => {
    const marks = heldBy.map((held) => (held.includes(scope) ? '✓' : ''));
    return `| \`${scope}\` | ${SCOPE_DESCRIPTIONS[scope]} | ${marks.join(' | ')} |`;
  });
  const routes = ALL_ROUTES.toSorted(byPath).map(
    (route) =>
      `| \`${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}\` | ${route.summary} | ${accessOf(route)} |`,
  );
  const asked = new Set(ALL_ROUTES.flatMap(({ access }) => (typeof access === 'string' ? [] : access)));
  const unasked = SCOPES.filter((scope) => !asked.has(scope)).map((scope) => `\`${scope}\``);
  return `${MADE}
# Scopes and roles

A key holds scopes, a person has a role. A \`:write\` scope includes its \`:read\`, \`tenant:admin\` includes all. ✓: what a member of
that role may do, and at most a key that they make. Owners and admins do not differ in scopes; only owners appoint, change and remove
owners.

| scope | allows | ${ROLES.join(' | ')} |
|---|---|${ROLES.map(() => ':-:').join('|')}|
${scopes.join('\n')}

## What each route needs

Below \`/api/v1\`. Of several scopes one is enough. What is about the whole tenant is besides refused (403 \`reach_exceeded\`) to keys that are
limited to projects or agents. Not asked for by any route yet: ${unasked.join(', ')}.

| route | does | needs |
|---|---|---|
${routes.join('\n')}
`;
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

function byPath(a: RouteDefinition, b: RouteDefinition): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return METHODS.indexOf(a.method) - METHODS.indexOf(b.method);
}

function accessOf({ access, errors }: RouteDefinition): string {
  if (access === 'public') return 'no credential';
  if (access === 'authenticated')
    return errors?.includes('members_only') ? 'a person who is logged in' : 'any credential';
  return access.map((scope) => `\`${scope}\``).join(' or ');
}

function metricsPage(): string {
  const rows = createMetrics()
    .describe()
    .map(
      ({ name, type, labels, help }) =>
        `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
    );
  return `${MADE}
# Metrics

What \`GET /metrics\` tells ([who may read it, and what to make of it](../operations/observe.md)), each process for itself. Times are in seconds. Besides there are the metrics that
every program for Node has: \`process_…\` (CPU, memory, open files) and \`nodejs_…\` (event loop, heap, garbage collection).

| metric | type | labels | what |
|---|---|---|---|
${rows.join('\n')}
`;
}

function settingsPage(): string {
  const rows = settings().map(
    ({ name, default: value, description }) =>
      `| \`${name}\` | ${value === null ? '' : `\`${value}\``} | ${description} |`,
  );
  return `${MADE}
# Settings

Environment variables, read and checked once at the start. A wrong value stops the start with a message that names it.

| variable | default | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
