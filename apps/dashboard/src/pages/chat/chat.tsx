import { Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Citation } from '@ragkeep/sdk';
import { IconMessageCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { CitationDrawer, SOURCE_WIDTH } from './citation-drawer.tsx';
import { Composer } from './composer.tsx';
import { TurnView } from './turn-view.tsx';
import type { Turn } from './turns.ts';
import { useChat } from './use-chat.ts';

/** Of the list of conversations beside the chat, about, in pixels: a source may cover it. */
const LIST_WIDTH = 260;

interface ChatProps {
  project: string;
  agentId: string;
  conversationId: string | null;
  turns: readonly Turn[];
  onBegun: (conversationId: string) => void;
}

/** A conversation that goes on. Mount it anew (`key`) for another one. */
export function Chat({ project, onBegun, agentId, conversationId, turns: before }: ChatProps) {
  const { turns, ask, stop, isAnswering } = useChat({ agentId, conversationId, turns: before, onBegun });
  const [opened, setOpened] = useState<Citation | null>(null);
  const isWide = useMediaQuery('(min-width: 75em)') ?? false;
  const end = useRef<HTMLDivElement>(null);
  const last = turns.at(-1);
  // A question, and the end of its answer, are brought into sight; whoever reads further up is left alone meanwhile.
  const moment = last ? `${last.key} ${last.state}` : '';
  useEffect(() => {
    if (moment) end.current?.scrollIntoView({ block: 'nearest' });
  }, [moment]);
  return (
    <Stack
      gap={0}
      mr={isWide && opened ? SOURCE_WIDTH - LIST_WIDTH : 0}
      style={{ minHeight: 'max(360px, calc(100dvh - 300px))' }}
      justify="space-between"
    >
      <Stack gap="xl" role="log" aria-live="polite" aria-label="Conversation">
        {turns.length === 0 && (
          <EmptyState icon={IconMessageCircle} title="Ask the documents">
            Answers name their sources: open one to see the page it is from. What the documents do not hold is not
            answered.
          </EmptyState>
        )}
        {turns.map((turn) => (
          <TurnView key={turn.key} turn={turn} onOpen={setOpened} {...(isAnswering ? {} : { onRetry: ask })} />
        ))}
        <div ref={end} style={{ scrollMarginBottom: 120 }} />
      </Stack>
      <Composer isAnswering={isAnswering} onSend={ask} onStop={stop} />
      <CitationDrawer project={project} citation={opened} onClose={() => setOpened(null)} isBeside={isWide} />
    </Stack>
  );
}
