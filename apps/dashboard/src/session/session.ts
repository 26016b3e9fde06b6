import { Ragkeep, RagkeepError } from '@ragkeep/sdk';

/**
 * The member's session. The access token is in this module's memory only; the refresh token is a cookie that no script reads. So a
 * reload asks for an access token again, and a stolen page state holds nothing that lasts.
 */
let access: string | null = null;
let refreshing: Promise<string | null> | null = null;
const listeners = new Set<() => void>();

/** Without a credential of its own: for logging in, refreshing, and what is public. */
export const open = new Ragkeep({});

/** A new access token by the cookie; null where nobody is logged in. Several at once make one request. */
function refresh(): Promise<string | null> {
  refreshing ??= open
    .refreshSession({ rotate: true })
    .then(
      (tokens) => tokens.access,
      (error: unknown) => {
        if (error instanceof RagkeepError && (error.status === 401 || error.status === 400)) return null;
        throw error;
      },
    )
    .then((token) => {
      setAccess(token);
      return token;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** Keeps a token that a login gave; null ends what this page knows of the session. */
export function setAccess(token: string | null): void {
  access = token;
  for (const listener of listeners) listener();
}

export const isLoggedIn = (): boolean => access !== null;

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** At the start of the page: goes on with the session that the cookie holds, if any. */
export const resume = (): Promise<string | null> => refresh();

/** The server as the logged-in member sees it. All pages speak through it. */
export const ragkeep = new Ragkeep({
  token: (refused) => (refused || access === null ? refresh() : access),
});
