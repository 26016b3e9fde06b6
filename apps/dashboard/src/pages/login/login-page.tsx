import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { RagkeepError } from '@ragkeep/sdk';
import { IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { Front } from '../../layout/front.tsx';
import { begin, open } from '../../session/session.ts';
import { CodeStep } from './code-step.tsx';
import { inWords } from './wait.ts';

const EMPTY = { email: '', password: '', tenant_id: '' };
const FIELDS = Object.keys(EMPTY);

interface LoginPageProps {
  hasEnded: boolean;
  /** Whether teams may be registered here. */
  isOpen: boolean;
}

/** E-mail address and password, then the second factor's code where one is on. */
export function LoginPage({ hasEnded, isOpen }: LoginPageProps) {
  const [path, navigate] = useLocation();
  const [needsCode, setNeedsCode] = useState(false);
  const [choosesTeam, team] = useDisclosure();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      email: (value) => (value.includes('@') ? null : 'This is no e-mail address'),
      password: (value) => (value === '' ? 'What is your password?' : null),
    },
  });
  const login = useMutation({
    mutationFn: ({ code }: { code?: string }) => {
      const { email, password, tenant_id } = form.values;
      const named = tenant_id.trim() === '' ? {} : { tenant_id: tenant_id.trim() };
      return open.login(
        { email, password, ...named, ...(code ? { code } : {}), session: 'cookie' },
        { retries: 0 }, // to be told at once that one has to wait
      );
    },
    onSuccess: ({ access }) => {
      if (path === '/register') navigate('/', { replace: true });
      begin(access);
    },
    onError: (error) => {
      if (isCode(error, 'second_factor_required')) setNeedsCode(true);
      else form.setErrors(fieldErrors(error));
    },
  });
  const error = isCode(login.error, 'second_factor_required') ? null : login.error;

  if (needsCode) {
    const back = () => {
      setNeedsCode(false);
      login.reset();
    };
    return (
      <CodeStep isPending={login.isPending} onCode={(code) => login.mutate({ code })} onBack={back}>
        <LoginProblem error={error} />
      </CodeStep>
    );
  }
  return (
    <Front title="Log in" footer={<WaysOn isOpen={isOpen} />}>
      {hasEnded && (
        <Alert color="yellow" icon={<IconClock aria-hidden />}>
          Your session has ended. Log in to go on where you were.
        </Alert>
      )}
      <form onSubmit={form.onSubmit(() => login.mutate({}))} noValidate>
        <Stack>
          <TextInput label="E-mail" type="email" required autoComplete="username" {...form.getInputProps('email')} />
          <PasswordInput
            label="Password"
            required
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          {choosesTeam ? (
            <TextInput
              label="Team’s ID"
              description="It is on the team’s settings page"
              {...form.getInputProps('tenant_id')}
            />
          ) : (
            <Anchor component="button" type="button" size="sm" ta="left" onClick={team.open}>
              Member of several teams?
            </Anchor>
          )}
          <LoginProblem error={error} />
          <Button type="submit" fullWidth loading={login.isPending}>
            Log in
          </Button>
        </Stack>
      </form>
    </Front>
  );
}

function WaysOn({ isOpen }: { isOpen: boolean }) {
  return (
    <>
      <Anchor component={Link} href="/forgot-password" inherit underline="always">
        Forgot your password?
      </Anchor>
      {isOpen && (
        <>
          {' · '}
          <Anchor component={Link} href="/register" inherit underline="always">
            Register a team
          </Anchor>
        </>
      )}
    </>
  );
}

function LoginProblem({ error }: { error: unknown }): ReactNode {
  if (!(error instanceof RagkeepError) || error.status !== 429) return <FormProblem error={error} fields={FIELDS} />;
  return (
    <Alert color="red" icon={<IconClock aria-hidden />} title="Too many attempts" role="alert">
      Try again in {inWords(error.retryAfter ?? 60)}. A forgotten password can be set anew by mail.
    </Alert>
  );
}

const isCode = (error: unknown, code: string): boolean => error instanceof RagkeepError && error.code === code;
