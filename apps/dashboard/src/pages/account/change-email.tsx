import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMailCheck } from '@tabler/icons-react';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMe } from '../../session/use-me.ts';
import { Section } from './section.tsx';

const EMPTY = { email: '', password: '' };

/** A new address, which counts once the link mailed to it was used. */
export function ChangeEmail() {
  const { member } = useMe();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      email: (value) => (value.includes('@') ? null : 'This is no e-mail address'),
      password: (value) => (value === '' ? 'What is your password?' : null),
    },
  });
  const change = useChange((values: typeof EMPTY) => ragkeep.changeEmail(values), {
    invalidates: [],
    onDone: () => form.setFieldValue('password', ''),
  });
  return (
    <Section title="E-mail address" about={`You log in with ${member?.email ?? 'it'}.`}>
      {change.isSuccess && (
        <Alert color="teal" icon={<IconMailCheck aria-hidden />} title="Look into your mail" role="status">
          A link went to {change.variables.email}. The address changes when you open it, within 24 hours.
        </Alert>
      )}
      <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values, atFields(form)))}>
        <Stack>
          <TextInput label="New address" type="email" required autoComplete="email" {...form.getInputProps('email')} />
          <PasswordInput
            label="Your password"
            required
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <FormProblem error={change.error} fields={Object.keys(EMPTY)} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              The present address is told of it.
            </Text>
            <Button type="submit" loading={change.isPending}>
              Send the link
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
