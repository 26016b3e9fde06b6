import { ActionIcon, Box, Group, Textarea } from '@mantine/core';
import { IconPlayerStopFilled, IconSend } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';

interface ComposerProps {
  isAnswering: boolean;
  onSend: (message: string) => void;
  onStop: () => void;
}

/** Enter sends, Shift and Enter begins a line. It stays in sight below the messages. */
export function Composer({ isAnswering, onSend, onStop }: ComposerProps) {
  const [text, setText] = useState('');
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (isAnswering || text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  return (
    <Box pos="sticky" bottom={0} py="sm" bg="var(--mantine-color-body)" style={{ zIndex: 1 }}>
      <form onSubmit={send}>
        <Group gap="xs" wrap="nowrap" align="flex-end">
          <Textarea
            aria-label="Your question"
            placeholder="Ask a question"
            description="Enter sends, Shift + Enter begins a new line"
            inputWrapperOrder={['input', 'description']}
            autosize
            minRows={1}
            maxRows={8}
            style={{ flex: 1 }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
            }}
          />
          {isAnswering ? (
            <ActionIcon size={36} mb={20} variant="light" color="red" onClick={onStop} aria-label="Stop the answer">
              <IconPlayerStopFilled size={18} />
            </ActionIcon>
          ) : (
            <ActionIcon size={36} mb={20} type="submit" disabled={text.trim() === ''} aria-label="Send">
              <IconSend size={18} />
            </ActionIcon>
          )}
        </Group>
      </form>
    </Box>
  );
}
