import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Front } from '../../layout/front.tsx';

interface CodeStepProps {
  isPending: boolean;
  onCode: (code: string) => void;
  onBack: () => void;
  /** What was wrong with the last one. */
  children: ReactNode;
}

/** The second step of a login whose account has a second factor. */
export function CodeStep({ isPending, onCode, onBack, children }: CodeStepProps) {
  const [code, setCode] = useState('');
  return (
    <Front
      title="Second factor"
      about="Enter the six digits that your authenticator app shows, or one of your recovery codes."
      footer={
        <Anchor component="button" type="button" inherit underline="always" onClick={onBack}>
          Use another account
        </Anchor>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onCode(code.trim());
        }}
      >
        <Stack>
          <TextInput
            label="Code"
            required
            autoFocus
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          {children}
          <Button type="submit" fullWidth loading={isPending} disabled={code.trim() === ''}>
            Log in
          </Button>
        </Stack>
      </form>
    </Front>
  );
}
