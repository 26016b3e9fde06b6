import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { checkNewPassword, NewPassword } from '../../components/new-password.tsx';
import { Front } from '../../layout/front.tsx';
import { open } from '../../session/session.ts';
import { Done } from './done.tsx';

const EMPTY = { first_name: '', last_name: '', password: '' };

/** Accepts an invitation: a password of one's own, and a name. */
export function InvitePage({ token, onClose }: { token: string; onClose: () => void }) {
  const form = useForm({ initialValues: EMPTY, validate: { password: checkNewPassword } });
  const accept = useMutation({
    mutationFn: ({ password, ...names }: typeof EMPTY) =>
      open.acceptInvite({
        token,
        password,
        ...Object.fromEntries(Object.entries(names).filter(([, value]) => value.trim() !== '')),
      }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (accept.isSuccess) {
    return (
      <Done title="Welcome" action="Log in" onClose={onClose}>
        Your account is ready. Log in with your e-mail address and the password you chose.
      </Done>
    );
  }
  return (
    <Front title="Accept your invitation" about="Choose a password to log in with.">
      <form onSubmit={form.onSubmit((values) => accept.mutate(values))} noValidate>
        <Stack>
          <Group grow align="flex-start">
            <TextInput label="First name" autoComplete="given-name" {...form.getInputProps('first_name')} />
            <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('last_name')} />
          </Group>
          <NewPassword {...form.getInputProps('password')} value={form.values.password} />
          <FormProblem error={accept.error} fields={Object.keys(EMPTY)} />
          <Button type="submit" fullWidth loading={accept.isPending}>
            Accept
          </Button>
        </Stack>
      </form>
    </Front>
  );
}
