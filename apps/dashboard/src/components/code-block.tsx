import { ActionIcon, Box, Code, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CodeBlockProps {
  code: string;
  /** What it is, for the button’s name: “Copy the curl example”. */
  what: string;
}

/** Several lines of code, with a button that copies them. */
export function CodeBlock({ code, what }: CodeBlockProps) {
  return (
    <Box pos="relative">
      <Code block tabIndex={0} aria-label={what} pr={48}>
        {code}
      </Code>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <ActionIcon
            pos="absolute"
            top={8}
            right={8}
            variant="default"
            onClick={copy}
            aria-label={copied ? 'Copied' : `Copy the ${what}`}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </Box>
  );
}
