import { ActionIcon, Group, Menu, NavLink, Stack, Text, Title } from '@mantine/core';
import type { Conversation } from '@ragkeep/sdk';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { ListState } from '../../components/list-state.tsx';
import { useList } from '../../components/use-list.ts';
import { sinceNow } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { DeleteConversation } from '../conversations/delete-conversation.tsx';
import { titleOf } from '../conversations/title.ts';
import { RenameConversation } from './rename-conversation.tsx';

interface ConversationListProps {
  projectId: string;
  current: string | null;
  /** Null: a new one, since the shown one is gone. */
  onOpen: (conversation: Conversation | null) => void;
}

export function ConversationList({ projectId, current, onOpen }: ConversationListProps) {
  const mayWrite = useMay()('conversations:write');
  const [renaming, setRenaming] = useState<Conversation | null>(null);
  const [deleting, setDeleting] = useState<Conversation | null>(null);
  const conversations = useList(['conversations', 'of-project', projectId], (page) =>
    ragkeep.listConversations({ ...page, project_id: projectId }),
  );
  return (
    <Stack gap="xs" component="section" aria-label="Conversations">
      <Title order={2} size="h5">
        Conversations
      </Title>
      <ListState
        query={conversations}
        empty={
          <Text size="sm" c="dimmed">
            What you ask is kept here.
          </Text>
        }
      >
        <Stack component="ul" gap={2} p={0} m={0} style={{ listStyle: 'none' }}>
          {conversations.items.map((conversation) => (
            <Group component="li" key={conversation.id} gap={2} wrap="nowrap">
              <NavLink
                component="button"
                active={conversation.id === current}
                aria-current={conversation.id === current ? 'true' : undefined}
                label={titleOf(conversation)}
                description={sinceNow(conversation.updated_at)}
                onClick={() => onOpen(conversation)}
                noWrap
                styles={{ description: { color: 'var(--mantine-color-text)' } }}
                style={{ borderRadius: 'var(--mantine-radius-sm)' }}
              />
              {mayWrite && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" color="gray" aria-label={`Change ${titleOf(conversation)}`}>
                      <IconDots size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      leftSection={<IconPencil size={16} aria-hidden />}
                      onClick={() => setRenaming(conversation)}
                    >
                      Rename
                    </Menu.Item>
                    <Menu.Item
                      color="red"
                      leftSection={<IconTrash size={16} aria-hidden />}
                      onClick={() => setDeleting(conversation)}
                    >
                      Delete
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </Group>
          ))}
        </Stack>
      </ListState>
      <RenameConversation conversation={renaming} onClose={() => setRenaming(null)} />
      <DeleteConversation
        conversation={deleting}
        onClose={() => setDeleting(null)}
        onDeleted={(id) => id === current && onOpen(null)}
      />
    </Stack>
  );
}
