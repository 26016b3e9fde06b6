import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Problem } from '../components/problem.tsx';
import { useMailedLink } from '../pages/mailed-links/link.ts';
import { resume } from '../session/session.ts';
import { useSessionStatus } from '../session/use-session.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Front } from './front.tsx';

const Shell = lazy(() => import('./shell.tsx'));
const LoggedOut = lazy(() => import('../pages/login/logged-out.tsx'));
const MailedLink = lazy(() => import('../pages/mailed-links/mailed-link-page.tsx'));

/** What is shown at all: the page of a mailed link, what there is before a login, or the dashboard. */
export function App() {
  const [link, closeLink] = useMailedLink();
  return (
    <ErrorBoundary>
      <Suspense fallback={<Waiting />}>{link ? <MailedLink {...link} onClose={closeLink} /> : <Session />}</Suspense>
    </ErrorBoundary>
  );
}

function Session() {
  const status = useSessionStatus();
  const { error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: async () => {
      await resume();
      return null;
    },
    enabled: status === 'unknown',
  });
  if (status === 'in') return <Shell />;
  if (status !== 'unknown') return <LoggedOut hasEnded={status === 'ended'} />;
  if (!error) return <Waiting />;
  return (
    <Front title="Ragkeep">
      <Problem error={error} onRetry={refetch} />
    </Front>
  );
}

function Waiting() {
  return (
    <Center mih="60vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
