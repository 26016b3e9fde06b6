import { Button, Card, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Tenant } from '@ragkeep/sdk';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { DangerButton } from '../../components/danger-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';

/** The end of a tenant: its name has to be typed, so that nobody does it by mistake. */
export function DeleteTenant({ tenant }: { tenant: Tenant }) {
  const [isOpen, dialog] = useDisclosure();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => ragkeep.deleteTenant(),
    // Nothing is left that a page could show: begin anew, at the login.
    onSuccess: () => location.assign('/'),
  });
  return (
    <Card withBorder component="section" aria-label="Danger zone" style={{ borderColor: 'var(--mantine-color-red-6)' }}>
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4">
          Delete the tenant
        </Title>
        <Text size="sm">
          Members, keys, projects, documents, conversations and files go at once and for good. No backup is made for
          you.
        </Text>
        <DangerButton onClick={dialog.open}>Delete the tenant…</DangerButton>
      </Stack>
      <Modal opened={isOpen} onClose={dialog.close} title={`Delete “${tenant.name}” and everything in it?`} centered>
        <Stack>
          <Text size="sm">
            This cannot be undone. Type <b>{tenant.name}</b> to go on.
          </Text>
          <TextInput
            label="Name of the tenant"
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {remove.error && <Problem error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              Cancel
            </Button>
            <Button
              color="red"
              disabled={typed.trim() !== tenant.name}
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              Delete everything
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Card>
  );
}
