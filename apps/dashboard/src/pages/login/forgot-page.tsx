import { Alert, Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMailCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { Front } from '../../layout/front.tsx';
import { open } from '../../session/session.ts';

/** Asks for the mail with which a new password is set. */
export function ForgotPage() {
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.includes('@') ? null : 'This is no e-mail address') },
  });
  const ask = useMutation({
    mutationFn: (values: { email: string }) => open.forgotPassword(values, { retries: 0 }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Front
      title="Set a new password"
      about="We mail you a link with which you choose a new one."
      footer={
        <Anchor component={Link} href="/" inherit underline="always">
          Back to the login
        </Anchor>
      }
    >
      {ask.isSuccess ? (
        <Alert color="teal" icon={<IconMailCheck aria-hidden />} title="Look into your mail" role="status">
          If {form.values.email} belongs to a member, a link is on its way. It is good for one hour. On a server without
          a mail server, its operator finds the mail in the output of the program.
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit((values) => ask.mutate(values))} noValidate>
          <Stack>
            <TextInput label="E-mail" type="email" required autoComplete="username" {...form.getInputProps('email')} />
            <FormProblem error={ask.error} fields={['email']} />
            <Button type="submit" fullWidth loading={ask.isPending}>
              Send the link
            </Button>
          </Stack>
        </form>
      )}
    </Front>
  );
}
