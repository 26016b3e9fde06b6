import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { Session } from '@ragkeep/sdk';
import { IconDevices } from '@tabler/icons-react';
import { useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { deviceOf } from './device.ts';

const KEY = ['sessions'] as const;

/** Where one is logged in, to end what one does not know. */
export function SessionsPanel() {
  const sessions = useList<Session>(KEY, (page) => ragkeep.listSessions(page));
  const [ending, setEnding] = useState<Session | null>(null);
  const end = useChange((session: Session) => ragkeep.endSession(session.id), {
    invalidates: [KEY],
    done: 'The session has ended',
    onDone: () => setEnding(null),
  });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Each login is a session. End those that you do not know, and change your password then.
      </Text>
      <ListState
        query={sessions}
        empty={
          <EmptyState icon={IconDevices} title="No sessions">
            Nobody is logged in with your account.
          </EmptyState>
        }
      >
        <Rows
          caption="Your sessions"
          items={sessions.items}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'Device',
              cell: (session) => (
                <Group gap="xs" wrap="nowrap">
                  <Text size="sm">{deviceOf(session.user_agent)}</Text>
                  {session.current && <Badge variant="light">This one</Badge>}
                </Group>
              ),
            },
            { title: 'Address', cell: ({ address }) => address ?? 'unknown' },
            { title: 'Logged in', cell: ({ created_at }) => <When at={created_at} /> },
            { title: 'Last seen', cell: ({ last_used_at }) => <When at={last_used_at} /> },
          ]}
          actions={(session) =>
            session.current ? null : (
              <Button
                variant="default"
                size="xs"
                aria-label={`End the session of ${deviceOf(session.user_agent)}`}
                onClick={() => setEnding(session)}
              >
                End
              </Button>
            )
          }
        />
      </ListState>
      <Confirm
        opened={ending !== null}
        title="End this session?"
        action="End the session"
        isPending={end.isPending}
        error={end.error}
        onConfirm={() => ending && end.mutate(ending)}
        onClose={() => {
          setEnding(null);
          end.reset();
        }}
      >
        {ending && deviceOf(ending.user_agent)} is logged out at once and has to log in again.
      </Confirm>
    </Stack>
  );
}
