import { Group } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { ragkeep } from '../../session/session.ts';
import { ProjectSelect } from '../projects/project-select.tsx';
import { CONVERSATION_COLUMNS } from './columns.tsx';

export default function ConversationsPage() {
  const [search, setSearch] = useSearchParams();
  const project = search.get('project_id');
  const conversations = useList(['conversations', 'list', project], (page) =>
    ragkeep.listConversations({ ...page, ...(project ? { project_id: project } : {}) }),
  );
  return (
    <Page title="Conversations" about="What was asked and answered: here, by programs and in chat widgets.">
      <Group>
        <ProjectSelect value={project} onChange={(id) => setSearch(id ? { project_id: id } : {}, { replace: true })} />
      </Group>
      <ListState
        query={conversations}
        empty={
          <EmptyState icon={IconMessages} title="No conversations">
            Each chat with an agent is kept here, unless its question said otherwise.
          </EmptyState>
        }
      >
        <Rows
          caption="Conversations"
          items={conversations.items}
          keyOf={({ id }) => id}
          columns={CONVERSATION_COLUMNS}
        />
      </ListState>
    </Page>
  );
}
