import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { ME, useMe } from '../../session/use-me.ts';
import { ChangeEmail } from './change-email.tsx';
import { Section } from './section.tsx';

/** Names and address. */
export function ProfilePanel() {
  return (
    <Stack>
      <Names />
      <ChangeEmail />
    </Stack>
  );
}

function Names() {
  const { member } = useMe();
  const form = useForm({
    initialValues: { first_name: member?.first_name ?? '', last_name: member?.last_name ?? '' },
  });
  const save = useChange((values: typeof form.values) => ragkeep.updateProfile(filled(values)), {
    invalidates: [ME, ['members']],
    done: 'Your name is saved',
    onDone: () => form.resetDirty(),
  });
  return (
    <Section title="Profile">
      <form onSubmit={form.onSubmit((values) => save.mutate(values, atFields(form)))}>
        <Stack>
          <Group grow align="flex-start">
            <TextInput label="First name" autoComplete="given-name" {...form.getInputProps('first_name')} />
            <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('last_name')} />
          </Group>
          <FormProblem error={save.error} fields={['first_name', 'last_name']} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

/** A name can be changed and not be taken away. */
const filled = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => name.trim() !== ''));
