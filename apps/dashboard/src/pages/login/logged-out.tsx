import { useQuery } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { Front } from '../../layout/front.tsx';
import { Waiting } from '../../layout/waiting.tsx';
import { open } from '../../session/session.ts';
import { ForgotPage } from './forgot-page.tsx';
import { LoginPage } from './login-page.tsx';
import { NotOpenPage } from './not-open-page.tsx';
import { RegisterPage } from './register-page.tsx';

/**
 * What there is for who is not logged in. The address stays as it is, so that a login goes on where somebody wanted to go.
 *
 * @param hasEnded a session that was used here is over without the member's doing
 */
export default function LoggedOut({ hasEnded }: { hasEnded: boolean }) {
  const { data: setup, error, refetch } = useQuery({ queryKey: ['setup'], queryFn: () => open.getSetup() });
  if (error) {
    return (
      <Front title="Ragkeep">
        <Problem error={error} onRetry={refetch} />
      </Front>
    );
  }
  if (!setup) return <Waiting />;
  const isOpen = setup.registration === 'open';
  if (setup.is_new && !hasEnded) return isOpen ? <RegisterPage isFirst /> : <NotOpenPage />;
  return (
    <Switch>
      <Route path="/register">
        {isOpen ? <RegisterPage isFirst={false} /> : <LoginPage hasEnded={false} isOpen={false} />}
      </Route>
      <Route path="/forgot-password">
        <ForgotPage />
      </Route>
      <Route>
        <LoginPage hasEnded={hasEnded} isOpen={isOpen} />
      </Route>
    </Switch>
  );
}
