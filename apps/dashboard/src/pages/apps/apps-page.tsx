import { Badge, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { App } from '@ragkeep/sdk';
import { IconAppWindow, IconPlus } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { summaryOf } from '../keys/scopes.ts';
import { AppActions } from './app-actions.tsx';
import { RegisterApp } from './app-form.tsx';
import { WaitingApp } from './waiting-apps.tsx';

/** How often apps are looked at: somebody who starts one waits for it to show up here. */
const POLL_MS = 3000;

export default function AppsPage() {
  const may = useMay();
  const [isRegistering, registering] = useDisclosure();
  const apps = useList(['apps'], (page) => ragkeep.listApps(page), { refetchInterval: POLL_MS });
  const waiting = apps.items.filter(({ status, requested_at }) => status === 'pending' && requested_at !== null);
  const register = may('apps:write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={registering.open}>
      Register an app
    </Button>
  );
  return (
    <Page
      title="Apps"
      about="Programs on the machine of the server that get in by their id, without a key, and may do what you approve."
      actions={register}
    >
      <div aria-live="polite">
        {waiting.map((app) => (
          <WaitingApp key={app.id} app={app} />
        ))}
      </div>
      <ListState
        query={apps}
        empty={
          <EmptyState icon={IconAppWindow} title="No apps yet" action={register}>
            Register a local app to give it an id. When it first asks for something, you decide here.
          </EmptyState>
        }
      >
        <Rows
          caption="Apps"
          items={apps.items}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Name', cell: (app) => <NameOf app={app} /> },
            { title: 'May', cell: ({ scopes }) => summaryOf(scopes) },
            {
              title: 'Works in',
              cell: ({ project_ids }) => (project_ids ? `${project_ids.length} projects` : 'Everywhere'),
            },
            { title: 'Last used', cell: ({ last_used_at }) => <When at={last_used_at} /> },
            { title: 'Status', cell: (app) => <Status of={app} /> },
          ]}
          actions={(app) => <AppActions of={app} />}
        />
      </ListState>
      <RegisterApp opened={isRegistering} onClose={registering.close} />
    </Page>
  );
}

function NameOf({ app: { name, description } }: { app: App }) {
  return (
    <>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      {description && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
    </>
  );
}

const STATUS = {
  pending: { color: 'yellow', title: 'Not approved' },
  approved: { color: 'teal', title: 'Approved' },
  revoked: { color: 'gray', title: 'Revoked' },
} as const;

function Status({ of: { status } }: { of: App }) {
  const { color, title } = STATUS[status];
  return (
    <Badge variant="dot" color={color}>
      {title}
    </Badge>
  );
}
