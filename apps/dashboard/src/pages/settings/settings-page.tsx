import { Button, Card, Group, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Tenant } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { ME, useMay } from '../../session/use-me.ts';
import { About } from './about.tsx';
import { DeleteTenant } from './delete-tenant.tsx';
import { RecoverableKeys } from './recoverable-keys.tsx';
import { TENANT } from './tenant-key.ts';

export default function SettingsPage() {
  const may = useMay();
  const tenant = useQuery({ queryKey: TENANT, queryFn: () => ragkeep.getTenant(), enabled: may('tenant:read') });
  if (!may('tenant:read')) {
    return (
      <Page title="Settings">
        <Text>Your role may not see the settings of the tenant. Ask an owner or an admin.</Text>
      </Page>
    );
  }
  return (
    <Page title="Settings" about="What holds for the whole tenant.">
      {tenant.error && <Problem error={tenant.error} onRetry={tenant.refetch} />}
      {tenant.data && <General tenant={tenant.data} />}
      {tenant.data && <RecoverableKeys tenant={tenant.data} />}
      {may('tenant:admin') && <About />}
      {may('tenant:admin') && tenant.data && <DeleteTenant tenant={tenant.data} />}
    </Page>
  );
}

interface Values {
  name: string;
  email: string;
  conversation_days: number | '';
}

function General({ tenant }: { tenant: Tenant }) {
  const may = useMay();
  const isReadOnly = !may('tenant:admin');
  const form = useForm<Values>({
    initialValues: { name: tenant.name, email: tenant.email, conversation_days: tenant.conversation_days ?? '' },
  });
  const save = useChange(
    ({ conversation_days, ...others }: Values) =>
      ragkeep.updateTenant({ ...others, conversation_days: conversation_days === '' ? null : conversation_days }),
    { invalidates: [TENANT, ME], done: 'The settings are saved', onDone: () => form.resetDirty() },
  );
  return (
    <Card withBorder component="section" aria-label="General">
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values, atFields(form)))}>
        <Stack maw={480}>
          <Title order={2} size="h4">
            General
          </Title>
          <TextInput label="Name" required disabled={isReadOnly} {...form.getInputProps('name')} />
          <TextInput
            label="E-mail address"
            description="Where whoever is responsible is reached."
            type="email"
            required
            disabled={isReadOnly}
            {...form.getInputProps('email')}
          />
          <NumberInput
            label="Keep conversations for"
            description="Days after the last message, then they are deleted. Counts for those that are there, too. Empty: for ever."
            suffix=" days"
            min={1}
            max={3650}
            allowDecimal={false}
            disabled={isReadOnly}
            {...form.getInputProps('conversation_days')}
          />
          <FormProblem error={save.error} fields={Object.keys(form.values)} />
          {!isReadOnly && (
            <Group>
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}
