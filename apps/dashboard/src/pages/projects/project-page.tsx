import { Skeleton, Stack, Tabs } from '@mantine/core';
import {
  IconChartBar,
  IconFiles,
  IconKey,
  IconMessageCircle,
  IconRobot,
  IconSearch,
  IconSettings,
  IconWorld,
} from '@tabler/icons-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import type { ProjectTabProps } from './project-tab.ts';
import { projectPath, useProject } from './use-project.ts';

const TABS = {
  documents: { label: 'Documents', icon: IconFiles, content: lazy(() => import('../documents/documents-tab.tsx')) },
  search: { label: 'Search', icon: IconSearch, content: lazy(() => import('../search/search-tab.tsx')) },
  chat: { label: 'Chat', icon: IconMessageCircle, content: lazy(() => import('../chat/chat-tab.tsx')) },
  agents: { label: 'Agents', icon: IconRobot, content: lazy(() => import('../agents/agents-tab.tsx')) },
  sources: { label: 'Sources', icon: IconWorld, content: lazy(() => import('../sources/sources-tab.tsx')) },
  keys: { label: 'API keys', icon: IconKey, content: lazy(() => import('./keys-tab.tsx')) },
  analytics: { label: 'Analytics', icon: IconChartBar, content: lazy(() => import('./analytics-tab.tsx')) },
  settings: { label: 'Settings', icon: IconSettings, content: lazy(() => import('./settings-tab.tsx')) },
} satisfies Record<string, { label: string; icon: typeof IconFiles; content: ComponentType<ProjectTabProps> }>;

export default function ProjectPage() {
  const { project: ref = '', tab = '' } = useParams<{ project: string; tab?: string }>();
  const [, navigate] = useLocation();
  const project = useProject(ref);
  if (!(tab in TABS)) return <Redirect to={projectPath({ slug: ref }, 'documents')} replace />;
  if (project.error) {
    return (
      <Page title="Project">
        <Problem error={project.error} onRetry={project.refetch} />
      </Page>
    );
  }
  if (!project.data) return <Loading />;
  const Content = TABS[tab as keyof typeof TABS].content;
  return (
    <Page title={project.data.name} crumbs={[{ label: 'Projects', href: '/projects' }]}>
      <Tabs
        value={tab}
        onChange={(to) => to && navigate(projectPath({ slug: ref }, to))}
        keepMounted={false}
        activateTabWithKeyboard={false}
      >
        <Tabs.List mb="lg" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {Object.entries(TABS).map(([name, { label, icon: IconOf }]) => (
            <Tabs.Tab key={name} value={name} leftSection={<IconOf size={16} aria-hidden />} style={{ flexShrink: 0 }}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Suspense fallback={<Skeleton height={200} aria-label="Loading" />}>
            <Content project={project.data} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Loading() {
  return (
    <Stack aria-busy="true" aria-label="Loading">
      <Skeleton height={32} width={220} />
      <Skeleton height={40} />
      <Skeleton height={200} />
    </Stack>
  );
}
