import { type Scope, scopesOfRole } from '@ragkeep/access';
import type { TestApp } from '../app.ts';
import { newEmail } from '../people.ts';

/** Where keys that are bound to addresses may be used from, and where not. */
export const BOUND_TO = ['198.51.100.0/24'];
export const INSIDE = '198.51.100.7';
const OUTSIDE = '203.0.113.9';

/** A request with a credential, from an address. The app must trust loopback as a proxy. */
export const ask = (app: TestApp, credential: string, method: string, path: string, body?: unknown, from = INSIDE) =>
  app.client(credential).send(method, path, body, { 'x-forwarded-for': from });

/** What there is to reach: projects and agents, those of other tenants too. */
export interface Targets {
  projects: readonly string[];
  agents: readonly string[];
}

/**
 * Everything that a credential turns out to be good for when it is tried, each as a word: its scopes, what it finds by each of
 * several ways, whether it appoints owners, and whether it works from elsewhere.
 */
export async function powersOf(app: TestApp, credential: string, targets: Targets): Promise<Set<string>> {
  const powers = new Set<string>();
  const me = await ask(app, credential, 'GET', '/auth/me');
  if (me.status !== 200) return powers;
  const scopes: Scope[] = me.body.scopes;
  for (const scope of scopes) powers.add(`scope ${scope}`);
  if ((await ask(app, credential, 'GET', '/auth/me', undefined, OUTSIDE)).status === 200) powers.add('from anywhere');

  const listed = async (path: string): Promise<string[]> =>
    (await ask(app, credential, 'GET', path)).body.data.map(({ id }: { id: string }) => id);
  if (scopes.includes('projects:read')) {
    for (const id of await listed('/projects')) if (targets.projects.includes(id)) powers.add(`lists project ${id}`);
  }
  if (scopes.includes('agents:read')) {
    for (const id of await listed('/agents')) if (targets.agents.includes(id)) powers.add(`lists agent ${id}`);
  }
  if (scopes.includes('query')) {
    for (const id of targets.projects) {
      const found = await ask(app, credential, 'POST', `/projects/${id}/search`, { query: 'x', mode: 'lexical' });
      if (found.status === 200) powers.add(`searches ${id}`);
    }
  }
  if (scopes.includes('tenant:admin')) {
    const invited = await ask(app, credential, 'POST', '/members/invites', { email: newEmail(), role: 'owner' });
    if (invited.status === 201) powers.add('appoints owners');
    const tenant = await ask(app, credential, 'PATCH', '/tenant', {});
    if (tenant.status === 200) powers.add('administers the tenant');
  }
  return powers;
}

/** Whether whoever has these powers may make somebody a member of that role. */
export const mayAppoint = (powers: ReadonlySet<string>, role: 'owner' | 'admin' | 'member' | 'viewer'): boolean =>
  role === 'owner' ? powers.has('appoints owners') : scopesOfRole(role).every((scope) => powers.has(`scope ${scope}`));
