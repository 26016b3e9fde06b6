import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { checkNewPassword, NewPassword } from '../../components/new-password.tsx';
import { Front } from '../../layout/front.tsx';
import { begin, open } from '../../session/session.ts';

const EMPTY = { name: '', firstName: '', lastName: '', email: '', password: '' };
const FIELDS = Object.keys(EMPTY);

/** A new team with oneself as its owner: the first thing on a new server, and open to others where it allows it. */
export function RegisterPage({ isFirst }: { isFirst: boolean }) {
  const [, navigate] = useLocation();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      name: (value) => (value.trim() === '' ? 'What is it called?' : null),
      email: (value) => (value.includes('@') ? null : 'This is no e-mail address'),
      password: checkNewPassword,
    },
  });
  const register = useMutation({
    mutationFn: ({ firstName, lastName, ...values }: typeof EMPTY) =>
      open.register(
        {
          ...values,
          ...(firstName.trim() === '' ? {} : { firstName }),
          ...(lastName.trim() === '' ? {} : { lastName }),
          session: 'cookie',
        },
        { retries: 0 },
      ),
    onSuccess: ({ access }) => {
      navigate('/', { replace: true });
      begin(access);
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Front
      title={isFirst ? 'Set up Ragkeep' : 'Register a team'}
      about={
        isFirst
          ? 'You become the owner of the first team on this server. Everything stays on it.'
          : 'A team of its own, with you as its owner.'
      }
      footer={
        isFirst ? null : (
          <>
            Have an account?{' '}
            <Anchor component={Link} href="/" inherit underline="always">
              Log in
            </Anchor>
          </>
        )
      }
    >
      <form onSubmit={form.onSubmit((values) => register.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label="Team"
            placeholder="Harbour office"
            required
            autoComplete="organization"
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Group grow align="flex-start">
            <TextInput label="First name" autoComplete="given-name" {...form.getInputProps('firstName')} />
            <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('lastName')} />
          </Group>
          <TextInput label="E-mail" type="email" required autoComplete="username" {...form.getInputProps('email')} />
          <NewPassword {...form.getInputProps('password')} value={form.values.password} />
          <FormProblem error={register.error} fields={FIELDS} />
          <Button type="submit" fullWidth loading={register.isPending}>
            {isFirst ? 'Set up' : 'Register'}
          </Button>
        </Stack>
      </form>
    </Front>
  );
}
