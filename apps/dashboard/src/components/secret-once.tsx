import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Copyable } from './copyable.tsx';
import { Notice } from './notice.tsx';

interface SecretOnceProps {
  /** What it is, as “key” or “signing secret”. */
  what: string;
  value: string;
  onDone: () => void;
  /** Where it can be had again; by default nowhere. */
  again?: string;
  /** How to use it. */
  children?: ReactNode;
}

/** A secret that is shown this once: it goes away only when somebody says that they keep it. */
export function SecretOnce({ what, value, onDone, again, children }: SecretOnceProps) {
  const [isKept, setKept] = useState(false);
  return (
    <Stack>
      <Notice kind="warning" icon={IconEyeOff} title={`Copy the ${what} now`} isNews>
        {again ?? 'It is shown this once and never again.'} Keep it where secrets are kept: never in code, a page or a
        chat.
      </Notice>
      <Copyable value={value} what={what} />
      {children}
      <Checkbox label="I have stored it" checked={isKept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Group justify="flex-end">
        <Button onClick={onDone} disabled={!isKept}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
