import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';
import { ME } from '../../session/use-me.ts';
import { AddToApp } from './add-to-app.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Turns the second factor on in three steps: the password, the app's first code, the recovery codes. */
export function TurnOn({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const [password, setPassword] = useState('');
  const start = useMutation({ mutationFn: () => ragkeep.beginTotp({ password }) });
  const confirm = useMutation({ mutationFn: (code: string) => ragkeep.confirmTotp({ code }) });
  const close = () => {
    void cache.invalidateQueries({ queryKey: ME });
    onClose();
  };
  if (confirm.data) {
    return (
      <Modal opened onClose={close} title="Keep your recovery codes" centered closeOnClickOutside={false}>
        <RecoveryCodes codes={confirm.data.recovery_codes} onDone={close} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Set up the second factor" centered closeOnClickOutside={false}>
      {start.data ? (
        <AddToApp
          secret={start.data.secret}
          uri={start.data.uri}
          error={confirm.error}
          isPending={confirm.isPending}
          onCode={(code) => confirm.mutate(code)}
        />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start.mutate();
          }}
        >
          <Stack>
            <PasswordInput
              label="Your password"
              required
              autoComplete="current-password"
              data-autofocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {start.error ? <Problem error={start.error} /> : null}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={start.isPending} disabled={password === ''}>
                Go on
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
