import { QueryClient } from '@tanstack/react-query';
import { onSessionChange, sessionStatus } from '../session/session.ts';

/**
 * What was read from the server. The SDK tries again by itself where that helps, so nothing here does. Requests are sent even
 * where the browser takes itself for offline: the server may be this very machine.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 10_000, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** The next one to log in may be another person. */
onSessionChange(() => {
  if (sessionStatus() !== 'in') queryClient.clear();
});
