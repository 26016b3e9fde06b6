import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { checkNewPassword, NewPassword } from '../../components/new-password.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMe } from '../../session/use-me.ts';
import { Section } from './section.tsx';

const EMPTY = { current_password: '', new_password: '' };

export function ChangePassword() {
  const { member } = useMe();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      current_password: (value) => (value === '' ? 'What is your present password?' : null),
      new_password: checkNewPassword,
    },
  });
  const change = useChange((values: typeof EMPTY) => ragkeep.changePassword(values), {
    invalidates: [['sessions']],
    done: 'Your password is changed',
    onDone: () => form.reset(),
  });
  return (
    <Section title="Password" about="All your other sessions end when you change it.">
      <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values, atFields(form)))}>
        <Stack>
          {/* Tells password managers whose password it is. */}
          <input type="text" autoComplete="username" value={member?.email ?? ''} readOnly hidden />
          <PasswordInput
            label="Present password"
            required
            autoComplete="current-password"
            {...form.getInputProps('current_password')}
          />
          <NewPassword label="New password" {...form.getInputProps('new_password')} value={form.values.new_password} />
          <FormProblem error={change.error} fields={Object.keys(EMPTY)} />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
