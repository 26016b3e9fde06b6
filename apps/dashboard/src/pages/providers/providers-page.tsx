import { Button, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Provider } from '@ragkeep/sdk';
import { IconBrain, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ActionsMenu } from '../../components/actions-menu.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { ProviderDetails } from './provider-details.tsx';
import { ProviderForm } from './provider-form.tsx';

export default function ProvidersPage() {
  const may = useMay();
  const [isAdding, adding] = useDisclosure();
  const [details, setDetails] = useState<Provider | null>(null);
  const providers = useList(['providers'], (page) => ragkeep.listProviders(page));
  const add = may('agents:write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={adding.open}>
      Set up a language model
    </Button>
  );
  return (
    <Page
      title="Language models"
      about="Models of your own, which agents may answer with instead of the server’s."
      actions={add}
    >
      <ListState
        query={providers}
        empty={
          <EmptyState icon={IconBrain} title="No models of your own yet" action={add}>
            Agents answer with the server’s model, or in the documents’ own words where it has none. Set one up to have
            them answer with yours.
          </EmptyState>
        }
      >
        <Rows
          caption="Language models"
          items={providers.items}
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
            { title: 'Address', cell: ({ base_url }) => base_url },
            { title: 'Model', cell: ({ model }) => model },
          ]}
          actions={(provider) => (
            <Actions of={provider} onDetails={() => setDetails(provider)} isDetailed={details?.id === provider.id} />
          )}
        />
      </ListState>
      <ProviderDetails of={details} onClose={() => setDetails(null)} />
      <ProviderForm opened={isAdding} onClose={adding.close} />
    </Page>
  );
}

interface ActionsProps {
  of: Provider;
  onDetails: () => void;
  isDetailed: boolean;
}

function Actions({ of: provider, onDetails, isDetailed }: ActionsProps) {
  const may = useMay();
  const [dialog, setDialog] = useState<'change' | 'delete' | null>(null);
  const close = () => setDialog(null);
  const remove = useChange(() => ragkeep.deleteProvider(provider.id), {
    invalidates: [['providers'], ['credentials']],
    done: 'The language model is deleted',
    onDone: close,
  });
  return (
    <>
      <ActionsMenu label={`Actions for the language model ${provider.name}`} isAway={dialog !== null || isDetailed}>
        <Menu.Item onClick={onDetails}>Details and trial</Menu.Item>
        {may('agents:write') && (
          <>
            <Menu.Item onClick={() => setDialog('change')}>Change</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => setDialog('delete')}>
              Delete
            </Menu.Item>
          </>
        )}
      </ActionsMenu>
      <ProviderForm key={provider.updated_at} opened={dialog === 'change'} onClose={close} provider={provider} />
      <Confirm
        opened={dialog === 'delete'}
        onClose={() => {
          close();
          remove.reset();
        }}
        title={`Delete “${provider.name}”?`}
        action="Delete the language model"
        onConfirm={() => remove.mutate(undefined)}
        isPending={remove.isPending}
        error={remove.error}
      >
        Agents that answer with it keep it from being deleted: see its details.
      </Confirm>
    </>
  );
}
