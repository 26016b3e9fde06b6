import { Anchor } from '@mantine/core';
import type { Conversation } from '@ragkeep/sdk';
import { Link } from 'wouter';
import type { Column } from '../../components/rows.tsx';
import { When } from '../../components/when.tsx';
import { ProjectLink } from '../projects/project-link.tsx';
import { titleOf } from './title.ts';

export const CONVERSATION_COLUMNS: readonly [Column<Conversation>, ...Column<Conversation>[]] = [
  {
    title: 'Conversation',
    cell: (conversation) => (
      <Anchor component={Link} href={`/conversations/${conversation.id}`} style={{ overflowWrap: 'anywhere' }}>
        {titleOf(conversation)}
      </Anchor>
    ),
  },
  { title: 'Project', cell: ({ project_id }) => (project_id ? <ProjectLink id={project_id} /> : '–') },
  { title: 'Messages', cell: ({ message_count }) => message_count.toLocaleString(), align: 'right' },
  { title: 'Last', cell: ({ updated_at }) => <When at={updated_at} /> },
];
