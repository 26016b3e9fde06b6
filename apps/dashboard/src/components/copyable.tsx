import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CopyableProps {
  value: string;
  /** What it is, for the button's name: “Copy the key”. */
  what: string;
}

/** Text to be copied, on one line, with a button that does it. */
export function Copyable({ value, what }: CopyableProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Code style={{ overflowX: 'auto', whiteSpace: 'nowrap', flex: 1 }} p="xs" tabIndex={0} aria-label={what}>
        {value}
      </Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : `Copy the ${what}`}>
            <ActionIcon variant="default" size="lg" onClick={copy} aria-label={copied ? 'Copied' : `Copy the ${what}`}>
              {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
