import type { ComponentType } from 'react';
import { type LazyExoticComponent, lazy } from 'react';

/** A page: where it is, and what loads it. Its script is fetched when somebody goes there. */
export interface PageRoute {
  /** In wouter's form, as `/projects/:project/documents`. */
  path: string;
  page: LazyExoticComponent<ComponentType>;
}

const AccountPage = lazy(() => import('./pages/account/account-page.tsx'));

/** All pages behind the login. A page reads its parameters with wouter's `useParams`. */
export const ROUTES: readonly PageRoute[] = [
  { path: '/', page: lazy(() => import('./pages/home/home-page.tsx')) },
  ...['/account', '/account/security', '/account/sessions'].map((path) => ({ path, page: AccountPage })),
  { path: '/projects', page: lazy(() => import('./pages/projects/projects-page.tsx')) },
  { path: '/projects/:project', page: lazy(() => import('./pages/projects/project-page.tsx')) },
  { path: '/projects/:project/documents/:document', page: lazy(() => import('./pages/documents/document-page.tsx')) },
  { path: '/projects/:project/agents/:agent', page: lazy(() => import('./pages/agents/agent-page.tsx')) },
  { path: '/projects/:project/:tab', page: lazy(() => import('./pages/projects/project-page.tsx')) },
  { path: '/jobs', page: lazy(() => import('./pages/jobs/jobs-page.tsx')) },
  { path: '/jobs/:job', page: lazy(() => import('./pages/jobs/job-page.tsx')) },
  { path: '/conversations', page: lazy(() => import('./pages/conversations/conversations-page.tsx')) },
  { path: '/conversations/:conversation', page: lazy(() => import('./pages/conversations/conversation-page.tsx')) },
  { path: '/users', page: lazy(() => import('./pages/users/users-page.tsx')) },
  { path: '/users/:user', page: lazy(() => import('./pages/users/user-page.tsx')) },
  { path: '/keys', page: lazy(() => import('./pages/keys/keys-page.tsx')) },
  { path: '/members', page: lazy(() => import('./pages/members/members-page.tsx')) },
  { path: '/audit', page: lazy(() => import('./pages/audit/audit-page.tsx')) },
  { path: '/credentials', page: lazy(() => import('./pages/credentials/credentials-page.tsx')) },
  { path: '/providers', page: lazy(() => import('./pages/providers/providers-page.tsx')) },
  { path: '/apps', page: lazy(() => import('./pages/apps/apps-page.tsx')) },
  { path: '/webhooks', page: lazy(() => import('./pages/webhooks/webhooks-page.tsx')) },
  { path: '/webhooks/:id', page: lazy(() => import('./pages/webhooks/webhook-page.tsx')) },
  { path: '/settings', page: lazy(() => import('./pages/settings/settings-page.tsx')) },
  { path: '/analytics', page: lazy(() => import('./pages/analytics/analytics-page.tsx')) },
  { path: '/embeds', page: lazy(() => import('./pages/embeds/embeds-page.tsx')) },
  { path: '/embeds/new', page: lazy(() => import('./pages/embeds/new-embed-page.tsx')) },
  { path: '/embeds/:id', page: lazy(() => import('./pages/embeds/embed-page.tsx')) },
  { path: '/plan', page: lazy(() => import('./pages/plan/plan-page.tsx')) },
];
