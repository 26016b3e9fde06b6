import { Badge, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Member } from '@ragkeep/sdk';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay, useMe } from '../../session/use-me.ts';
import { AddMember } from './add-member.tsx';
import { MemberActions, nameOf } from './member-actions.tsx';
import { ROLE_TITLES, RolesExplained } from './roles.tsx';

export default function MembersPage() {
  const may = useMay();
  const [isAdding, adding] = useDisclosure();
  const members = useList(['members'], (page) => ragkeep.listMembers(page));
  return (
    <Page
      title="Members"
      about="The people who log in here. What the keys they make may do, never exceeds their role."
      actions={
        may('members:write') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={adding.open}>
            Add a member
          </Button>
        )
      }
    >
      <ListState
        query={members}
        empty={
          <EmptyState icon={IconUsers} title="Nobody yet">
            Invite the people you work with.
          </EmptyState>
        }
      >
        <Rows
          caption="Members"
          items={members.items}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Name', cell: (member) => <WhoIs member={member} /> },
            { title: 'Role', cell: ({ role }) => ROLE_TITLES[role] },
            { title: 'Status', cell: (member) => <Status of={member} /> },
            { title: 'Second factor', cell: ({ second_factor }) => (second_factor ? 'On' : 'Off') },
            { title: 'Last login', cell: ({ last_login_at }) => <When at={last_login_at} /> },
          ]}
          actions={(member) => <MemberActions of={member} />}
        />
      </ListState>
      <RolesExplained />
      {may('members:write') && <AddMember opened={isAdding} onClose={adding.close} />}
    </Page>
  );
}

function WhoIs({ member }: { member: Member }) {
  const me = useMe().member;
  const name = nameOf(member);
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        {member.id === me?.id && (
          <Badge size="xs" variant="light">
            You
          </Badge>
        )}
      </Group>
      {name !== member.email && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {member.email}
        </Text>
      )}
    </>
  );
}

const STATUS = {
  active: { color: 'teal', title: 'Active' },
  invited: { color: 'yellow', title: 'Invited' },
  disabled: { color: 'gray', title: 'Disabled' },
} as const;

function Status({ of: { status } }: { of: Member }) {
  const { color, title } = STATUS[status];
  return (
    <Badge color={color} variant="dot">
      {title}
    </Badge>
  );
}
