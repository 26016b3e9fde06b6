import { ActionIcon, Badge, Text, Title } from '@mantine/core';
import type { Memory } from '@ragkeep/sdk';
import { IconTrash } from '@tabler/icons-react';
import { ListState } from '../../components/list-state.tsx';
import { Problem } from '../../components/problem.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

const KINDS = { turn: 'said', note: 'note', fact: 'fact' } as const;

const COLUMNS: readonly [Column<Memory>, ...Column<Memory>[]] = [
  {
    title: 'Memory',
    cell: ({ content }) => (
      <Text size="sm" lineClamp={4} style={{ overflowWrap: 'anywhere' }}>
        {content}
      </Text>
    ),
  },
  {
    title: 'Kind',
    cell: ({ kind }) => (
      <Badge size="sm" variant="light">
        {KINDS[kind]}
      </Badge>
    ),
  },
  { title: 'Mentions', cell: ({ mentions }) => mentions, align: 'right' },
  { title: 'Since', cell: ({ valid_from }) => <When at={valid_from} /> },
];

/** What is remembered about a user, each of which can be forgotten. */
export function MemoryList({ userId }: { userId: string }) {
  const mayWrite = useMay()('memory:write');
  const memories = useList(['memories', userId], (page) => ragkeep.listMemories({ ...page, user_id: userId }));
  const forget = useChange((id: string) => ragkeep.deleteMemory(id), {
    invalidates: [['memories', userId]],
    done: 'It is forgotten',
  });
  return (
    <section aria-label="Memories">
      <Title order={2} size="h4" mb="sm">
        What is remembered
      </Title>
      {forget.error && <Problem error={forget.error} />}
      <ListState query={memories} empty={<Text c="dimmed">Nothing is remembered.</Text>}>
        <Rows
          caption="Memories"
          items={memories.items}
          keyOf={({ id }) => id}
          columns={COLUMNS}
          {...(mayWrite
            ? {
                actions: ({ id, content }: Memory) => (
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={`Forget “${content.slice(0, 60)}”`}
                    loading={forget.isPending && forget.variables === id}
                    onClick={() => forget.mutate(id)}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                ),
              }
            : {})}
        />
      </ListState>
    </section>
  );
}
