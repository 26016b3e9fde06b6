import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import type { User } from '@ragkeep/sdk';
import { IconUsers } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { userName } from './user-name.ts';

const COLUMNS: readonly [Column<User>, ...Column<User>[]] = [
  {
    title: 'User',
    cell: (user) => (
      <Anchor component={Link} href={`/users/${user.id}`}>
        {userName(user)}
      </Anchor>
    ),
  },
  { title: 'Your own id', cell: ({ external_id }) => external_id ?? '–' },
  { title: 'E-mail', cell: ({ email }) => email ?? '–' },
  { title: 'Known since', cell: ({ created_at }) => <When at={created_at} /> },
];

export default function UsersPage() {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('external_id') ?? '';
  const [text, setText] = useState(wanted);
  const users = useList(['users', 'list', wanted], (page) =>
    ragkeep.listUsers({ ...page, ...(wanted ? { external_id: wanted } : {}) }),
  );
  const find = (event: FormEvent) => {
    event.preventDefault();
    setSearch(text.trim() ? { external_id: text.trim() } : {}, { replace: true });
  };
  return (
    <Page
      title="End users"
      about="People who use what you build. They never log in here: conversations and memories are kept in their name."
    >
      <form onSubmit={find}>
        <Group gap="sm" align="flex-end">
          <TextInput
            label="Your own id"
            placeholder="user-42"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            Find
          </Button>
        </Group>
      </form>
      <ListState
        query={users}
        empty={
          <EmptyState icon={IconUsers} title={wanted ? 'Nobody has this id' : 'No end users yet'}>
            A program names a user when it asks (
            <Text span ff="monospace" inherit>
              user_id
            </Text>
            ): whoever is new shows here.
          </EmptyState>
        }
      >
        <Rows caption="End users" items={users.items} keyOf={({ id }) => id} columns={COLUMNS} />
      </ListState>
    </Page>
  );
}
