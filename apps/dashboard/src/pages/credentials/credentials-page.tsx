import { Button, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Credential, RagkeepError } from '@ragkeep/sdk';
import { IconLock, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ActionsMenu } from '../../components/actions-menu.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { CredentialDetails } from './credential-details.tsx';
import { CredentialForm } from './credential-form.tsx';
import { labelOf } from './kinds.ts';

export default function CredentialsPage() {
  const may = useMay();
  const [isAdding, adding] = useDisclosure();
  const [details, setDetails] = useState<Credential | null>(null);
  const credentials = useList(['credentials'], (page) => ragkeep.listCredentials(page));
  const add = may('credentials:write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={adding.open}>
      Store a credential
    </Button>
  );
  return (
    <Page
      title="Credentials"
      about="Secrets with which Ragkeep opens other services for you: pages behind a login, APIs that agents call, language models, receivers of webhooks."
      actions={add}
    >
      <ListState
        query={credentials}
        empty={
          <EmptyState icon={IconLock} title="No credentials yet" action={add}>
            Store one to fetch pages that need a login. It is encrypted, sent to the hosts you name only, and never
            shown again.
          </EmptyState>
        }
      >
        <Rows
          caption="Credentials"
          items={credentials.items}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'Name',
              cell: ({ name }) => (
                <Text size="sm" fw={500}>
                  {name}
                </Text>
              ),
            },
            { title: 'Kind', cell: ({ kind }) => labelOf(kind) },
            { title: 'Sent to', cell: ({ hosts }) => hosts.join(', ') },
            { title: 'Last used', cell: ({ last_used_at }) => <When at={last_used_at} /> },
          ]}
          actions={(credential) => (
            <Actions
              of={credential}
              onDetails={() => setDetails(credential)}
              isDetailed={details?.id === credential.id}
            />
          )}
        />
      </ListState>
      <CredentialDetails of={details} onClose={() => setDetails(null)} />
      <CredentialForm opened={isAdding} onClose={adding.close} />
    </Page>
  );
}

interface ActionsProps {
  of: Credential;
  onDetails: () => void;
  isDetailed: boolean;
}

function Actions({ of: credential, onDetails, isDetailed }: ActionsProps) {
  const may = useMay();
  const [dialog, setDialog] = useState<'change' | 'delete' | null>(null);
  const close = () => setDialog(null);
  const remove = useChange(
    (force: boolean) => ragkeep.deleteCredential(credential.id, force ? { force: 'true' } : {}),
    {
      invalidates: [['credentials']],
      done: 'The credential is deleted',
      onDone: close,
    },
  );
  const isInUse = remove.error instanceof RagkeepError && remove.error.code === 'credential_in_use';
  return (
    <>
      <ActionsMenu label={`Actions for the credential ${credential.name}`} isAway={dialog !== null || isDetailed}>
        <Menu.Item onClick={onDetails}>Details and trial</Menu.Item>
        {may('credentials:write') && (
          <>
            <Menu.Item onClick={() => setDialog('change')}>Change</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => setDialog('delete')}>
              Delete
            </Menu.Item>
          </>
        )}
      </ActionsMenu>
      <CredentialForm
        key={credential.updated_at}
        opened={dialog === 'change'}
        onClose={close}
        credential={credential}
      />
      <Confirm
        opened={dialog === 'delete'}
        onClose={() => {
          close();
          remove.reset();
        }}
        title={`Delete “${credential.name}”?`}
        action={isInUse ? 'Delete it all the same' : 'Delete the credential'}
        onConfirm={() => remove.mutate(isInUse)}
        isPending={remove.isPending}
        error={isInUse ? null : remove.error}
      >
        {isInUse
          ? 'Something uses it: see its details. What is to be fetched or sent with it then fails from now on.'
          : 'It cannot be had again from here.'}
      </Confirm>
    </>
  );
}
