import { Anchor, Text } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';

/** Questions to which a project's documents hold no answer. */
export function Unanswered({ projectId }: { projectId: string }) {
  const questions = useList(['analytics', 'unanswered', projectId], (page) =>
    ragkeep.listUnansweredQuestions(projectId, page),
  );
  return (
    <ListState
      query={questions}
      empty={
        <EmptyState icon={IconMoodSmile} title="No unanswered questions">
          Questions to which the documents hold no answer show up here: what is worth adding to them.
        </EmptyState>
      }
    >
      <Rows
        caption="Unanswered questions"
        items={questions.items}
        keyOf={({ id }) => id}
        columns={[
          {
            title: 'Question',
            cell: ({ question }) => (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {question}
              </Text>
            ),
          },
          { title: 'Asked', cell: ({ asked_at }) => <When at={asked_at} /> },
          {
            title: 'Conversation',
            cell: ({ conversation_id }) => (
              <Anchor component={Link} href={`/conversations/${conversation_id}`} size="sm">
                Open
              </Anchor>
            ),
          },
        ]}
      />
    </ListState>
  );
}
