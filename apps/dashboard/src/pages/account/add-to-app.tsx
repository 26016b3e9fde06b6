import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Copyable } from '../../components/copyable.tsx';
import { Problem } from '../../components/problem.tsx';
import { QrCode } from './qr-code.tsx';

interface AddToAppProps {
  secret: string;
  /** `otpauth://…` */
  uri: string;
  error: unknown;
  isPending: boolean;
  onCode: (code: string) => void;
}

/** Brings the secret into the authenticator app, and a first code back. */
export function AddToApp({ secret, uri, error, isPending, onCode }: AddToAppProps) {
  const [code, setCode] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCode(code.trim());
      }}
    >
      <Stack>
        <Text size="sm">
          Scan this with your authenticator app, or add an account to it with the key below, for codes that change with
          time. Is the app on this device? <Anchor href={uri}>Open it there.</Anchor>
        </Text>
        <QrCode text={uri} label="QR code of the key below" />
        <Copyable value={secret} what="key" />
        <TextInput
          label="Code that the app shows"
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          data-autofocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {error ? <Problem error={error} /> : null}
        <Button type="submit" loading={isPending} disabled={!/^\d{6}$/.test(code.trim())}>
          Turn on
        </Button>
      </Stack>
    </form>
  );
}
