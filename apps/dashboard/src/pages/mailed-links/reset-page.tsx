import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { checkNewPassword, NewPassword } from '../../components/new-password.tsx';
import { Front } from '../../layout/front.tsx';
import { open } from '../../session/session.ts';
import { Done } from './done.tsx';

/** Sets a new password with a mailed link. */
export function ResetPage({ token, onClose }: { token: string; onClose: () => void }) {
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkNewPassword } });
  const reset = useMutation({
    mutationFn: ({ password }: { password: string }) => open.resetPassword({ token, password }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (reset.isSuccess) {
    return (
      <Done title="Your password is set" action="Log in" onClose={onClose}>
        All your sessions have ended. Log in with the new password.
      </Done>
    );
  }
  return (
    <Front title="Choose a new password" about="All your sessions end with it.">
      <form onSubmit={form.onSubmit((values) => reset.mutate(values))} noValidate>
        <Stack>
          <NewPassword label="New password" {...form.getInputProps('password')} value={form.values.password} />
          <FormProblem error={reset.error} fields={['password']} />
          <Button type="submit" fullWidth loading={reset.isPending}>
            Set the password
          </Button>
        </Stack>
      </form>
    </Front>
  );
}
