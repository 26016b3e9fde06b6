import { Tabs } from '@mantine/core';
import { useLocation } from 'wouter';
import { Page } from '../../components/page.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { SecurityPanel } from './security-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';

const TABS = [
  { path: '/account', label: 'Profile', panel: ProfilePanel },
  { path: '/account/security', label: 'Security', panel: SecurityPanel },
  { path: '/account/sessions', label: 'Sessions', panel: SessionsPanel },
] as const;

/** What belongs to the member and not to the team. */
export default function AccountPage() {
  const [path, navigate] = useLocation();
  return (
    <Page title="Your account">
      <Tabs value={path} onChange={(next) => navigate(next ?? '/account')} keepMounted={false}>
        <Tabs.List mb="lg">
          {TABS.map((tab) => (
            <Tabs.Tab key={tab.path} value={tab.path}>
              {tab.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((tab) => (
          <Tabs.Panel key={tab.path} value={tab.path} maw={620}>
            <tab.panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
