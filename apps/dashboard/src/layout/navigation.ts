import type { GetMeResult } from '@ragkeep/sdk';
import {
  type Icon,
  IconAdjustments,
  IconAppWindow,
  IconBrain,
  IconBriefcase,
  IconChartBar,
  IconFolders,
  IconGauge,
  IconHistory,
  IconHome,
  IconKey,
  IconLock,
  IconMessage2Code,
  IconMessages,
  IconUserCircle,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';

interface NavigationEntry {
  label: string;
  path: string;
  icon: Icon;
  /** What a member needs, to whom it is shown; without it everybody. */
  scope?: GetMeResult['scopes'][number];
}

interface NavigationGroup {
  title: string | null;
  entries: readonly NavigationEntry[];
}

/** The side navigation, in its order. */
export const NAVIGATION: readonly NavigationGroup[] = [
  { title: null, entries: [{ label: 'Home', path: '/', icon: IconHome }] },
  {
    title: 'Knowledge',
    entries: [
      { label: 'Projects', path: '/projects', icon: IconFolders, scope: 'projects:read' },
      { label: 'Jobs', path: '/jobs', icon: IconBriefcase, scope: 'jobs:read' },
      { label: 'Conversations', path: '/conversations', icon: IconMessages, scope: 'conversations:read' },
      { label: 'End users', path: '/users', icon: IconUserCircle, scope: 'users:read' },
    ],
  },
  {
    title: 'Access',
    entries: [
      { label: 'API keys', path: '/keys', icon: IconKey, scope: 'keys:read' },
      { label: 'Members', path: '/members', icon: IconUsers, scope: 'members:read' },
      { label: 'Credentials', path: '/credentials', icon: IconLock, scope: 'credentials:read' },
      { label: 'Language models', path: '/providers', icon: IconBrain, scope: 'agents:read' },
      { label: 'Apps', path: '/apps', icon: IconAppWindow, scope: 'apps:read' },
    ],
  },
  {
    title: 'Reach',
    entries: [
      { label: 'Embeds', path: '/embeds', icon: IconMessage2Code, scope: 'embeds:read' },
      { label: 'Webhooks', path: '/webhooks', icon: IconWebhook, scope: 'jobs:read' },
    ],
  },
  {
    title: 'Insight',
    entries: [
      { label: 'Analytics', path: '/analytics', icon: IconChartBar, scope: 'analytics:read' },
      { label: 'Plan and usage', path: '/plan', icon: IconGauge },
      { label: 'Audit log', path: '/audit', icon: IconHistory, scope: 'tenant:admin' },
    ],
  },
  { title: 'Team', entries: [{ label: 'Settings', path: '/settings', icon: IconAdjustments, scope: 'tenant:read' }] },
];

/** Whether a page is an entry's, or below it. */
export const isWithin = (path: string, entry: NavigationEntry): boolean =>
  path === entry.path || (entry.path !== '/' && path.startsWith(`${entry.path}/`));
