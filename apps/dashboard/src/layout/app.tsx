import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Problem } from '../components/problem.tsx';
import LoggedOut from '../pages/login/logged-out.tsx';
import { useMailedLink } from '../pages/mailed-links/link.ts';
import MailedLink from '../pages/mailed-links/mailed-link-page.tsx';
import { resume, sessionStatus } from '../session/session.ts';
import { useSessionStatus } from '../session/use-session.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Front } from './front.tsx';
import { Waiting } from './waiting.tsx';

const loadShell = () => import('./shell.tsx');
const Shell = lazy(loadShell);

/** Ahead of its use. Where that fails, it is asked for again when it is used. */
const preloadShell = () => void loadShell().catch(() => undefined);

// Beside the request that goes on with a session; before a login, as soon as somebody begins to type.
if (sessionStatus() === 'unknown') preloadShell();
else addEventListener('focusin', preloadShell, { once: true });

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
